"""What a robot does, as data: steps in order, pauses, forks, splits; read, edited and laid out in one row.

Steps are plain data (they lie in a column and come from a form). A step's place is its path: ``2.then.0`` is the first
step of the way taken when the fork in the third place is answered yes. To be run they are laid out in one row of
instructions with jumps forward alone, so a run is one number and always ends.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, Final

from mostik.automation.terms import Side, StepKind, Unit
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

MOST_STEPS: Final = 50
DEEPEST: Final = 4
LONGEST_WAIT: Final = timedelta(days=366)
WHOLE: Final = 100
FORKS: Final = ("then", "else")
#: Ways of a split: who goes which way is drawn once.
VARIANTS: Final = ("a", "b", "c", "d")
WAYS: Final = (*FORKS, *VARIANTS)
Step = Mapping[str, Any]


class TooManySteps(Invalid):
    """More steps than a person can oversee."""

    message = gettext_noop("A robot has at most 50 steps: make another one of the rest.")


class TooDeep(Invalid):
    """Forks within forks."""

    message = gettext_noop("A fork lies at most four deep.")


class NoPause(Invalid):
    """A pause that is none, or longer than a year."""

    message = gettext_noop("A pause is from one minute to a year.")


class NoShares(Invalid):
    """Shares that are none."""

    message = gettext_noop("Give from two to four variants a share of 1 to 100.")


@dataclass(frozen=True)
class Do:
    """Do this with what was chosen for it."""

    deed: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Wait:
    """Go on after so long; with a ``moment`` so long before or after it.

    ``otherwise`` is where one goes on whose moment has gone by: at the next pause of the same way, or its end.
    """

    amount: int
    unit: Unit
    moment: str = ""
    side: Side = Side.AFTER
    otherwise: int = 0


@dataclass(frozen=True)
class Fork:
    """Go on if the record fits, else at ``otherwise``."""

    when: Mapping[str, Any]
    otherwise: int


@dataclass(frozen=True)
class Split:
    """Go on at the place of the variant drawn: each with its share."""

    ways: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Jump:
    """Go on at another place further on."""

    to: int


Instruction = Do | Wait | Fork | Split | Jump


def laid_out(steps: Sequence[Step]) -> tuple[Instruction, ...]:
    """Return steps as one row of instructions; the end of the row is the end of the run.

    >>> laid_out([{"kind": "wait", "amount": 2, "unit": "days"}])
    (Wait(amount=2, unit=<Unit.DAYS: 'days'>, moment='', side=<Side.AFTER: 'after'>, otherwise=1),)
    >>> fork = {"kind": "fork", "when": {}, "then": [{"kind": "stop"}], "else": [{"kind": "do", "deed": "call"}]}
    >>> laid_out([fork])
    (Fork(when={}, otherwise=3), Jump(to=4), Jump(to=4), Do(deed='call', told={}))
    """
    count = _length(steps)
    return tuple(_laid(steps, 0, count))


def _length(steps: Sequence[Step]) -> int:
    return sum(_size(step) for step in steps)


def _size(step: Step) -> int:
    """Return how many instructions a step is: one for the question, a jump at the end of each way but a fork's last."""
    inside = sum(_length(step[way]) for way in WAYS if way in step)
    jumps = {StepKind.FORK: 1, StepKind.SPLIT: sum(way in step for way in VARIANTS)}
    return 1 + inside + jumps.get(StepKind(step["kind"]), 0)


def _laid(steps: Sequence[Step], start: int, end: int) -> Iterator[Instruction]:
    place = start
    for number, step in enumerate(steps):
        match StepKind(step["kind"]):
            case StepKind.DO:
                yield Do(step["deed"], step.get("told", {}))
            case StepKind.WAIT:
                yield wait_of(step, place + 1 + _length(_till_a_pause(steps[number + 1 :])))
            case StepKind.STOP:
                yield Jump(end)
            case StepKind.FORK:
                other = place + 2 + _length(step["then"])
                yield Fork(step["when"], other)
                yield from _laid(step["then"], place + 1, end)
                yield Jump(other + _length(step["else"]))
                yield from _laid(step["else"], other, end)
            case StepKind.SPLIT:
                yield from _split(step, place, end)
        place += _size(step)


def _split(step: Step, start: int, end: int) -> Iterator[Instruction]:
    known = [way for way in VARIANTS if way in step]
    places, place = {}, start + 1
    for way in known:
        places[way] = place
        place += _length(step[way]) + 1
    yield Split(tuple((way, step["shares"][way], places[way]) for way in known))
    for way in known:
        yield from _laid(step[way], places[way], end)
        yield Jump(place)


def wait_of(step: Step, otherwise: int = 0) -> Wait:
    """Return a pause as it is run, from its step."""
    side = Side(step.get("side", Side.AFTER))
    return Wait(step["amount"], Unit(step["unit"]), step.get("moment", ""), side, otherwise)


def _till_a_pause(steps: Sequence[Step]) -> Sequence[Step]:
    return list(takewhile(lambda step: step["kind"] != StepKind.WAIT, steps))


def coming(program: Sequence[Instruction], place: int, left_out: Collection[int] = ()) -> int | None:
    """Return the place of what a run comes to next, past pauses and steps left out: a deed, or a fork that decides.

    >>> fork = {"kind": "fork", "when": {}, "then": [{"kind": "stop"}], "else": []}
    >>> steps = [{"kind": "wait", "amount": 1, "unit": "days"}, fork]
    >>> coming(laid_out(steps), 0), coming(laid_out(steps), 2)
    (1, None)
    """
    while place < len(program):
        match program[place]:
            case Jump() as jump:
                place = jump.to
            case Do() if place not in left_out:
                return place
            case Fork() | Split():
                return place
            case _:
                place += 1
    return None


def ahead(program: Sequence[Instruction], place: int, left_out: Collection[int] = ()) -> int | None:
    """Return the place of the deed done next for sure, past pauses and steps left out; none where a way forks first.

    >>> steps = [{"kind": "wait", "amount": 1, "unit": "days"}, {"kind": "do", "deed": "deal.win", "told": {}}]
    >>> ahead(laid_out(steps), 0), ahead(laid_out(steps), 0, {1})
    (1, None)
    """
    found = coming(program, place, left_out)
    return found if found is not None and isinstance(program[found], Do) else None


def pause(wait: Wait) -> timedelta:
    """Return a pause as it is on the clock; working hours are counted by whoever knows the calendar.

    >>> pause(Wait(2, Unit.DAYS))
    datetime.timedelta(days=2)
    """
    hour = timedelta(hours=1)
    size = {
        Unit.MINUTES: timedelta(minutes=1),
        Unit.HOURS: hour,
        Unit.WORKING_HOURS: hour,
        Unit.DAYS: timedelta(days=1),
    }
    return wait.amount * size[wait.unit]


def checked_pause(amount: int, unit: str, moment: str = "", side: str = "") -> dict[str, Any]:
    """Return a pause as a step. Refuses one that is none or too long; one up to the moment itself is none.

    >>> checked_pause(90, "minutes")
    {'kind': 'wait', 'amount': 90, 'unit': 'minutes'}
    >>> checked_pause(1, "days", "deal.meeting", "before")["side"]
    'before'
    """
    least = 0 if moment else 1
    known = unit in Unit.__members__.values() and least <= amount <= LONGEST_WAIT // timedelta(minutes=1)
    if not known or pause(Wait(amount, Unit(unit))) > LONGEST_WAIT:
        raise NoPause(field="amount")
    step = {"kind": StepKind.WAIT.value, "amount": amount, "unit": unit}
    if not moment:
        return step
    if side not in Side.__members__.values():
        raise NoPause(field="side")
    return {**step, "moment": moment, "side": side}


def until(goals: Sequence[str]) -> dict[str, list[str]]:
    """Return what a robot stops at as it lies in its draft: nothing where it stops at nothing.

    >>> until(["deal.paid"]), until([])
    ({'until': ['deal.paid']}, {})
    """
    return {"until": list(goals)} if goals else {}


def turned(wait: Wait, moment: datetime) -> datetime:
    """Return when a pause before or after a moment ends.

    >>> turned(Wait(2, Unit.HOURS, "deal.meeting", Side.BEFORE), datetime(2026, 11, 27, 12)).hour
    10
    """
    return moment - pause(wait) if wait.side is Side.BEFORE else moment + pause(wait)


def checked_shares(shares: Mapping[str, Any]) -> dict[str, int]:
    """Return the shares of variants. Refuses less than two, a gap among them, and a share that is none.

    >>> checked_shares({"a": "60", "b": 40, "c": None})
    {'a': 60, 'b': 40}
    """
    known = {way: shares.get(way) for way in VARIANTS if shares.get(way) not in {None, ""}}
    if len(known) < 2 or [*known] != list(VARIANTS[: len(known)]):
        raise NoShares(field="b")
    for way, share in known.items():
        if not (str(share).isascii() and str(share).isdecimal() and 1 <= int(str(share)[:4]) <= WHOLE):
            raise NoShares(field=way)
    return {way: int(str(share)) for way, share in known.items()}


def count(steps: Sequence[Step]) -> int:
    """Return how many steps there are on all ways together.

    >>> count([{"kind": "fork", "then": [{"kind": "stop"}], "else": []}])
    2
    """
    return sum(1 + sum(count(step[way]) for way in WAYS if way in step) for step in steps)


def walked(steps: Sequence[Step], before: str = "") -> Iterator[tuple[str, Step]]:
    """Yield every step with its path, in the order they are read.

    >>> [path for path, _step in walked([{"kind": "fork", "then": [{"kind": "stop"}], "else": []}, {"kind": "stop"}])]
    ['0', '0.then.0', '1']
    """
    for place, step in enumerate(steps):
        path = f"{before}{place}"
        yield path, step
        for way in WAYS:
            yield from walked(step.get(way, ()), f"{path}.{way}.")


def step_at(steps: Sequence[Step], path: str) -> Step:
    """Return the step at a path. Refuses a path that leads nowhere."""
    inside, place = _place(list(steps), path)
    if place >= len(inside):
        raise Missing()
    found: Step = inside[place]
    return found


def with_step(steps: Sequence[Step], path: str, step: Step) -> list[Step]:
    """Return the steps with one more, put in at a path; what stood there comes after it.

    >>> with_step([{"kind": "stop"}], "0", {"kind": "do", "deed": "call"})
    [{'kind': 'do', 'deed': 'call'}, {'kind': 'stop'}]
    """
    if count(steps) >= MOST_STEPS:
        raise TooManySteps
    if step["kind"] in {StepKind.FORK, StepKind.SPLIT} and path.count(".") // 2 + 1 >= DEEPEST:
        raise TooDeep
    done = deepcopy(list(steps))
    inside, place = _place(done, path)
    inside.insert(place, step)
    return done


def with_other(steps: Sequence[Step], path: str, step: Step) -> list[Step]:
    """Return the steps with another at a path; the ways of a fork stay as they are."""
    done = deepcopy(list(steps))
    inside, place = _place(done, path)
    if place >= len(inside):
        raise Missing()
    ways = [way for way in WAYS if way in step and way in inside[place]]
    inside[place] = {**step, **{way: inside[place][way] for way in ways}}
    return done


def without(steps: Sequence[Step], path: str) -> list[Step]:
    """Return the steps without the one at a path and all that lies in it."""
    done = deepcopy(list(steps))
    inside, place = _place(done, path)
    if place >= len(inside):
        raise Missing()
    del inside[place]
    return done


def moved(steps: Sequence[Step], path: str, by: int) -> list[Step]:
    """Return the steps with one a place nearer the beginning or the end of its own way; at its edge it stays.

    >>> [step["deed"] for step in moved([{"deed": "a"}, {"deed": "b"}], "1", -1)]
    ['b', 'a']
    """
    done = deepcopy(list(steps))
    inside, place = _place(done, path)
    if place >= len(inside):
        raise Missing()
    inside.insert(min(max(place + by, 0), len(inside) - 1), inside.pop(place))
    return done


def _place(steps: list[Any], path: str) -> tuple[list[Any], int]:
    """Return the list a path leads into and the place in it; the place after the last is one too."""
    *way, last = path.split(".")
    inside = steps
    for place, name in zip(way[::2], way[1::2], strict=True) if len(way) % 2 == 0 else _nowhere():
        number = _number(place)
        if number >= len(inside) or name not in WAYS or name not in inside[number]:
            raise Missing()
        inside = inside[number][name]
    number = _number(last)
    if number > len(inside):
        raise Missing()
    return inside, number


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        raise Missing()
    return int(text)


def _nowhere() -> Iterator[tuple[str, str]]:
    raise Missing()
