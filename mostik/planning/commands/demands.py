"""Requests to other functions: asked, answered inside or by a letter's link, delivered, closed, told when late."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings

from mostik.analysis.commands.sendings import anew, queued, settled, taken
from mostik.analysis.terms import LetterState
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.core.ways import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.access import User
from mostik.planning.access import ANSWER, MAKE
from mostik.planning.events import (
    DemandAccepted,
    DemandAsked,
    DemandChanged,
    DemandClosed,
    DemandDelivered,
    DemandLate,
    DemandRefused,
    DemandReopened,
)
from mostik.planning.models import Demand, DemandSending
from mostik.planning.queries.demands import asked, came, demand_row, usual_flow
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.people import heads_of
from mostik.planning.queries.rows import plan_row
from mostik.planning.rules.demands import is_late, may
from mostik.planning.terms import DemandKind, DemandState, DemandStep

SEND: Final = "planning.send_demand"
MOST: Final = 100_000


class NotNow(Conflict):
    """Where the request stands this cannot be done with it."""

    message = gettext_noop("Where this request stands, this cannot be done with it.")


class ToNobody(Invalid):
    """A request goes to somebody."""

    message = gettext_noop("Choose a colleague, or write an address.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: kind, how many, which, by when, why, of whom; ``amount`` the money it covers."""

    kind: DemandKind
    count: int
    due_on: date
    why: str
    what: str = ""
    channel: int | None = None
    to: int | None = None
    to_name: str = ""
    to_email: str = ""
    amount: int = 0


@command(needs=MAKE)
def ask_demand(
    *,
    by: Actor,
    request: Request,
    department_id: int | None = None,
    plan_id: int | None = None,
    settlement_id: int | None = None,
) -> Demand:
    """Ask another function for something, and tell whom it is asked of: under the bell, or by letter.

    Refuses each at its field: none or too many, a day that is past, no reason, nobody to ask.
    """
    _check(request)
    plan = plan_row(viewer=by, plan_id=plan_id) if plan_id else None
    where = plan.department_id if plan else department_of(viewer=by, department_id=department_id).pk
    row = Demand(department_id=where, currency=plan.currency if plan else settings.CURRENCY, plan=plan)
    row.settlement_id, row.asked_by_id, row.asked_at = settlement_id, by.id, clock.now()
    _fill(row, request)
    row.save()
    said = DemandAsked(**_told(row), count=row.count, due_on=row.due_on, plan=plan_id, amount=row.amount_minor)
    publish(said)
    _send(row)
    return row


@command(needs=MAKE)
def change_demand(*, by: Actor, demand_id: int, request: Request, version: int | None = None) -> Demand:
    """Change a request that waits or was refused: it is asked anew, of whoever is named now."""
    row = _held(by, demand_id, DemandStep.CHANGE, version)
    _check(request)
    was = row.count
    _fill(row, request)
    row.state, row.answer, row.answered_by, row.answered_at = DemandState.ASKED.value, "", "", None
    row.promised, row.promised_on, row.late_on, row.asked_at = None, None, None, clock.now()
    _save(row)
    publish(DemandChanged(**_told(row), was=was, count=row.count, due_on=row.due_on))
    _send(row)
    return row


@command(needs=ANSWER)
def accept_demand(
    *, by: Actor, demand_id: int, count: int, due_on: date, note: str = "", who: str = "", version: int | None = None
) -> Demand:
    """Promise so many by a day: by whoever is asked, or written down by the head for ``who`` answered otherwise."""
    row = _held(by, demand_id, DemandStep.ACCEPT, version)
    _check_count(count)
    _check_day(due_on)
    row.state, row.promised, row.promised_on, row.late_on = DemandState.ACCEPTED.value, count, due_on, None
    _answered(row, by, who, note)
    publish(DemandAccepted(**_told(row), who=row.answered_by, count=count, due_on=due_on, note=row.answer))
    words = gettext_noop("{who} promised {count} by {day}: {kind}.")
    _tell(row, words, f"accepted-{row.version}", who=row.answered_by, count=str(count), day=due_on)
    return row


@command(needs=ANSWER)
def refuse_demand(*, by: Actor, demand_id: int, note: str, who: str = "", version: int | None = None) -> Demand:
    """Refuse a request, with words."""
    row = _held(by, demand_id, DemandStep.REFUSE, version)
    if not note.strip():
        raise Invalid(gettext_noop("Say why it cannot be done."), field="note")
    row.state, row.promised, row.promised_on = DemandState.REFUSED.value, None, None
    _answered(row, by, who, note)
    publish(DemandRefused(**_told(row), who=row.answered_by, note=row.answer))
    words = gettext_noop("{who} refused a request: {note}")
    _tell(row, words, f"refused-{row.version}", who=row.answered_by, note=row.answer)
    return row


@command(needs=ANSWER)
def deliver_demand(*, by: Actor, demand_id: int, count: int, note: str = "") -> Demand:
    """Write down by hand that so many came, beside what facts count."""
    row = _held(by, demand_id, DemandStep.DELIVER, None)
    _check_count(count)
    row.by_hand += count
    row.delivered = came(row, viewer=by)
    _save(row)
    publish(DemandDelivered(**_told(row), count=count, note=note.strip()[:500]))
    return row


@command(needs=MAKE)
def close_demand(*, by: Actor, demand_id: int, reason: str, version: int | None = None) -> Demand:
    """End a request: all came, or nothing more is waited for. `reopen_demand` is its undo."""
    row = _held(by, demand_id, DemandStep.CLOSE, version)
    if not reason.strip():
        raise Invalid(gettext_noop("Say how it ended."), field="reason")
    row.delivered = came(row, viewer=by)
    row.state, row.closed_at, row.closed_why = DemandState.CLOSED.value, clock.now(), reason.strip()[:500]
    _save(row)
    publish(DemandClosed(**_told(row), reason=row.closed_why, delivered=row.delivered))
    return row


@command(needs=MAKE)
def reopen_demand(*, by: Actor, demand_id: int) -> Demand:
    """Open a closed request again, where it stood."""
    row = _found(by, demand_id)
    if row.state != DemandState.CLOSED:
        raise NotNow()
    row.state = DemandState.ACCEPTED.value if row.promised else DemandState.ASKED.value
    row.closed_at, row.closed_why = None, ""
    _save(row)
    publish(DemandReopened(**_told(row)))
    return row


@command(needs=MAKE)
def count_demand(*, by: Actor, demand_id: int) -> Demand:
    """Count what has come of a request; the first time it is late, tell the head and whoever is asked."""
    row = _found(by, demand_id)
    row.delivered = came(row, viewer=by)
    late = row.late_on is None and is_late(asked(row), clock.today())
    row.late_on = clock.today() if late else row.late_on
    row.save(update_fields=["delivered", "late_on"])
    if late:
        publish(DemandLate(**_told(row), count=asked(row).wanted, delivered=row.delivered))
        told = {"done": str(row.delivered), "count": str(asked(row).wanted), "day": asked(row).term}
        words = gettext_noop("A request is late: {kind}, {done} of {count} came by {day}.")
        _tell(row, words, f"late-{row.version}", also=row.to_id, **told)
    return row


@command(needs=MAKE)
def send_demand_again(*, by: Actor, demand_id: int) -> Demand:
    """Send the letter of a request again: the person decides."""
    row = _found(by, demand_id)
    sending = DemandSending.objects.filter(demand=row).first()
    if sending is None:
        raise NotNow()
    anew(sending)
    _promise(sending)
    return row


@command(needs=None)
def begin_demand_sending(*, by: Actor, sending_id: int) -> DemandSending | None:
    """Take a letter for the wire; one being sent already may have gone and is left in doubt."""
    rows = DemandSending.objects.select_related("demand__asked_by", "demand__department")
    return taken(rows.filter(pk=sending_id).first())


@command(needs=None)
def settle_demand_sending(*, by: Actor, row: DemandSending, outcome: Outcome) -> None:
    """Write down what became of a letter."""
    settled(row, outcome)


@command(needs=MAKE)
def send_waiting_demands(*, by: Actor) -> None:
    """Promise anew the letters that wait and nobody is at."""
    for each in DemandSending.objects.filter(state=LetterState.NEW):
        _promise(each)


def _check(request: Request) -> None:
    _check_count(request.count)
    _check_day(request.due_on)
    if not request.why.strip():
        raise Invalid(gettext_noop("Say what it is for: whoever is asked will read it."), field="why")
    if request.to is None and not request.to_email:
        raise ToNobody(field="to")
    if request.to is not None and not User.objects.filter(pk=request.to, is_active=True).exists():
        raise ToNobody(field="to")


def _check_count(count: int) -> None:
    if not 0 < count <= MOST:
        raise Invalid(gettext_noop("Write a whole number from 1 to {most}."), field="count", params={"most": MOST})


def _check_day(day: date) -> None:
    if day < clock.today():
        raise Invalid(gettext_noop("This day is past. Choose today or later."), field="due_on")


def _fill(row: Demand, request: Request) -> None:
    row.kind, row.count, row.due_on = request.kind.value, request.count, request.due_on
    row.what, row.why, row.amount_minor = request.what.strip()[:200], request.why.strip()[:500], request.amount
    row.channel = request.channel if request.kind is DemandKind.LEADS else None
    row.to_id, row.to_name = request.to, request.to_name.strip()[:120] if request.to is None else ""
    row.to_email = "" if request.to else request.to_email
    row.usual = usual_flow(row.department_id, row.channel) if request.kind is DemandKind.LEADS else 0.0


def _found(by: Actor, demand_id: int) -> Demand:
    row = demand_row(viewer=by, demand_id=demand_id)
    return Demand.objects.select_for_update(of=("self",)).select_related("to").get(pk=row.pk)


def _held(by: Actor, demand_id: int, step: DemandStep, version: int | None) -> Demand:
    row = _found(by, demand_id)
    if not may(DemandState(row.state), step) or (version is not None and version != row.version):
        raise NotNow()
    return row


def _answered(row: Demand, by: Actor, who: str, note: str) -> None:
    own = row.to_id is not None and row.to_id in by.selves
    row.answered_by = (by.name if own else who.strip() or row.addressee)[:120]
    row.answer, row.answered_at = note.strip()[:500], clock.now()
    _save(row)


def _save(row: Demand) -> None:
    row.version += 1
    row.save()


def _told(row: Demand) -> dict[str, Any]:
    return {"at": clock.now(), "demand": row.pk, "department": row.department_id, "kind": row.kind}


def _send(row: Demand) -> None:
    if row.to_id:
        words = gettext_noop("You are asked: {kind}, {count} by {day}. {why}")
        _notify(row, [row.to_id], words, f"asked-{row.version}", count=str(row.count), day=row.due_on, why=row.why)
        return
    _promise(queued(DemandSending, demand=row))


def _promise(row: DemandSending) -> None:
    outbox.ring(SEND, key=f"demand:{row.pk}:{row.turn}", payload={"sending": row.pk})


def _tell(row: Demand, words: str, key: str, *, also: int | None = None, **params: Any) -> None:
    heads = {row.asked_by_id} if row.asked_by_id else set(heads_of(row.department_id, viewer=SYSTEM))
    _notify(row, [who for who in {*heads, also} if who], words, key, **params)


def _notify(row: Demand, people: list[int], words: str, key: str, **params: Any) -> None:
    notify(
        person_ids=people,
        text=words,
        params={"kind": str(row.get_kind_display()), **params},
        url=f"/planning/demands/{row.pk}/",
        key=f"demand-{row.pk}-{key}",
        kind="plan",
    )
