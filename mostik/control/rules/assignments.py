"""Where an assignment stands, and what the clock says of one that nobody moves. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mostik.control.terms import Answer, AssignmentState, Climb

#: Working days to answer in, and so many before the day due the person is reminded.
TO_ANSWER: Final = 1
BEFORE: Final = 1
#: Working days overdue after which the giver's head is told, and so many to check what is done.
TO_HIGHER: Final = 3
TO_CHECK: Final = 2
ENDED: Final = frozenset({AssignmentState.SOLVED, AssignmentState.WITHDRAWN})
#: Nobody waits for the person any more: it is done, or it ended.
DONE: Final = ENDED | {AssignmentState.ACTED}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an assignment: the answer, whether another day is asked for, and what was said of it since."""

    answer: Answer | None = None
    asks_day: bool = False
    acted: bool = False
    returned: bool = False
    solved: bool = False
    withdrawn: bool = False


def state_of(facts: Facts) -> AssignmentState:
    """Return where an assignment stands by what is known of it.

    >>> str(state_of(Facts())), str(state_of(Facts(answer=Answer.DATE)))
    ('new', 'accepted')
    >>> str(state_of(Facts(answer=Answer.DATE, asks_day=True))), str(state_of(Facts(answer=Answer.OBJECTED)))
    ('asking', 'objected')
    >>> str(state_of(Facts(acted=True))), str(state_of(Facts(returned=True))), str(state_of(Facts(solved=True)))
    ('acted', 'returned', 'solved')
    """
    last_first = (
        (facts.withdrawn, AssignmentState.WITHDRAWN),
        (facts.solved, AssignmentState.SOLVED),
        (facts.acted, AssignmentState.ACTED),
        (facts.asks_day, AssignmentState.ASKING),
        (facts.returned, AssignmentState.RETURNED),
        (facts.answer is Answer.OBJECTED, AssignmentState.OBJECTED),
        (facts.answer is not None, AssignmentState.ACCEPTED),
    )
    return next((state for holds, state in last_first if holds), AssignmentState.NEW)


@dataclass(frozen=True, slots=True)
class Standing:
    """An assignment as the clock looks at it: its days, its state, what was told of it and when last."""

    made_on: date
    due_on: date
    state: AssignmentState = AssignmentState.NEW
    acted_on: date | None = None
    told: frozenset[Climb] = frozenset()
    told_on: date | None = None


def next_climb(it: Standing, today: date, worked: Sequence[date]) -> Climb | None:
    """Return what is to be told of an assignment today, if anything; ``worked`` are the company's working days around.

    Each step once and at most one a day, so that many days missed come one after another, not at once. Given on
    Monday the 16th and due on Thursday the 19th:

    >>> week = [date(2026, 11, day) for day in (16, 17, 18, 19, 20, 23, 24)]
    >>> it = Standing(date(2026, 11, 16), date(2026, 11, 19))
    >>> [str(next_climb(it, day, week) or "-") for day in week]
    ['-', 'answer', 'answer', 'answer', 'overdue', 'overdue', 'overdue']
    >>> it = Standing(date(2026, 11, 16), date(2026, 11, 19), AssignmentState.ACCEPTED)
    >>> [str(next_climb(it, day, week) or "-") for day in week]
    ['-', '-', 'remind', 'remind', 'overdue', 'overdue', 'overdue']
    >>> it = Standing(it.made_on, it.due_on, it.state, told=frozenset({Climb.OVERDUE}), told_on=date(2026, 11, 20))
    >>> [str(next_climb(it, day, week) or "-") for day in week[4:]]
    ['-', '-', 'higher']
    """
    if it.state in ENDED or it.told_on == today:
        return None
    return next((step for step in _steps(it, today, worked) if step not in it.told), None)


def is_overdue(state: AssignmentState, due_on: date, today: date) -> bool:
    """Return whether an assignment is late: what is done waits for the giver, not for the person.

    >>> day = date(2026, 11, 19)
    >>> [is_overdue(state, day, date(2026, 11, 20)) for state in (AssignmentState.ACCEPTED, AssignmentState.ACTED)]
    [True, False]
    """
    return state not in DONE and due_on < today


def _steps(it: Standing, today: date, worked: Sequence[date]) -> list[Climb]:
    """Return the steps that are due today, the lowest first."""
    if it.state is AssignmentState.ACTED:
        since = it.acted_on or it.made_on
        return [Climb.CHECK] if _between(worked, since, today) >= TO_CHECK else []
    if today > it.due_on:
        late = _between(worked, it.due_on, today)
        return [step for step, days in ((Climb.OVERDUE, 1), (Climb.HIGHER, TO_HIGHER)) if late >= days]
    if today <= it.made_on:
        return []
    unanswered = it.state is AssignmentState.NEW and _between(worked, it.made_on, today) >= TO_ANSWER
    near = _between(worked, today, it.due_on) <= BEFORE
    return [step for step, holds in ((Climb.ANSWER, unanswered), (Climb.REMIND, near)) if holds]


def _between(worked: Sequence[date], after: date, until: date) -> int:
    return sum(after < day <= until for day in worked)
