"""A letter on its way: taken for the wire by one worker, settled by what became of it; the same for every kind."""

from typing import Any, Final, TypeVar

from django.db.models import F, QuerySet

from mostik.analysis.models import OnItsWay
from mostik.analysis.terms import LetterState
from mostik.core import clock, outbox
from mostik.core.ways import Became, Outcome

M = TypeVar("M", bound=OnItsWay)

OPEN: Final = (LetterState.NEW, LetterState.SENDING, LetterState.DOUBT)
STUCK: Final = (LetterState.FAILED, LetterState.DOUBT)
STATES: Final = {
    Became.SENT: LetterState.SENT,
    Became.LATER: LetterState.NEW,
    Became.REFUSED: LetterState.FAILED,
    Became.UNKNOWN: LetterState.DOUBT,
}


class NotYet(RuntimeError):
    """The far side did not take the letter: it goes again later."""


def queued(model: type[M], **whose: Any) -> M:
    """Return the letter of something, in the queue: a new one, or the one there was once more."""
    row, is_new = model._default_manager.get_or_create(**whose, defaults={"state": LetterState.NEW})  # noqa: SLF001 - Django's own name
    if not is_new:
        anew(row)
    return row


def taken(row: M | None) -> M | None:
    """Take a letter for the wire by compare-and-set: for one worker; one being sent already is left in doubt.

    None where it is not to be sent, or another worker has it.
    """
    if row is None or row.state not in {LetterState.NEW, LetterState.SENDING}:
        return None
    state = LetterState.SENDING if row.state == LetterState.NEW else LetterState.DOUBT
    free = _rows(row).filter(state=row.state).update(state=state)
    row.state = state
    return row if free else None


def settled(row: OnItsWay, outcome: Outcome) -> None:
    """Write down what became of a letter, unless a person has sent it anew meanwhile."""
    state = STATES[outcome.became]
    done_at = clock.now() if state != LetterState.NEW else F("done_at")
    _rows(row).filter(state__in=OPEN, turn=row.turn).update(state=state, error=outcome.why[:300], done_at=done_at)


def skipped(row: OnItsWay, why: str) -> None:
    """Write down why a letter did not go at all."""
    rows = _rows(row).filter(state=LetterState.NEW, turn=row.turn)
    rows.update(state=LetterState.SKIPPED, error=why[:300], done_at=clock.now())


def anew(row: OnItsWay) -> None:
    """Put a letter in the queue once more: a person decides that it goes again."""
    row.state, row.turn, row.error = LetterState.NEW, row.turn + 1, ""
    row.save(update_fields=["state", "turn", "error"])


def sent_once(row: OnItsWay) -> None:
    """Say that a letter may have gone where a worker died while it was being sent."""
    if row.state == LetterState.DOUBT:
        raise outbox.InDoubt("The worker died while this letter was being sent.")


def raised(outcome: Outcome) -> None:
    """Tell the worker of what is not over: in doubt, or to go again later."""
    if outcome.became is Became.UNKNOWN:
        raise outbox.InDoubt(outcome.why)
    if outcome.became is Became.LATER:
        raise NotYet(outcome.why)


def _rows(row: OnItsWay) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001 - Django's own name
