"""Daily numbers: what is due today, from the whole rest of the plan every morning, so that debt never compounds."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from mostik.kernel.money import Weight
from mostik.planning.rules.whole import exact, in_units, spread
from mostik.planning.terms import DueReason

#: At most so many times the base norm is asked in a day.
CAP = 1.5
#: Ahead of the plan the base norm is kept.
FLOOR = 1.0

Days = Mapping[date, Weight]


@dataclass(frozen=True, slots=True)
class Today:
    """A person's number for a day: "200 left, 15 working days, 14 today".

    ``due`` is the whole number asked, ``due_left`` what of it is not done yet; ``raw``, ``base`` and ``cap`` are the
    exact need, base norm and limit behind it; ``left`` is the rest of the plan, ``days_left`` the working days with
    today, ``unreachable`` what does not fit into them even at the cap.
    """

    due: int
    due_left: int
    raw: float
    base: float
    cap: float
    left: int
    days_left: int
    unreachable: int
    reason: DueReason


@dataclass(frozen=True)
class _Morning:
    """A plan as it stands at the start of a day; weights of days in whole units."""

    plan: int
    rest: int
    whole: int
    before: int
    dated: tuple[date, ...]
    ahead: tuple[int, ...]
    cap: Fraction
    floor: Fraction

    @property
    def left(self) -> int:
        return self.whole - self.before

    @cached_property
    def base_left(self) -> Fraction:
        return Fraction(self.plan * self.left, self.whole) if self.whole else Fraction(0)

    @property
    def reachable(self) -> int:
        # Up to a whole action: one contract is not out of reach because a day is worth a twentieth of one.
        return math.ceil(self.cap * self.base_left)

    @property
    def asked(self) -> int:
        """What the days from today on are asked for together."""
        if self.rest > self.base_left:
            return min(self.rest, self.reachable)
        return max(self.rest, math.floor(self.floor * self.base_left))


def base_norm(plan: int, days: Days, day: date) -> float:
    """Return a day's exact part of the plan, before any carry-over.

    >>> base_norm(240, {date(2026, 11, day): 1 for day in range(1, 21)}, date(2026, 11, 3))
    12.0
    """
    whole = sum(exact(weight) for weight in days.values())
    return float(plan * exact(days.get(day, 0)) / whole) if whole else 0.0


def base_days(plan: int, days: Days) -> dict[date, int]:
    """Return the plan by whole days, before any carry-over; they sum to the plan.

    >>> list(base_days(5, {date(2026, 11, 2): 1, date(2026, 11, 3): 0.5, date(2026, 11, 4): 1}).values())
    [2, 1, 2]
    """
    ordered = sorted(days)
    return dict(zip(ordered, spread(plan, [days[day] for day in ordered]), strict=True))


def plan_to_date(plan: int, days: Days, day: date) -> float:
    """Return what is due by the end of the day before: today is not yet due."""
    units = dict(zip(days, in_units(days.values()), strict=True))
    whole, passed = sum(units.values()), sum(weight for at, weight in units.items() if at < day)
    return float(Fraction(plan * passed, whole)) if whole else 0.0


def today(
    plan: int, done: int, days: Days, day: date, *, done_today: int = 0, cap: float = CAP, floor: float = FLOOR
) -> Today:
    """Return the number for a day. ``done`` is the fact up to the evening before, so it does not move during the day.

    ``days`` are the weights of the person's whole plan period: 0 on days off, less than 1 on short days, or a profile.

    >>> days = {date(2026, 11, day): 1 for day in range(1, 21)}
    >>> number = today(240, done=40, days=days, day=date(2026, 11, 6))
    >>> number.left, number.days_left, number.due, round(number.raw, 2), number.cap, number.reason.value
    (200, 15, 14, 13.33, 18.0, 'catch up')
    """
    morning = _morning(plan, done, days, day, cap=cap, floor=floor)
    weight = dict(zip(morning.dated, morning.ahead, strict=True)).get(day, 0)
    base = Fraction(plan * weight, morning.whole) if morning.whole else Fraction(0)
    due = next(iter(_counts(morning)), 0) if morning.dated[:1] == (day,) else 0
    return Today(
        due=due,
        due_left=max(0, due - done_today),
        raw=float(Fraction(morning.rest * weight, morning.left)) if morning.left else 0.0,
        base=float(base),
        cap=float(morning.cap * base),
        left=max(0, plan - done - done_today),
        days_left=sum(weight > 0 for weight in morning.ahead),
        unreachable=max(0, morning.rest - morning.reachable),
        reason=_reason(morning, weight),
    )


def days_ahead(
    plan: int, done: int, days: Days, day: date, *, cap: float = CAP, floor: float = FLOOR
) -> dict[date, int]:
    """Return the numbers of today and every day after it, were each done exactly; days off get nothing.

    They sum to the rest of the plan, to less when it does not fit, to more when the norm is kept ahead of the plan.

    >>> days = {date(2026, 11, day): 1 for day in range(1, 21)}
    >>> ahead = days_ahead(240, 40, days, date(2026, 11, 6))
    >>> list(ahead.values())[:3], sum(ahead.values())
    ([14, 13, 13], 200)
    """
    morning = _morning(plan, done, days, day, cap=cap, floor=floor)
    return dict(zip(morning.dated, _counts(morning), strict=True))


def month_remainder(plan: int, done: int) -> int:
    """Return what a month left undone. It is never added to the next plan by itself: the head chooses.

    >>> month_remainder(240, 225), month_remainder(240, 250)
    (15, 0)
    """
    return max(0, plan - done)


def _morning(plan: int, done: int, days: Days, day: date, *, cap: float, floor: float) -> _Morning:
    ordered = sorted(days)
    weights = dict(zip(ordered, in_units(days[at] for at in ordered), strict=True))
    whole, dated = sum(weights.values()), tuple(at for at in ordered if at >= day)
    ahead = tuple(weights[at] for at in dated)
    return _Morning(
        plan=max(0, plan),
        rest=max(0, plan - done),
        whole=whole,
        before=whole - sum(ahead),
        dated=dated,
        ahead=ahead,
        cap=exact(cap),
        floor=exact(floor),
    )


def _counts(morning: _Morning) -> Iterator[int]:
    """Spread what is asked along the plan's own line, so that a person on pace gets the base days unchanged.

    The base line runs on from its whole number of yesterday; the debt or lead is laid over it by weight.
    """
    if not morning.left:
        yield from (0 for _ in morning.ahead)
        return
    was = _up(morning.plan * morning.before, morning.whole)
    extra = morning.asked - (morning.plan - was)
    given = running = 0
    for weight in morning.ahead:
        running += weight
        base = (morning.plan * (morning.before + running) - was * morning.whole) * morning.left
        count = max(given, _up(base + extra * running * morning.whole, morning.whole * morning.left)) - given
        given += count
        yield count


def _up(top: int, bottom: int) -> int:
    """Divide and round up."""
    return -(-top // bottom)


def _reason(morning: _Morning, weight: int) -> DueReason:
    if not morning.plan:
        return DueReason.NO_PLAN
    if not morning.left:
        return DueReason.NO_DAYS_LEFT if morning.rest else DueReason.DONE
    return _working_reason(morning) if weight else DueReason.DAY_OFF


def _working_reason(morning: _Morning) -> DueReason:
    if not morning.asked:
        return DueReason.DONE
    if morning.rest > morning.base_left:
        return DueReason.CAPPED if morning.rest > morning.reachable else DueReason.CATCH_UP
    return DueReason.BASE if morning.rest == math.floor(morning.base_left) else DueReason.AHEAD
