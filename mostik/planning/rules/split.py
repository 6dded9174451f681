"""A plan split between people: in proportion to what each can carry, within limits, to the last kopeck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from mostik.kernel.money import Weight, rounded_whole
from mostik.kernel.refusals import Refusal, gettext_noop
from mostik.planning.rules.whole import exact
from mostik.planning.terms import Binding, Held, WeightCode


@dataclass(frozen=True, slots=True)
class Share:
    """What a person carries, and the limits of their part in whole units (kopecks or actions).

    A fixed part is what the head wrote: it stays whatever the weights, floor and ceiling say.
    """

    person: int
    capacity_hours: Weight = 1
    productivity: Weight = 1
    ramp: Weight = 1
    lead_supply: Weight = 1
    fixed: int | None = None
    floor: int = 0
    ceiling: int | None = None

    @property
    def weights(self) -> dict[WeightCode, Fraction]:
        """Return the parts of the weight by name."""
        return {
            WeightCode.CAPACITY: exact(self.capacity_hours),
            WeightCode.PRODUCTIVITY: exact(self.productivity),
            WeightCode.RAMP: exact(self.ramp),
            WeightCode.LEADS: exact(self.lead_supply),
        }

    @property
    def weight(self) -> Fraction:
        """Return what the person's part is in proportion to."""
        whole = Fraction(1)
        for part in self.weights.values():
            whole *= part
        return whole


@dataclass(frozen=True, slots=True)
class WeightReason:
    """One part of a weight and how it compares with the mean of all people; None where that mean is zero."""

    code: WeightCode
    value: Fraction
    to_mean: Fraction | None


@dataclass(frozen=True, slots=True)
class PersonPart:
    """A person's part of a plan, what decided it, what it would be by weight alone, and the weight taken apart."""

    person: int
    amount: int
    held: Held
    by_weight: Fraction
    reasons: tuple[WeightReason, ...]


class Infeasible(Refusal, status=409):
    """The limits leave no way to split the plan; says which of them, whose, and by how much."""

    message = gettext_noop("The plan cannot be split within these limits: {binding}, by {short}.")

    def __init__(self, binding: Binding, people: Sequence[int], short: int) -> None:
        super().__init__(params={"binding": binding.value, "short": short, "people": tuple(people)})
        self.binding, self.people, self.short = binding, tuple(people), short


def split_plan(total: int, shares: Sequence[Share], *, unit: int = 1) -> list[PersonPart]:
    """Return everybody's part, in the order given; the parts sum to the total exactly.

    Fixed parts stay; the rest goes in proportion to weights, whoever would pass a limit is held at it, and what that
    frees or takes goes to the others in the same proportion. Whole units by the largest remainder, the earlier person
    first among equals. With a larger ``unit`` parts are its multiples, what is left over one is the largest's, unless
    a limit would be passed so: nobody's own plan is told in kopecks. Refuses `Infeasible`, naming the constraint.

    >>> parts = split_plan(100, [Share(1, 160), Share(2, 80), Share(3, 80, ceiling=20)])
    >>> [(part.person, part.amount, part.held.value) for part in parts]
    [(1, 53, 'weight'), (2, 27, 'weight'), (3, 20, 'ceiling')]
    >>> [part.amount for part in split_plan(1000, [Share(1), Share(2), Share(3)], unit=100)]
    [400, 300, 300]
    """
    free = [share for share in shares if share.fixed is None]
    rest = total - sum(share.fixed or 0 for share in shares)
    _check(rest, shares, free)
    amounts = iter(_rounded(_levelled(rest, free), free, unit))
    alone, means = _by_weight(Fraction(total), shares), _means(shares)
    return [
        _part(share, next(amounts) if share.fixed is None else share.fixed, own, means)
        for share, own in zip(shares, alone, strict=True)
    ]


def _rounded(parts: Sequence[Fraction], free: Sequence[Share], unit: int) -> list[int]:
    exactly = rounded_whole(parts)
    if unit == 1:
        return exactly
    whole = [part * unit for part in rounded_whole([part / unit for part in parts])]
    if whole:
        whole[whole.index(max(whole))] += sum(exactly) - sum(whole)
    within = (each.floor <= part <= _upper(each, Fraction(part)) for each, part in zip(free, whole, strict=True))
    return whole if all(within) else exactly


def rebalanced(total: int, shares: Sequence[Share], person: int, amount: int) -> list[PersonPart]:
    """Return the split after the head fixed one person's part: the others take the difference by their weights.

    >>> [part.amount for part in rebalanced(90, [Share(1), Share(2), Share(3)], person=2, amount=40)]
    [25, 40, 25]
    """
    return split_plan(total, [replace(share, fixed=amount) if share.person == person else share for share in shares])


def _check(rest: int, shares: Sequence[Share], free: Sequence[Share]) -> None:
    if not shares:
        raise Infeasible(Binding.NOBODY, [], rest)
    for share in free:
        if share.ceiling is not None and share.floor > share.ceiling:
            raise Infeasible(Binding.CROSSED, [share.person], share.floor - share.ceiling)
    if rest < 0 or (rest and not free):
        raise Infeasible(Binding.FIXED, _named(shares, free), abs(rest))
    _check_floors(rest, free)
    _check_ceilings(rest, free)


def _check_floors(rest: int, free: Sequence[Share]) -> None:
    short = sum(share.floor for share in free) - rest
    if short > 0:
        raise Infeasible(Binding.FLOORS, [share.person for share in _by(free, "floor") if share.floor > 0], short)


def _check_ceilings(rest: int, free: Sequence[Share]) -> None:
    """Somebody without a weight takes no more than their floor, whatever their ceiling."""
    able = [share for share in free if share.weight > 0]
    if any(share.ceiling is None for share in able):
        return
    short = rest - sum(share.floor for share in free if not share.weight) - sum(share.ceiling or 0 for share in able)
    if short > 0 and able:
        raise Infeasible(Binding.CEILINGS, [share.person for share in able], short)
    if short > 0:
        raise Infeasible(Binding.NO_WEIGHT, [share.person for share in free], short)


def _levelled(rest: int, free: Sequence[Share]) -> list[Fraction]:
    """Return exact parts: in proportion, held at limits, until nobody passes one.

    Each round holds those past the side of limits that moves more, as a flexible layout does; it never has to let go.
    """
    held: dict[int, Fraction] = {}
    while True:
        loose = [at for at in range(len(free)) if at not in held]
        parts = _by_weight(rest - sum(held.values(), Fraction(0)), [free[at] for at in loose])
        passed = _passed(free, dict(zip(loose, parts, strict=True)))
        if not passed:
            whole = {**held, **dict(zip(loose, parts, strict=True))}
            return [whole[at] for at in range(len(free))]
        held |= passed


def _passed(free: Sequence[Share], parts: dict[int, Fraction]) -> dict[int, Fraction]:
    low = {at: Fraction(free[at].floor) for at, part in parts.items() if part < free[at].floor}
    high = {at: _upper(free[at], part) for at, part in parts.items() if part > _upper(free[at], part)}
    lifted = sum(low[at] - parts[at] for at in low)
    pressed = sum(parts[at] - high[at] for at in high)
    if lifted == pressed:
        return low | high
    return low if lifted > pressed else high


def _by_weight(total: Fraction, shares: Sequence[Share]) -> list[Fraction]:
    weights = [share.weight for share in shares]
    whole = sum(weights, Fraction(0))
    return [total * weight / whole if whole else Fraction(0) for weight in weights]


def _part(share: Share, amount: int, own: Fraction, means: dict[WeightCode, Fraction]) -> PersonPart:
    reasons = tuple(
        WeightReason(code, value, value / means[code] if means[code] else None) for code, value in share.weights.items()
    )
    return PersonPart(share.person, amount, _held(share, amount, own), own, reasons)


def _means(shares: Sequence[Share]) -> dict[WeightCode, Fraction]:
    weights = [share.weights for share in shares]
    return {code: sum((each[code] for each in weights), Fraction(0)) / len(shares) for code in WeightCode}


def _held(share: Share, amount: int, own: Fraction) -> Held:
    if share.fixed is not None:
        return Held.FIXED
    if amount == share.floor and share.floor > 0:
        return Held.FLOOR
    return Held.CEILING if amount == share.ceiling and own != amount else Held.WEIGHT


def _upper(share: Share, part: Fraction) -> Fraction:
    return part if share.ceiling is None else Fraction(share.ceiling)


def _by(shares: Iterable[Share], limit: str) -> list[Share]:
    """Return shares by a limit, the largest first: the first named is the one most worth moving."""
    return sorted(shares, key=lambda share: -(getattr(share, limit) or 0))


def _named(shares: Sequence[Share], free: Sequence[Share]) -> list[int]:
    return [share.person for share in _by([share for share in shares if share not in free], "fixed")]
