"""What becomes of an open case, and what the figures say about its cause."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from mostik.control.rules.deviations import NEAR, has_calmed, has_come_back
from mostik.control.terms import CaseKind, Cause, Clue, Course, Step

#: A step is blamed where it gives less than this share of what it gives the others.
WORSE: Final = 0.75


def next_step(
    *, due: Sequence[float], done: Sequence[int], today: date, due_on: date, raised: bool, fewer: bool = False
) -> Step:
    """Return what the clock does about a case: ``due`` and ``done`` are of the working days since it was found.

    With ``fewer`` the figure has come back when there is no more of it than due. Whoever has not answered, decided or
    mended by ``due_on`` is raised past, once.

    >>> late = {"today": date(2026, 11, 18), "due_on": date(2026, 11, 17)}
    >>> [next_step(due=(4, 4, 4), done=done, raised=False, **late).value for done in ((4, 4, 4), (1, 2, 1))]
    ['recover', 'escalate']
    """
    if (has_calmed if fewer else has_come_back)(due, done):
        return Step.RECOVER
    return Step.ESCALATE if today > due_on and not raised else Step.WAIT


def clues(
    *,
    own: Course,
    before: Course | None,
    others: Course,
    others_before: Course | None,
    everything: Sequence[int],
    minutes: Sequence[int],
    days: Sequence[date],
) -> list[Clue]:
    """Return what the figures say about why ``own`` is short, the surest first.

    ``before`` is the link before it in the chain, ``others`` the rest of the department; ``everything`` counts all that
    was recorded on each day, ``minutes`` are the working minutes of each.

    >>> days = [date(2026, 11, 16), date(2026, 11, 17)]
    >>> own, before = Course(1, "meetings", (4, 4), (1, 0)), Course(1, "talks", (20, 20), (20, 20))
    >>> others, theirs = Course(None, "meetings", (8, 8), (8, 8)), Course(None, "talks", (40, 40), (40, 40))
    >>> said = clues(own=own, before=before, others=others, others_before=theirs, everything=(21, 20),
    ...              minutes=(480, 480), days=days)
    >>> [(each.code, each.cause and each.cause.value) for each in said]
    [('wasted', 'skill'), ('others well', None)]
    """
    found = []
    if away := sum(worked == 0 for worked in minutes):
        found.append(Clue("away", {"days": away, "of": len(minutes)}, Cause.AWAY))
    if silent := _silent(everything, minutes):
        found.append(Clue("silent", {"days": silent, "since": days[-silent]}, Cause.RECORDS))
    if before and sum(before.due):
        found += _of_the_step_before(own, before, others, others_before)
    if theirs := sum(others.due):
        share = sum(others.done) / theirs
        well = share >= NEAR
        found.append(Clue("others well" if well else "others short", {"share": share}, None if well else Cause.LEADS))
    return found


def shift_clues(
    kind: CaseKind, *, due: float, done: int, elsewhere: tuple[float, int] | None, cause: Cause | None
) -> list[Clue]:
    """Return what the figures say about a flow that changed: by how much, and whether the others changed with it.

    >>> said = shift_clues(CaseKind.CHANNEL, due=12, done=2, elsewhere=(30, 31), cause=Cause.LEADS)
    >>> [(each.code, each.cause and each.cause.value) for each in said]
    [('channel', 'leads'), ('channel elsewhere', None)]
    """
    found = [Clue(kind.value, {"due": due, "done": done}, cause)]
    if elsewhere and elsewhere[0]:
        found.append(Clue(f"{kind.value} elsewhere", {"share": elsewhere[1] / elsewhere[0]}))
    return found


def _silent(everything: Sequence[int], minutes: Sequence[int]) -> int:
    """Return for how many of the last days nothing at all was recorded though there were hours to work."""
    count = 0
    for told, worked in zip(reversed(everything), reversed(minutes), strict=True):
        if told or not worked:
            break
        count += 1
    return count if count > 1 else 0


def _of_the_step_before(own: Course, before: Course, others: Course, others_before: Course | None) -> list[Clue]:
    due, done = sum(before.due), sum(before.done)
    theirs = sum(others_before.done) if others_before else 0
    rate = sum(own.done) / done if done else 0.0
    usual = sum(others.done) / theirs if theirs else sum(own.due) / due
    kept = rate / usual if usual and done else 1.0
    if done < NEAR * due and (kept >= WORSE or done / due <= kept):
        return [Clue("short before", {"done": done, "due": due}, Cause.EFFORT)]
    if kept < WORSE:
        return [Clue("wasted", {"done": done, "due": due, "rate": rate, "usual": usual}, Cause.SKILL)]
    return []
