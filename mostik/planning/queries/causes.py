"""What happened that a plan in force may no longer stand: looked for in people, big deals and the pace, and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.crm.queries.deals import deal_rows
from mostik.crm.terms import Outcome
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries import names
from mostik.planning.access import BOUNDS, visible_causes
from mostik.planning.models import Part, Plan, PlanCause
from mostik.planning.queries.people import minutes_of
from mostik.planning.queries.plans import PlanView, plan_view
from mostik.planning.rules.basis import read
from mostik.planning.rules.causes import Bounds, Cause, Counted, Holder, of_deals, of_pace, of_people
from mostik.planning.terms import CauseKind
from mostik.web import formats


class NoSuchCause(Missing):
    """There is no such cause within reach."""

    message = gettext_noop("There is no such cause within your reach.")


@dataclass(frozen=True, slots=True)
class CauseLine:
    """Something that happened, as the head reads it: words, money at stake, whether it still is so, put aside why."""

    id: int
    kind: str
    words: str
    amount: Money
    person: int | None
    deal: int | None
    found_at: datetime
    over: bool
    aside: str
    aside_by: str

    @property
    def open(self) -> bool:
        """Whether it still asks for a decision."""
        return not self.over and not self.aside


def bounds_chosen() -> dict[str, int]:
    """Return when a plan is in doubt, as the company has it: days, and shares in per cent."""
    return dict(company.choice(BOUNDS))


def bounds() -> Bounds:
    """Return the same as the rule reads it."""
    chosen = bounds_chosen()
    return Bounds(chosen["away_days"], chosen["deal_share"] / 100, chosen["pace"] / 100, chosen["pace_days"])


def causes_of(*, viewer: Actor, plan_id: int) -> tuple[CauseLine, ...]:
    """Return what happened to a plan, the newest first, what is over or put aside last."""
    rows = list(visible_causes(viewer).filter(plan=plan_id).select_related("person", "plan"))
    deals = {row.deal for row in rows if row.deal}
    titles = dict(deal_rows(viewer=viewer).filter(pk__in=deals).values_list("pk", "title")) if deals else {}
    by = names.titles(viewer=viewer, kind="person", ids=[row.aside_by for row in rows if row.aside_by])
    found = [
        CauseLine(
            id=row.pk,
            kind=row.kind,
            words=said(row, titles.get(row.deal or 0, "")),
            amount=Money(row.amount_minor, row.plan.currency),
            person=row.person_id,
            deal=row.deal,
            found_at=row.found_at,
            over=row.over_at is not None,
            aside=row.aside_why,
            aside_by=by.get(row.aside_by or 0, ""),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda line: not line.open))


def cause_row(*, viewer: Actor, cause_id: int) -> PlanCause:
    """Return one cause within reach; refuses `NoSuchCause`."""
    found = visible_causes(viewer).filter(pk=cause_id).select_related("plan", "person").first()
    if found is None:
        raise NoSuchCause()
    return found


def said(row: PlanCause, title: str) -> str:
    """Return what happened in a sentence."""
    if row.kind == CauseKind.PACE:
        return _("Money in is %(share)s of what was due by now") % {"share": formats.percent(row.share, 0)}
    if row.person:
        return _of_person(row.person.short_name, row)
    if row.kind == CauseKind.DEAL_LOST:
        return _("A big deal is lost: %(title)s") % {"title": title}
    day = formats.day(row.until) if row.until else "—"
    return _("A big deal moves to %(day)s: %(title)s") % {"day": day, "title": title}


def found_now(plan: Plan, *, viewer: Actor) -> list[Cause]:
    """Return what makes a plan in force doubtful as things stand; for the room's commands."""
    view, asked = plan_view(viewer=viewer, plan_id=plan.pk), bounds()
    people = of_people(_holders(plan, view), asked, today=clock.today(), last=plan.period.last)
    deals = of_deals(_counted(plan, viewer), last=plan.period.last)
    return [*people, *deals, *_of_pace(plan, view, asked)]


def big_deals(plan: Plan, *, viewer: Actor) -> dict[int, int]:
    """Return the open deals a plan counts on that are a good part of it, with their amounts."""
    people = Part.objects.filter(plan=plan).values_list("person", flat=True)
    rows = deal_rows(viewer=viewer).filter(
        owner__in=list(people),
        outcome=Outcome.OPEN,
        currency=plan.currency,
        expected_on__range=(plan.period.first, plan.period.last),
        amount_minor__gte=max(1, round(plan.target_minor * bounds().deal_share)),
    )
    return dict(rows.values_list("pk", "amount_minor"))


def _of_person(name: str, row: PlanCause) -> str:
    told = {"name": name, "day": formats.day(row.until) if row.until else "—", "n": row.days}
    if row.kind == CauseKind.LEFT:
        return _("%(name)s leaves: last day %(day)s") % told
    words = ngettext(
        "%(name)s is away %(n)s working day the plan counted on, until %(day)s",
        "%(name)s is away %(n)s working days the plan counted on, until %(day)s",
        row.days,
    )
    return words % told


def _holders(plan: Plan, view: PlanView) -> list[Holder]:
    kept = {person.id: person.minutes for person in read(plan.basis).people}
    people = {each.pk: each for each in User.objects.filter(pk__in=[line.person for line in view.people])}
    now = minutes_of(people=people, span=plan.period.span)
    return [
        Holder(
            person=line.person,
            part=line.amount.minor,
            done=line.standing.fact.minor,
            planned=_within(kept.get(line.person, {}), plan.period.span),
            now=now[line.person],
            left_on=people[line.person].left_on,
            active=people[line.person].is_active,
        )
        for line in view.people
    ]


def _within(minutes: Mapping[date, int], span: Span) -> dict[date, int]:
    return {day: each for day, each in minutes.items() if span.contains(day)}


def _counted(plan: Plan, viewer: Actor) -> list[Counted]:
    watched = {int(deal): amount for deal, amount in plan.watched.items()}
    if not watched:
        return []
    rows = deal_rows(viewer=viewer).filter(pk__in=watched).values_list("pk", "outcome", "expected_on")
    return [
        Counted(deal=pk, amount=watched[pk], lost=outcome == Outcome.LOST, expected_on=day)
        for pk, outcome, day in rows
        if outcome != Outcome.WON
    ]


def _of_pace(plan: Plan, view: PlanView, asked: Bounds) -> list[Cause]:
    """A version made in the middle of its month is given as many days as one made before it."""
    since, today = read(plan.basis).starts, clock.today()
    days = {day for person in read(plan.basis).people for day, each in person.minutes.items() if each}
    worked = sum(since <= day < today for day in days)
    pace, due = view.standing.pace, view.standing.to_date.minor
    return of_pace(before=round((pace or 0) * due), due=due, worked=worked, bounds=asked) if pace is not None else []
