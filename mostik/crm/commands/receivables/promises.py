"""Promises to pay: written down, taken back; kept or broken by themselves."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.locks import locked
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.commands.documents.rows import held, tell
from mostik.crm.events.receivables import PromiseEvent
from mostik.crm.models import Document, PayPromise
from mostik.crm.rules.receivables.debts import promise_state
from mostik.crm.terms import PromiseState
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Missing

FURTHEST = timedelta(days=366)
ENDS = {PromiseState.KEPT: events.PromiseKept, PromiseState.BROKEN: events.PromiseBroken}


@command(needs="crm.do_activity")
def promise_payment(
    *, by: Actor, document_id: int, due_on: date, who: str, amount: Money | None = None, note: str = ""
) -> int:
    """Write down that somebody promised to pay so much of an invoice (all that is open unless said) by a day.

    A new promise takes the place of an open one. Refuses a day gone by, more than is open, nobody's name.
    """
    row = held(by, document_id, "pay")
    money = amount or row.open
    _check(row, money, due_on, who)
    for known in row.promises.filter(state=PromiseState.OPEN):
        _end(by, row, known, PromiseState.WITHDRAWN)
    made = PayPromise.objects.create(
        document=row,
        due_on=due_on,
        amount_minor=money.minor,
        from_minor=row.paid_minor,
        who=" ".join(who.split())[:120],
        note=note.strip()[:200],
        made_at=clock.now(),
        made_by=by.name[:150],
    )
    _tell(by, row, made, events.PaymentPromised)
    return made.pk


@command(needs="crm.do_activity")
def withdraw_promise(*, by: Actor, promise_id: int) -> int:
    """Take back a promise written down by mistake and return its invoice's number in the books."""
    row = locked(visible_documents(by).filter(promises=promise_id)).first()
    promise = PayPromise.objects.filter(pk=promise_id, state=PromiseState.OPEN).first()
    if row is None or promise is None:
        raise Missing()
    _end(by, row, promise, PromiseState.WITHDRAWN)
    return row.pk


@command(needs="crm.do_activity", whole=False)
def weigh_promises(*, by: Actor) -> int:
    """Let open promises be kept or broken as their invoices and the day say, each apart; return how many ended."""
    waiting = PayPromise.objects.filter(state=PromiseState.OPEN, document__in=visible_documents(by))
    return sum(weigh_promise(by=by, promise_id=pk) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)))


@command(needs="crm.do_activity")
def weigh_promise(*, by: Actor, promise_id: int) -> bool:
    """Let one open promise be kept or broken, if it is time, and return whether it ended."""
    promise = PayPromise.objects.filter(pk=promise_id).first()
    rows = visible_documents(by).select_for_update(of=("self",))
    row = rows.filter(pk=promise.document_id).first() if promise else None
    if promise is None or row is None:
        return False
    promise.refresh_from_db()
    state = PromiseState.WITHDRAWN if row.cancelled_at else _state(promise, row)
    if promise.state != PromiseState.OPEN or state is PromiseState.OPEN:
        return False
    _end(by, row, promise, state)
    return True


def _state(promise: PayPromise, row: Document) -> PromiseState:
    return promise_state(
        promised=promise.amount_minor,
        from_minor=promise.from_minor,
        paid=row.paid_minor,
        due_on=promise.due_on,
        today=clock.today(),
        whole=row.paid_at is not None,
    )


def _end(by: Actor, row: Document, promise: PayPromise, state: PromiseState) -> None:
    promise.state, promise.ended_at = state, clock.now()
    promise.save(update_fields=["state", "ended_at"])
    _tell(by, row, promise, ENDS.get(state, events.PromiseWithdrawn))


def _tell(by: Actor, row: Document, promise: PayPromise, kind: type[PromiseEvent]) -> None:
    told = {"promise": promise.pk, "due": promise.due_on, "promised": promise.amount_minor, "who": promise.who}
    tell(by, row, kind, at=clock.now(), **told)


def _check(row: Document, money: Money, due_on: date, who: str) -> None:
    if not who.strip():
        raise Invalid(_("Write who promised."), field="who")
    if not clock.today() <= due_on <= clock.today() + FURTHEST:
        raise Invalid(_("Choose a day from today on, at most a year ahead."), field="due_on")
    if money.currency != row.currency or not 0 < money.minor <= row.open.minor:
        raise Invalid(_("Write an amount above zero, not more than is open."), field="amount")
