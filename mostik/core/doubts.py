"""Doubts settled by asking: where the far side can be asked "did you get it?", it is, after a grace period.

The grace is longer than a server may still be storing what it took: asked too early, it says no and is sent a second
one. A far side that cannot be asked leaves the doubt to a person.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from mostik.core import clock, outbox
from mostik.core.models import Effect, EffectState

RECONCILE: Final = "core.reconcile"
GRACE: Final = timedelta(minutes=10)
#: A question is put again in so long while there is no answer, and so many times at the most.
EVERY: Final = timedelta(minutes=10)
MOST_AT_ONCE: Final = 200

Question = Callable[..., bool | None]
QUESTIONS: dict[str, Question] = {}


def asks(name: str) -> Callable[[Question], Question]:
    """Name what asks the far side about a doubtful effect: done, not done, or nothing where it cannot say."""

    def register(question: Question) -> Question:
        QUESTIONS[name] = question
        return question

    return register


def promise_questions() -> None:
    """Promise to ask about each ripe doubt: timers run in a transaction, and asking goes out."""
    now = clock.now()
    ripe = Effect.objects.filter(state=EffectState.IN_DOUBT, name__in=QUESTIONS, done_at__lt=now - GRACE)
    turn = int(now.timestamp() // EVERY.total_seconds())
    keys: dict[str, dict[str, Any]] = {
        f"reconcile:{pk}:{turn}": {"effect": pk} for pk in ripe.values_list("pk", flat=True)[:MOST_AT_ONCE]
    }
    outbox.enqueue_all(RECONCILE, keys)


@outbox.effect(RECONCILE)
def reconcile(*, effect: int) -> None:
    """Ask the far side about one doubt and settle it as it answers."""
    row = Effect.objects.filter(pk=effect, state=EffectState.IN_DOUBT).first()
    if row is None or row.name not in QUESTIONS:
        return
    done = QUESTIONS[row.name](**row.payload)
    if done:
        Effect.objects.filter(pk=effect, state=EffectState.IN_DOUBT).update(state=EffectState.DONE)
    elif done is not None:
        outbox.replay([row])
