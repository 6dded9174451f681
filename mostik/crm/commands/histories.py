"""Deals written down together with their whole past, by the thousand, as if every step had been done in its day.

The same rows, totals and events come out as from the single commands, in a few large statements: a test holds the
two against each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.crm import events
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.commands import records
from mostik.crm.commands.answers import note_answers
from mostik.crm.commands.rows import dimensions, filled
from mostik.crm.commands.stays import OUTCOMES, cycle_days
from mostik.crm.commands.totals import recount, standing
from mostik.crm.models import Activity, Channel, Competitor, Deal, Loss, LossReason, Payment, Product, StageChange
from mostik.crm.queries.pipelines import stages
from mostik.crm.rules.deals import StageView, lacking
from mostik.crm.rules.histories import PastImpossible, Stay, planned_at, refusal_of, stays_of
from mostik.crm.terms import STEPS, DealHistory, Outcome, PastActivity, PipelineKind, StageKind, Via
from mostik.kernel.events import N_, Event
from mostik.kernel.refusals import Refusal
from mostik.people.access import User, scoped

M = TypeVar("M", bound=Model)

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Books:
    """What the histories refer to, fetched once."""

    stages: Mapping[int, StageView]
    people: Mapping[int, User]
    reasons: Mapping[int, LossReason]
    competitors: Mapping[int, str]
    links: Mapping[str, frozenset[int]]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Past:
    """A history on its way into the tables."""

    deal: Deal
    history: DealHistory
    stays: tuple[Stay, ...]


@command(needs="crm.import_records")
def record_histories(*, by: Actor, histories: Sequence[DealHistory], via: Via) -> list[int]:
    """Create deals with their stays, losses, activities, payments and events; return their numbers in order.

    Nobody's required fields or checklists are asked of the past. Refuses all when one cannot have been so: unknown
    stages, people or records, stays out of order or in the future, a loss without a reason.
    """
    books = _books(by, histories)
    pasts = [_past(history, books) for history in histories]
    _create(each.deal for each in pasts)
    for start in range(0, len(pasts), AT_ONCE):
        note_answers([each.deal.pk for each in pasts[start : start + AT_ONCE]])
    _create(_stays(pasts, by, via))
    _create(_losses(pasts, by))
    recount(came=[standing(each.deal) for each in pasts])
    happened = [*_deal_events(pasts, books), *_activity_events(pasts, books, via), *_payment_events(pasts)]
    publish_all(sorted(happened, key=lambda event: event.at))
    return [each.deal.pk for each in pasts]


def _books(by: Actor, histories: Sequence[DealHistory]) -> Books:
    everybody = scoped(User.objects.select_related("team"), by, owner="pk")
    return Books(
        stages=stages(viewer=by),
        people={person.pk: person for person in everybody},
        reasons={reason.pk: reason for reason in LossReason.objects.all()},
        competitors=dict(Competitor.objects.values_list("pk", "title")),
        links={
            "company": _known(visible_companies(by), {each.company for each in histories}),
            "contact": _known(visible_contacts(by), {each.contact for each in histories}),
            "product": _known(Product.objects.all(), {each.product for each in histories}),
            "channel": _known(Channel.objects.all(), {each.channel for each in histories}),
        },
        now=clock.now(),
    )


def _known(rows: "QuerySet[M]", wanted: set[int | None]) -> frozenset[int]:
    numbers = sorted(pk for pk in wanted if pk is not None)
    found: set[int] = set()
    for start in range(0, len(numbers), AT_ONCE):
        found.update(rows.filter(pk__in=numbers[start : start + AT_ONCE]).values_list("pk", flat=True))
    return frozenset(found)


def _past(history: DealHistory, books: Books) -> Past:
    refusal = refusal_of(history, books.stages, books.now) or _stranger(history, books)
    if refusal:
        raise refusal
    stays = tuple(stays_of(history, books.stages))
    return Past(deal=_deal(history, stays, books), history=history, stays=stays)


def _stranger(history: DealHistory, books: Books) -> Refusal | None:
    """Refuse a history that names somebody or something out of reach."""
    title = {"title": history.title[:80]}
    if {history.owner, *(each.owner for each in history.activities)} - books.people.keys():
        return PastImpossible(N_("“{title}”: its owner is not among your people."), params=title)
    if any(getattr(history, name) not in {None, *known} for name, known in books.links.items()):
        return PastImpossible(N_("“{title}”: its client, product or channel is not known here."), params=title)
    if history.reason is not None and history.reason not in books.reasons:
        return PastImpossible(N_("“{title}”: its loss reason is not known here."), params=title)
    return None


def _deal(history: DealHistory, stays: Sequence[Stay], books: Books) -> Deal:
    first, last, owner = stays[0], stays[-1], books.people[history.owner]
    steps = [each for each in history.activities if each.kind in STEPS]
    deal = Deal(
        title=history.title.strip(),
        pipeline_id=last.stage.pipeline,
        stage_id=last.stage.id,
        outcome=OUTCOMES.get(last.stage.kind, Outcome.OPEN),
        reached=sum(len(stay.reached) for stay in stays),
        owner=owner,
        team=owner.team,
        company_id=history.company,
        contact_id=history.contact,
        channel_id=history.channel,
        product_id=history.product,
        amount_minor=history.amount_minor,
        currency=history.currency,
        created_at=first.at,
        stage_since=last.at,
        expected_on=history.expected_on,
        closed_at=last.at if last.stage.is_closing else None,
        next_at=min((each.due_at for each in steps if each.done_at is None and each.due_at), default=None),
        last_at=max((each.done_at for each in steps if each.done_at), default=None),
        first_at=min((each.done_at for each in steps if each.done_at), default=None),
        origin=history.origin,
        origin_id=history.origin_id,
        version=len(stays) - 1,
    )
    deal.lacks = len(lacking(last.stage, filled(deal)))
    return deal


def _stays(pasts: Sequence[Past], by: Actor, via: Via) -> Iterator[StageChange]:
    for past in pasts:
        for stay in past.stays:
            yield StageChange(
                deal=past.deal,
                stage_id=stay.stage.id,
                came_from_id=stay.came_from.id if stay.came_from else None,
                entered_at=stay.at,
                left_at=stay.until,
                seconds=stay.seconds,
                by_id=by.id,
                via=via,
            )


def _losses(pasts: Sequence[Past], by: Actor) -> Iterator[Loss]:
    for deal, history, last in ((past.deal, past.history, past.stays[-1]) for past in pasts):
        if last.stage.kind is StageKind.LOST and last.came_from and history.reason:
            yield Loss(
                deal=deal,
                reason_id=history.reason,
                competitor_id=history.competitor,
                note=history.loss_note.strip()[:500],
                from_stage_id=last.came_from.id,
                at=last.at,
                by_id=by.id,
            )


def _deal_events(pasts: Sequence[Past], books: Books) -> Iterator[Event]:
    for past in pasts:
        told = dimensions(past.deal)
        for stay in past.stays:
            yield _entered(past, stay, {**told, "stage": stay.stage.id, "pipeline": stay.stage.pipeline}, books)


def _entered(past: Past, stay: Stay, told: dict[str, Any], books: Books) -> Event:
    """Return what a single command would have published for this stay."""
    here, history = stay.came_from, past.history
    if here is None:
        return events.DealCreated(at=stay.at, stage_title=stay.stage.title, reached=stay.reached, **told)
    if stay.stage.kind is StageKind.WON:
        return events.DealWon(at=stay.at, days=cycle_days(past.deal, stay.at), reached=stay.reached, **told)
    if stay.stage.kind is StageKind.LOST:
        assert history.reason is not None
        told |= {"reason": history.reason, "reason_title": books.reasons[history.reason].title}
        told |= {"note": history.loss_note.strip()[:500]}
        if books.reasons[history.reason].of == PipelineKind.LEAD:
            group = books.reasons[history.reason].group
            return events.LeadRejected(at=stay.at, days=cycle_days(past.deal, stay.at), group=group, **told)
        rival = books.competitors.get(history.competitor or 0, "")
        told |= {"competitor": history.competitor, "competitor_title": rival}
        return events.DealLost(at=stay.at, days=cycle_days(past.deal, stay.at), **told)
    told |= {"from_stage": here.id, "from_title": here.title, "to_title": stay.stage.title, "seconds": stay.waited}
    return events.DealMoved(at=stay.at, reached=stay.reached, **told)


def _activity_events(pasts: Sequence[Past], books: Books, via: Via) -> Iterator[Event]:
    made = [_activity(past, each, books, via) for past in pasts for each in past.history.activities]
    _create(row for row, _planned in made)
    for row, planned in made:
        if planned:
            yield events.ActivityPlanned(at=planned, due=row.due_at, **records.dimensions(row))
        if row.done_at:
            yield records.done(row)


def _activity(past: Past, each: PastActivity, books: Books, via: Via) -> tuple[Activity, datetime | None]:
    planned = planned_at(each, past.history)
    owner = books.people[each.owner]
    row = Activity(
        kind=each.kind,
        title=each.title.strip()[:200],
        deal=past.deal,
        company_id=past.deal.company_id,
        owner=owner,
        team_id=owner.team_id,
        due_at=each.due_at,
        done_at=each.done_at,
        result=each.result or "",
        note=each.note.strip()[:5000],
        seconds=each.seconds,
        via=via,
        created_at=planned or each.done_at or books.now,
    )
    return row, planned


def _payment_events(pasts: Sequence[Past]) -> Iterator[Event]:
    made = [
        (past.deal, number, _payment(past.deal, *paid))
        for past in pasts
        for number, paid in enumerate(past.history.paid)
    ]
    _create(row for _deal, _number, row in made)
    for deal, number, row in made:
        at = min(clock.moment(row.paid_on), clock.now())
        told = {**dimensions(deal), "payment": row.pk, "paid": row.amount_minor, "first": number == 0}
        yield events.PaymentReceived(at=at, **told)


def _payment(deal: Deal, day: date, minor: int) -> Payment:
    return Payment(deal=deal, paid_on=day, amount_minor=minor, currency=deal.currency)


def _create(rows: Iterable[M]) -> None:
    """Write rows of one table in large statements."""
    listed = list(rows)
    if listed:
        type(listed[0]).objects.bulk_create(listed, batch_size=AT_ONCE)  # type: ignore[attr-defined]
