"""What robots hear of deals, how they choose among them, and what they do with one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Subject, Told, Trigger, declare
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.notifications import declare as declare_notice
from mostik.core.notifications import notify
from mostik.crm import events
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.commands.activities import note_on, plan_activity
from mostik.crm.commands.answering import deal_out
from mostik.crm.commands.deals import hand_over_deal, move_deal
from mostik.crm.commands.documents.drafts import draft_document
from mostik.crm.models import Deal
from mostik.crm.queries.audiences import in_words
from mostik.crm.queries.deals import search_deals
from mostik.crm.queries.documents.words import KINDS as PAPERS
from mostik.crm.queries.pipelines import pipelines, reasons
from mostik.crm.queries.segments import choices_of, chosen_rows
from mostik.crm.queries.words import KINDS, RESULTS
from mostik.crm.rules.segments import audience, written
from mostik.crm.terms import ActivityKind, ActivityResult, Outcome, Via
from mostik.kernel.events import N_
from mostik.kernel.refusals import Missing
from mostik.people.queries.deadlines import work_ahead
from mostik.web import formats

HOUR = 60
LONGEST_DAYS = 365
#: What was done no longer ago counts as standing.
LATELY = 30
Choices = Callable[[Actor], Iterable[tuple[str, Any]]]
declare_notice("robot", _("What robots tell you"))


class DealConditions:
    """Deals are chosen as in segments: by the same conditions, in the same editor."""

    def checked(self, told: Told) -> Told:
        """Return conditions checked word by word."""
        return written(audience("deal", told))

    def words(self, told: Told, viewer: Actor) -> str:
        """Return conditions in words."""
        return in_words(audience("deal", told), viewer=viewer)

    def fitting(self, told: Told, rows: QuerySet[Any], viewer: Actor) -> QuerySet[Any]:
        """Return those of the deals that fit."""
        chosen = audience("deal", told)
        return rows.filter(pk__in=chosen_rows(chosen, viewer=viewer).order_by().values("pk")) if chosen.groups else rows


def _stages(viewer: Actor) -> Iterable[tuple[str, str]]:
    ways = pipelines(viewer=viewer)
    several = len(ways) > 1
    return [
        (str(stage.id), f"{way.title}: {stage.title}" if several else stage.title)
        for way in ways
        for stage in way.stages
        if not stage.is_closing
    ]


def _people(viewer: Actor) -> Iterable[tuple[str, str]]:
    return choices_of("owner", viewer=viewer)


def _of(book: Mapping[Any, Any], *left_out: Any) -> Choices:
    def choices(viewer: Actor) -> list[tuple[str, Any]]:
        del viewer
        return [(str(code), words) for code, words in book.items() if code not in left_out]

    return choices


def _any(event: Any, told: Told) -> int | None:
    del told
    return event.deal  # type: ignore[no-any-return]


def _if(name: str, asked: str) -> Callable[[Any, Told], int | None]:
    """Return the event's deal if what it says is what was asked for, or nothing was."""

    def heard(event: Any, told: Told) -> int | None:
        return event.deal if told.get(asked, "") in {"", str(getattr(event, name))} else None

    return heard


def _done(event: events.ActivityDone, told: Told) -> int | None:
    return event.deal if (event.kind, event.result) == (told["kind"], told.get("result") or event.result) else None


def _idle(since: datetime, now: datetime, told: Told, viewer: Actor) -> Iterable[tuple[int, str]]:
    """Yield open deals nothing has been done with for so many days; once for each silence."""
    days = timedelta(days=int(told["days"]))
    rows = visible_deals(viewer).filter(outcome=Outcome.OPEN).annotate(heard_at=Coalesce("last_at", "created_at"))
    for pk, at in rows.filter(heard_at__gt=since - days, heard_at__lte=now - days).values_list("pk", "heard_at"):
        yield pk, f"idle:{at.isoformat()}"


def _standing(since: datetime, now: datetime, told: Told, viewer: Actor) -> Iterable[tuple[int, str]]:
    """Yield deals that have stood in a stage for so many days; once for each stay."""
    days = timedelta(days=int(told["days"]))
    rows = visible_deals(viewer).filter(stage_id=told["stage"], outcome=Outcome.OPEN)
    for pk, at in rows.filter(stage_since__gt=since - days, stage_since__lte=now - days).values_list(
        "pk", "stage_since"
    ):
        yield pk, f"stay:{told['stage']}:{at.isoformat()}"


def _expected(since: datetime, now: datetime, told: Told, viewer: Actor) -> Iterable[tuple[int, str]]:
    """Yield open deals expected to close in so many days; once for each day they were expected on."""
    del since
    on = clock.business_day(now) + timedelta(days=int(told["days"]))
    rows = visible_deals(viewer).filter(expected_on=on, outcome=Outcome.OPEN)
    for pk in rows.values_list("pk", flat=True):
        yield pk, f"expected:{on.isoformat()}"


def _open(viewer: Actor) -> QuerySet[Deal]:
    return visible_deals(viewer).filter(outcome=Outcome.OPEN)


def _were_done(told: Told, viewer: Actor) -> QuerySet[Deal]:
    """Return the open deals something of a kind was done about lately, ended as asked."""
    rows = visible_activities(viewer).filter(kind=told["kind"], done_at__gt=clock.now() - timedelta(days=LATELY))
    rows = rows.filter(result=told["result"]) if told.get("result") else rows
    return _open(viewer).filter(pk__in=rows.order_by().values("deal"))


def _were_lost(told: Told, viewer: Actor) -> QuerySet[Deal]:
    """Return the deals lost lately, for the reason asked for if one is."""
    since = clock.now() - timedelta(days=LATELY)
    rows = visible_deals(viewer).filter(outcome=Outcome.LOST, closed_at__gt=since)
    reason = told.get("reason")
    return rows.filter(losses__reason=reason, losses__at__gt=since).distinct() if reason else rows


def _deal(by: Actor, number: int) -> Deal:
    row = visible_deals(by).filter(pk=number).select_related("owner", "company").first()
    if row is None:
        raise Missing()
    return row


def _due(row: Deal, told: Told, by: Actor) -> datetime:
    return work_ahead(row.owner_id, int(told["hours"]) * HOUR, viewer=by)


def _plan(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    row = _deal(by, number)
    due, kind, owner = _due(row, told, by), ActivityKind(told["kind"]), int(told["person"] or row.owner_id)
    plan_activity(by=by, kind=kind, due_at=due, title=told["title"], deal_id=number, owner_id=owner, via=Via.ROBOT)
    return _plan_shows(by=by, number=number, told=told)


def _plan_shows(*, by: Actor, number: int, told: Told) -> str:
    due = formats.moment(_due(_deal(by, number), told, by))
    return f"{KINDS[told['kind']]}: {told['title'] or KINDS[told['kind']]} · {due}"


def _move(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    if str(_deal(by, number).stage_id) != told["stage"]:
        move_deal(by=by, deal_id=number, stage_id=int(told["stage"]))
    return _move_shows(by=by, number=number, told=told)


def _move_shows(*, by: Actor, number: int, told: Told) -> str:
    del number
    return dict(_stages(by)).get(told["stage"], "")


def _hand_over(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    if str(_deal(by, number).owner_id) != told["person"]:
        hand_over_deal(by=by, deal_id=number, owner_id=int(told["person"]))
    return _hand_over_shows(by=by, number=number, told=told)


def _hand_over_shows(*, by: Actor, number: int, told: Told) -> str:
    del number
    return dict(_people(by)).get(told["person"], "")


def _note(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    note_on(by=by, text=told["text"], deal_id=number)
    return str(told["text"])


def _note_shows(*, by: Actor, number: int, told: Told) -> str:
    del by, number
    return str(told["text"])


def _deal_out(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    deal_out(by=by, deal_id=number)
    return _deal_out_shows(by=by, number=number, told=told)


def _deal_out_shows(*, by: Actor, number: int, told: Told) -> str:
    del told
    return _deal(by, number).owner.short_name


def _draft(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    draft_document(by=by, deal_id=number, kind=told["paper"])
    return _draft_shows(by=by, number=number, told=told)


def _draft_shows(*, by: Actor, number: int, told: Told) -> str:
    del by, number
    return str(PAPERS[told["paper"]])


def _tell(*, by: Actor, number: int, told: Told, key: str) -> str:
    row = _deal(by, number)
    notify(
        person_ids=[int(told["person"] or row.owner_id)],
        kind="robot",
        text=N_("{deal}: {text}"),
        params={"deal": row.title, "text": told["text"]},
        key=key,
        url=reverse("crm:deal", args=[number]),
    )
    return _tell_shows(by=by, number=number, told=told)


def _tell_shows(*, by: Actor, number: int, told: Told) -> str:
    row = _deal(by, number)
    who = dict(_people(by)).get(told["person"]) if told["person"] else row.owner.short_name
    return f"{who}: {told['text']}"


STAGE = Ask("stage", _("Stage"), choices=_stages)
PERSON = Ask("person", _("Whom"), choices=_people, required=False, help=_("Nobody chosen: the deal's owner."))
DAYS = Ask("days", _("Days"), most=LONGEST_DAYS)

declare(
    Subject(
        "deal",
        _("Deals"),
        "crm.see_deals",
        visible_deals,
        lambda number: reverse("crm:deal", args=[number]),
        DealConditions(),
        lambda rows, text, viewer: search_deals(rows, text, viewer=viewer),
    ),
    Trigger(
        "deal.created",
        _("A lead or deal appears"),
        "deal",
        {events.DealCreated: _any},
        stands=lambda _told, viewer: _open(viewer),
    ),
    Trigger(
        "deal.came",
        _("A lead came in"),
        "deal",
        {events.LeadCame: lambda event, told: event.deal if told.get("source", "") in event.source else None},
        asks=(
            Ask("source", _("Source"), required=False, help=_("form, landing, mail or one as form:7. Nothing: any.")),
        ),
    ),
    Trigger(
        "deal.entered",
        _("A deal comes to a stage"),
        "deal",
        {events.DealMoved: _if("stage", "stage"), events.DealCreated: _if("stage", "stage")},
        asks=(STAGE,),
        stands=lambda told, viewer: _open(viewer).filter(stage=told["stage"]),
    ),
    Trigger("deal.won", _("A deal is won"), "deal", {events.DealWon: _any}),
    Trigger(
        "deal.lost",
        _("A deal is lost"),
        "deal",
        {events.DealLost: _if("reason", "reason")},
        asks=(
            Ask(
                "reason",
                _("Reason"),
                choices=lambda viewer: [(str(pk), words) for pk, words in reasons(viewer=viewer).items()],
                required=False,
                help=_("Nothing chosen: any."),
            ),
        ),
        stands=_were_lost,
    ),
    Trigger("deal.paid", _("A payment comes"), "deal", {events.PaymentReceived: _any}),
    Trigger("deal.handed_over", _("A deal gets another owner"), "deal", {events.DealHandedOver: _any}),
    Trigger(
        "deal.done",
        _("Something is done about a deal"),
        "deal",
        {events.ActivityDone: _done},
        asks=(
            Ask("kind", _("What"), choices=_of(KINDS, ActivityKind.NOTE), usual=ActivityKind.MEETING),
            Ask(
                "result",
                _("How it ended"),
                choices=_of(RESULTS),
                required=False,
                usual=ActivityResult.HELD,
                help=_("Nothing chosen: any."),
            ),
        ),
        stands=_were_done,
    ),
    Trigger("deal.idle", _("Nothing is done about an open deal"), "deal", due=_idle, asks=(DAYS,)),
    Trigger("deal.standing", _("A deal stands in a stage too long"), "deal", due=_standing, asks=(STAGE, DAYS)),
    Trigger("deal.expected", _("The expected day of closing draws near"), "deal", due=_expected, asks=(DAYS,)),
    Deed(
        "deal.plan",
        _("Plan a call, meeting or task"),
        "deal",
        _plan,
        _plan_shows,
        asks=(
            Ask("kind", _("What"), choices=_of(KINDS, ActivityKind.NOTE), usual=ActivityKind.TASK),
            Ask("title", _("What about"), required=False),
            Ask("hours", _("In how many working hours"), most=400, usual="4"),
            PERSON,
        ),
        icon="calendar",
    ),
    Deed("deal.move", _("Move the deal to a stage"), "deal", _move, _move_shows, asks=(STAGE,), icon="arrow-right"),
    Deed(
        "deal.hand_over",
        _("Hand the deal over"),
        "deal",
        _hand_over,
        _hand_over_shows,
        asks=(Ask("person", _("To whom"), choices=_people),),
        icon="person",
    ),
    Deed("deal.deal_out", _("Give the lead out by the rules"), "deal", _deal_out, _deal_out_shows, icon="spark"),
    Deed(
        "deal.draft",
        _("Draft a paper"),
        "deal",
        _draft,
        _draft_shows,
        asks=(Ask("paper", _("Paper"), choices=_of(PAPERS)),),
        icon="file",
    ),
    Deed(
        "deal.note",
        _("Write a note"),
        "deal",
        _note,
        _note_shows,
        asks=(Ask("text", _("Note"), long=True),),
        icon="edit",
    ),
    Deed(
        "deal.tell",
        _("Tell a person"),
        "deal",
        _tell,
        _tell_shows,
        asks=(PERSON, Ask("text", _("What to say"), long=True)),
        icon="bell",
    ),
)
