"""Activities: which ends fit which kind, what counts as a talk and a held meeting, how pressing a step is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from mostik.crm.terms import RESULTS, STEPS, ActivityKind, ActivityResult

Tone = Literal["neutral", "good", "warn", "bad"]

#: How a kind ends when it is ticked off in a list; a call and a meeting must say themselves how they ended.
PLAIN_END: dict[ActivityKind, ActivityResult] = {
    kind: ActivityResult.DONE for kind, results in RESULTS.items() if results[0] is ActivityResult.DONE
}

#: Ends after which the same thing is still to be done.
AGAIN = frozenset(
    {
        ActivityResult.NO_ANSWER,
        ActivityResult.BUSY,
        ActivityResult.CALL_BACK,
        ActivityResult.NOT_COME,
        ActivityResult.MOVED,
    }
)


def fits(kind: ActivityKind, result: ActivityResult) -> bool:
    """Return whether an activity of this kind can end so.

    >>> fits(ActivityKind.CALL, ActivityResult.TALKED), fits(ActivityKind.TASK, ActivityResult.TALKED)
    (True, False)
    """
    return result in RESULTS[kind]


def is_talk(kind: ActivityKind, result: ActivityResult) -> bool:
    """Return whether it was a call somebody answered and talked in."""
    return kind is ActivityKind.CALL and result is ActivityResult.TALKED


def is_held_meeting(kind: ActivityKind, result: ActivityResult) -> bool:
    """Return whether it was a meeting that took place."""
    return kind is ActivityKind.MEETING and result is ActivityResult.HELD


def is_step(kind: ActivityKind) -> bool:
    """Return whether the kind may be the next step of an open deal: a note may not."""
    return kind in STEPS


def repeats(result: ActivityResult) -> bool:
    """Return whether the same thing is still to be done after this end: nobody answered, nobody came."""
    return result in AGAIN


def step_tone(*, next_at: datetime | None, now: datetime, is_open: bool = True) -> Tone:
    """Return how pressing a deal's next step is: none or overdue is bad, due within today's day warns.

    >>> from datetime import timezone
    >>> now = datetime(2026, 11, 18, 11, tzinfo=timezone.utc)
    >>> times = (None, now.replace(hour=10), now.replace(hour=15), now.replace(day=19))
    >>> [step_tone(next_at=at, now=now) for at in times]
    ['bad', 'bad', 'warn', 'good']
    """
    if not is_open:
        return "neutral"
    if next_at is None or next_at < now:
        return "bad"
    return "warn" if next_at.astimezone(now.tzinfo).date() == now.date() else "good"


def own_ends(kinds: Iterable[ActivityKind]) -> list[ActivityKind]:
    """Return those kinds that cannot be ticked off together, because each must say how it ended."""
    return [kind for kind in kinds if kind not in PLAIN_END]
