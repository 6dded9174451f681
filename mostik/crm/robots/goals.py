"""What ends the work of robots on deals: paid, won, lost, talked to; and the days and hours pauses hang on."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.goals import Goal, Moment, declare
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm import events
from mostik.crm.access import visible_activities, visible_deals, visible_documents
from mostik.crm.models import Activity, Payment
from mostik.crm.queries.promos import promo_of
from mostik.crm.queries.receivables.debts import OPEN
from mostik.crm.terms import ActivityKind, ActivityResult, DocumentKind, Outcome

#: When a day begins for whoever waits for it.
MORNING = time(10)
TALKS = {(ActivityKind.CALL, ActivityResult.TALKED), (ActivityKind.CALL, ActivityResult.CALL_BACK)}
HELD = {(ActivityKind.MEETING, ActivityResult.HELD)}


def _deal(event: Any) -> Sequence[int]:
    return [event.deal] if event.deal else []


def _done(ends: set[tuple[ActivityKind, ActivityResult]]) -> Any:
    return lambda event: _deal(event) if (event.kind, event.result) in ends else []


def _was_done(ends: set[tuple[ActivityKind, ActivityResult]]) -> Any:
    """Return the question whether something was done about a deal that ended so, by a person, since a moment."""

    def reached(number: int, since: datetime) -> bool:
        rows = visible_activities(SYSTEM).filter(deal=number, done_at__gt=since)
        return any(pair in ends for pair in rows.values_list("kind", "result"))

    return reached


def _stands(outcome: Outcome) -> Any:
    return lambda number, _since: visible_deals(SYSTEM).filter(pk=number, outcome=outcome).exists()


def _gone(number: int, _since: datetime) -> bool:
    """Return whether a deal was lost, or is there no more."""
    return not visible_deals(SYSTEM).filter(pk=number).exclude(outcome=Outcome.LOST).exists()


def _paid(number: int, since: datetime) -> bool:
    lines = Entry.objects.filter(about_kind="crm.deal", about_id=number, name=events.PaymentReceived.name)
    came = lines.filter(recorded_at__gt=since).exists()
    return came and Payment.objects.filter(deal=number, withdrawn_at__isnull=True).exists()


def _paid_up(number: int, _since: datetime) -> bool:
    """Return whether as much came on a deal as it is worth."""
    row = visible_deals(SYSTEM).filter(pk=number, amount_minor__gt=0).first()
    if row is None:
        return False
    came = Payment.objects.filter(deal=number, withdrawn_at__isnull=True, currency=row.currency)
    return sum(came.values_list("amount_minor", flat=True)) >= row.amount_minor


def _meeting(number: int) -> datetime | None:
    """Return when the next meeting of a deal begins; of one without, when the last one that took place began."""
    rows = visible_activities(SYSTEM).filter(deal=number, kind=ActivityKind.MEETING, due_at__isnull=False)
    rows = rows.exclude(result__in=[ActivityResult.CANCELLED, ActivityResult.MOVED, ActivityResult.NOT_COME])
    ahead = rows.filter(done_at__isnull=True, due_at__gt=clock.now()).order_by("due_at")
    return (ahead.first() or rows.order_by("due_at").last() or Activity()).due_at


def _expected(number: int) -> datetime | None:
    return _day(visible_deals(SYSTEM).filter(pk=number).values_list("expected_on", flat=True).first())


def _due(number: int) -> datetime | None:
    """Return the day the earliest open invoice of a deal is to be paid by."""
    rows = visible_documents(SYSTEM).filter(OPEN, deal=number)
    return _day(rows.aggregate(first=Min("due_on"))["first"])


def _offered(number: int) -> datetime | None:
    """Return the day the newest offer of a deal that is out holds until."""
    rows = visible_documents(SYSTEM).filter(kind=DocumentKind.PROPOSAL, deal=number, issued_at__isnull=False)
    rows = rows.filter(cancelled_at__isnull=True, due_on__isnull=False)
    return _day(rows.order_by("-issued_at").values_list("due_on", flat=True).first())


def _promo(number: int) -> datetime | None:
    """Return the last day of the better price of a deal."""
    row = promo_of(number, viewer=SYSTEM)
    return _day(row.until if row else None)


def _day(on: date | None) -> datetime | None:
    return clock.moment(on, MORNING) if on else None


declare(
    Goal("deal.paid", _("A payment comes"), "deal", {events.PaymentReceived: _deal}, _paid),
    Goal("deal.paid_up", _("The deal is paid in full"), "deal", {events.PaymentReceived: _deal}, _paid_up, sure=False),
    Goal("deal.won", _("The deal is won"), "deal", {events.DealWon: _deal}, _stands(Outcome.WON)),
    Goal(
        "deal.talked",
        _("Somebody talks with the client by phone"),
        "deal",
        {events.ActivityDone: _done(TALKS)},
        _was_done(TALKS),
    ),
    Goal("deal.met", _("A meeting is held"), "deal", {events.ActivityDone: _done(HELD)}, _was_done(HELD)),
    Goal(
        "deal.lost",
        _("The deal is lost, refused or removed"),
        "deal",
        {events.DealLost: _deal, events.LeadRejected: _deal, events.DealRemoved: _deal},
        _gone,
        good=False,
    ),
    Moment(
        "deal.meeting",
        _("the meeting"),
        "deal",
        _meeting,
        {events.ActivityPlanned: _deal, events.ActivityEdited: _deal, events.ActivityDropped: _deal},
    ),
    Moment("deal.due", _("the day the invoice is to be paid by"), "deal", _due, {events.DocumentIssued: _deal}),
    Moment("deal.offer", _("the last day of the offer"), "deal", _offered, {events.DocumentIssued: _deal}),
    Moment("deal.promo", _("the last day of the better price"), "deal", _promo, {events.PromoGiven: _deal}),
    Moment("deal.expected", _("the expected day of closing"), "deal", _expected, {events.DealEdited: _deal}),
)
