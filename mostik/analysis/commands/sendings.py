"""A letter on its way: taken for the wire by one worker, settled by what became of it; the same for every kind."""

from typing import Any, Final, TypeVar

from django.db.models import F, Model

from mostik.analysis.terms import LetterState
from mostik.core import clock, outbox
from mostik.core.ways import Became, Outcome

M = TypeVar("M", bound=Model)

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


def taken(row: M | None) -> M | None:
    """Take a letter for the wire by compare-and-set: for one worker; one being sent already is left in doubt.

    ``row`` has a ``state``; None where it is not to be sent, or another worker has it.
    """
    kept: Any = row
    if kept is None or kept.state not in {LetterState.NEW, LetterState.SENDING}:
        return None
    state = LetterState.SENDING if kept.state == LetterState.NEW else LetterState.DOUBT
    free = _rows(kept).filter(state=kept.state).update(state=state)
    kept.state = state
    return row if free else None


def settled(row: Model, outcome: Outcome) -> None:
    """Write down what became of a letter, unless a person has sent it anew meanwhile."""
    kept: Any = row
    state = STATES[outcome.became]
    done_at = clock.now() if state != LetterState.NEW else F("done_at")
    _rows(kept).filter(state__in=OPEN, turn=kept.turn).update(state=state, error=outcome.why[:300], done_at=done_at)


def skipped(row: Model, why: str) -> None:
    """Write down why a letter did not go at all."""
    kept: Any = row
    rows = _rows(kept).filter(state=LetterState.NEW, turn=kept.turn)
    rows.update(state=LetterState.SKIPPED, error=why[:300], done_at=clock.now())


def anew(row: Model) -> None:
    """Put a letter in the queue once more: a person decides that it goes again."""
    kept: Any = row
    kept.state, kept.turn, kept.error = LetterState.NEW, kept.turn + 1, ""
    kept.save(update_fields=["state", "turn", "error"])


def sent_once(row: Any) -> None:
    """Say that a letter may have gone where a worker died while it was being sent."""
    if row.state == LetterState.DOUBT:
        raise outbox.InDoubt("The worker died while this letter was being sent.")


def raised(outcome: Outcome) -> None:
    """Tell the worker of what is not over: in doubt, or to go again later."""
    if outcome.became is Became.UNKNOWN:
        raise outbox.InDoubt(outcome.why)
    if outcome.became is Became.LATER:
        raise NotYet(outcome.why)


def _rows(row: Any) -> Any:
    return type(row).objects.filter(pk=row.pk)
