"""What the far side sends is kept as it came before anything is read from it, then taken in by a job, once."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from mostik.channels.catalog.told import Arrived, Corrected, Left, Lost, Told, Wrote
from mostik.channels.commands.arrivals import correct_arrival, receive
from mostik.channels.commands.letters import note_delivery, note_loss
from mostik.channels.commands.resting import note_answer
from mostik.channels.models import Account, Heard, Talk
from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.locks import locked

POLL: Final = "channels.poll"
HEAR: Final = "channels.hear"
LOOK: Final = "channels.look"
#: How long something told of what is not known yet is told again: it may have come before it.
EARLY: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=30)


class TooEarly(Exception):
    """Something is told of what is not known yet; the worker tries again."""


@command(needs=None)
def keep_heard(*, by: Actor, account: Account, body: str) -> None:
    """Keep a call of the far side as it came; the same one twice is kept once."""
    _keep(account.pk, [(hashlib.sha256(body.encode()).hexdigest(), body)])
    note_answer(by=by, account_id=account.pk)


@command(needs=None)
def keep_polled(*, by: Actor, account_id: int, asked: int, following: int, bodies: Sequence[tuple[str, str]]) -> None:
    """Keep what was asked for together with where to ask next; an answer that came too late moves nothing back."""
    row = locked(Account.objects.filter(pk=account_id)).get()
    _keep(account_id, bodies)
    if row.offset == asked and following > asked:
        Account.objects.filter(pk=account_id).update(offset=following)
    if bodies or row.error:
        note_answer(by=by, account_id=account_id)


@command(needs=None)
def note_error(*, by: Actor, account_id: int, error: str) -> None:
    """Write down why the far side could not be heard."""
    Account.objects.filter(pk=account_id).exclude(error=error[:300]).update(error=error[:300])


@command(needs=None)
def take_in(*, by: Actor, heard_id: int, told: Sequence[Told]) -> None:
    """Take in what was read from something heard, in one transaction. Raises `TooEarly` for what came too soon."""
    row = locked(Heard.objects.filter(pk=heard_id, done_at__isnull=True)).first()
    if row is None:
        return
    for each in told:
        _take(by, row, each)
    row.done_at = clock.now()
    row.save(update_fields=["done_at"])


@command(needs=None)
def note_fates(*, by: Actor, account_id: int, told: Sequence[Told]) -> None:
    """Write down what became of messages, as the far side was asked."""
    for each in told:
        match each:
            case Arrived():
                note_delivery(by=by, account_id=account_id, outside=each.outside, at=each.at, read=each.read)
            case Lost():
                note_loss(by=by, account_id=account_id, outside=each.outside, why=each.why)


@command(needs=None)
def forget_heard(*, by: Actor) -> int:
    """Drop what was heard and taken in long ago; what was taken in stays."""
    return Heard.objects.filter(done_at__lt=clock.now() - KEPT).delete()[0]


def _take(by: Actor, row: Heard, told: Told) -> None:
    match told:
        case Wrote():
            receive(
                by=by,
                account_id=row.account_id,
                number=told.number,
                address=told.address,
                text=told.text,
                at=told.at,
                name=told.name,
                phone=told.phone,
                email=told.email,
                messenger=told.messenger,
                token=told.token,
                parts=told.parts,
            )
        case Corrected():
            known = correct_arrival(by=by, account_id=row.account_id, number=told.number, text=told.text, at=told.at)
            _expect(row, known=known)
        case Left():
            now = None if told.again else clock.now()
            Talk.objects.filter(account=row.account_id, address=told.address).update(gone_at=now)
        case Arrived():
            known = note_delivery(by=by, account_id=row.account_id, outside=told.outside, at=told.at, read=told.read)
            _expect(row, known=known)
        case Lost():
            _expect(row, known=note_loss(by=by, account_id=row.account_id, outside=told.outside, why=told.why))


def _expect(row: Heard, *, known: bool) -> None:
    if not known and clock.now() - row.at < EARLY:
        raise TooEarly(row.number)


def _keep(account_id: int, bodies: Iterable[tuple[str, str]]) -> None:
    now, given = clock.now(), dict(bodies)
    rows = [Heard(account_id=account_id, number=number, body=body, at=now) for number, body in given.items()]
    Heard.objects.bulk_create(rows, ignore_conflicts=True)
    kept = Heard.objects.filter(account=account_id, number__in=list(given), done_at__isnull=True)
    told = {f"hear:{pk}": {"heard": pk} for pk in kept.order_by("pk").values_list("pk", flat=True)}
    outbox.enqueue_all(HEAR, told, soon=True)
