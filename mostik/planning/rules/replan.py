"""A new split of what a plan has left: what is done stays, nobody is over what they can bring, the rest is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mostik.kernel.money import Weight
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.planning.rules.split import Share, split_plan
from mostik.planning.rules.whole import exact
from mostik.planning.terms import Bound, Turn

#: A forecast short of the target by less than this share of it still holds.
NEAR: Final = 0.02


class AllDone(Conflict):
    """The plan is reached: nothing is left to split."""

    message = gettext_noop("The plan is reached already: nothing is left to split anew.")


class UnderDone(Invalid):
    """A part cannot be under what the person has brought."""

    message = gettext_noop("Write at least what this person has already brought.")


class MoreThanPlan(Invalid):
    """Parts set by hand come to more than the plan."""

    message = gettext_noop("The parts set by hand come to more than the plan. Lower one, or leave one empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One person of a plan under way, in minor units.

    ``part`` is theirs now, ``done`` is in, ``ready`` is expected of open deals (those taken over from somebody who
    leaves among them). Of new leads ``hours`` is what their working time allows and ``time`` what can still be paid
    within the month. ``weight`` is what they take in proportion to; somebody ``gone`` brings nothing more.
    """

    person: int
    part: int
    done: int = 0
    ready: int = 0
    hours: int = 0
    time: int = 0
    weight: Weight = 1
    gone: bool = False

    @property
    def most(self) -> int:
        """The most they can have by the end of the month."""
        return self.done if self.gone else self.done + self.ready + max(0, min(self.hours, self.time))

    @property
    def bound(self) -> Bound:
        """What holds them there."""
        if self.gone:
            return Bound.GONE
        return Bound.HOURS if self.hours < self.time else Bound.TIME


@dataclass(frozen=True, slots=True)
class Changed:
    """A person's part before and after, and why."""

    person: int
    before: int
    after: int
    most: int
    turn: Turn

    @property
    def moved(self) -> int:
        """By how much it changes."""
        return self.after - self.before

    @property
    def over(self) -> int:
        """How much of it is over what they can bring; only the head's own hand writes so much."""
        return max(0, self.after - self.most)


@dataclass(frozen=True, slots=True)
class Resplit:
    """A new split: everybody's part and what nobody can bring; they sum to the target to the kopeck.

    ``binding`` is what holds most of the money at the people's limits, where something is not covered.
    """

    target: int
    people: tuple[Changed, ...]
    uncovered: int
    binding: Bound | None

    @property
    def changes(self) -> bool:
        """Whether anybody's part changes, or something is left uncovered."""
        return bool(self.uncovered) or any(each.moved for each in self.people)


def resplit(
    target: int, carriers: Sequence[Carrier], by_hand: Mapping[int, int] | None = None, *, unit: int = 1
) -> Resplit:
    """Return what a plan's target is split into from here on, moving as little as can be.

    Everybody keeps their part, held between what they have brought and the most they can bring. What that leaves over
    goes to those with room, in proportion to their weights; what they brought over their parts is taken off what others
    have still to bring, in proportion to it. Parts ``by_hand`` stay as written. Moves are whole multiples of a ``unit``
    as those of a split are. Refuses `AllDone`, `UnderDone` and `MoreThanPlan`.

    >>> left = Carrier(person=1, part=500, done=200, gone=True)
    >>> others = [Carrier(person=who, part=500, done=250, hours=400, time=900) for who in (2, 3)]
    >>> found = resplit(1500, [left, *others])
    >>> [(each.person, each.after, each.turn.value) for each in found.people], found.uncovered
    ([(1, 200, 'held'), (2, 650, 'takes'), (3, 650, 'takes')], 0)
    >>> tired = [Carrier(person=who, part=500, done=250, hours=300, time=900) for who in (2, 3)]
    >>> short = resplit(1500, [left, *tired])
    >>> [each.after for each in short.people], short.uncovered, short.binding.value
    ([200, 550, 550], 200, 'hours')
    """
    pinned = by_hand or {}
    _check(target, carriers, pinned)
    kept = [pinned.get(each.person, min(max(each.part, each.done), each.most)) for each in carriers]
    rest = target - sum(kept)
    free = [each.person not in pinned for each in carriers]
    move = _given if rest > 0 else _taken
    moved = move(abs(rest), carriers, kept, free, unit)
    after = [amount + own for amount, own in zip(kept, moved, strict=True)]
    uncovered = target - sum(after)
    people = tuple(
        Changed(each.person, each.part, amount, each.most, _turn(each, amount, by_hand=each.person in pinned))
        for each, amount in zip(carriers, after, strict=True)
    )
    return Resplit(target, people, uncovered, _binding(carriers) if uncovered else None)


def holds(expected: int, target: int) -> bool:
    """Whether a forecast still reaches a target, or misses it by no more than a forecast can tell.

    >>> holds(985, 1000), holds(970, 1000)
    (True, False)
    """
    return expected >= target * (1 - NEAR)


def handed(amount: int, takers: Sequence[Carrier]) -> dict[int, int]:
    """Return how open deals of somebody who leaves fall to the others, by their weights.

    >>> stay = [Carrier(person=1, part=0, weight=3), Carrier(person=2, part=0)]
    >>> handed(100, [*stay, Carrier(person=3, part=0, gone=True)])
    {1: 75, 2: 25}
    """
    shares = [Share(each.person, each.weight) for each in takers if not each.gone and exact(each.weight) > 0]
    return {part.person: part.amount for part in split_plan(amount, shares)} if shares else {}


def _check(target: int, carriers: Iterable[Carrier], pinned: Mapping[int, int]) -> None:
    known = {each.person: each for each in carriers}
    if sum(each.done for each in known.values()) >= target:
        raise AllDone()
    for person, amount in pinned.items():
        if person not in known:
            raise Missing(gettext_noop("This person has no part in the plan."), field="person")
        if amount < known[person].done:
            raise UnderDone(field=f"part_{person}")
    least = sum(pinned.get(each.person, each.done) for each in known.values())
    if least > target:
        raise MoreThanPlan(field=f"part_{max(pinned, key=lambda person: pinned[person])}")


def _given(rest: int, carriers: Sequence[Carrier], kept: Sequence[int], free: Sequence[bool], unit: int) -> list[int]:
    """Return what each takes of what is left over: by weight, up to the most they can bring."""
    rooms = [each.most - amount if can else 0 for each, amount, can in zip(carriers, kept, free, strict=True)]
    shares = [
        Share(each.person, each.weight, ceiling=room)
        for each, room in zip(carriers, rooms, strict=True)
        if room > 0 and exact(each.weight) > 0
    ]
    if not shares:
        return [0] * len(carriers)
    fits = min(rest, sum(share.ceiling or 0 for share in shares))
    taken = {part.person: part.amount for part in split_plan(fits, shares, unit=unit)}
    return [taken.get(each.person, 0) for each in carriers]


def _taken(over: int, carriers: Sequence[Carrier], kept: Sequence[int], free: Sequence[bool], unit: int) -> list[int]:
    """Return what is taken off each, under zero: in proportion to what they have still to bring."""
    slacks = [amount - each.done if can else 0 for each, amount, can in zip(carriers, kept, free, strict=True)]
    shares = [
        Share(each.person, slack, ceiling=slack) for each, slack in zip(carriers, slacks, strict=True) if slack > 0
    ]
    off = {part.person: part.amount for part in split_plan(over, shares, unit=unit)} if over else {}
    return [-off.get(each.person, 0) for each in carriers]


def _turn(each: Carrier, after: int, *, by_hand: bool) -> Turn:
    if by_hand:
        return Turn.SET
    if after == each.part:
        return Turn.STAYS
    if after > each.part:
        return Turn.DONE if after == each.done else Turn.TAKES
    return Turn.HELD if after == each.most else Turn.GIVES


def _binding(carriers: Sequence[Carrier]) -> Bound:
    """Return the limit that holds most of those still here: by how much their parts are over the most they can bring,
    then by their parts; nobody here is a limit, too.
    """
    held = {bound: [0, 0] for bound in (Bound.HOURS, Bound.TIME)}
    here = [each for each in carriers if not each.gone]
    for each in here:
        held[each.bound][0] += max(0, each.part - each.most)
        held[each.bound][1] += each.part
    return max(held, key=lambda bound: held[bound]) if here else Bound.GONE
