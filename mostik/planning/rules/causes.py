"""What makes a plan in force doubtful: who left or is away, which big deal went, how far the pace is behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mostik.planning.terms import CauseKind


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something is worth a word to the head.

    ``away_days`` working days lost that the plan counted on; a deal of ``deal_share`` of the plan and more; money in
    under ``pace`` of what was due, after ``pace_days`` working days.
    """

    away_days: int = 3
    deal_share: float = 0.05
    pace: float = 0.8
    pace_days: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One person with a part: money, the minutes by day the plan was made with, and as they are now."""

    person: int
    part: int
    done: int
    planned: Mapping[date, int]
    now: Mapping[date, int]
    left_on: date | None = None
    active: bool = True

    @property
    def rest(self) -> int:
        """What they have still to bring."""
        return max(0, self.part - self.done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A big deal a plan counts on: its amount when it was first seen, and how it is now."""

    deal: int
    amount: int
    lost: bool = False
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that happened to a plan, told once: ``key`` names it among the plan's; ``amount`` is at stake."""

    kind: CauseKind
    key: str
    amount: int
    person: int | None = None
    deal: int | None = None
    days: int = 0
    until: date | None = None
    share: float | None = None


def of_people(holders: Iterable[Holder], bounds: Bounds, *, today: date, last: date) -> list[Cause]:
    """Return who left, or will before the month ends, and who is away longer than the plan knew.

    At stake is what they have still to bring: all of it of whoever leaves, of the absent as much of it as hours lost.

    >>> days = {date(2026, 11, day): 480 for day in (16, 17, 18, 19, 20)}
    >>> ill = {day: 0 if day.day > 17 else 480 for day in days}
    >>> anna = Holder(person=7, part=1000, done=400, planned=days, now=ill)
    >>> (found,) = of_people([anna], Bounds(), today=date(2026, 11, 17), last=date(2026, 11, 30))
    >>> found.kind.value, found.key, found.amount, found.days
    ('away', 'away:7:2026-11-20', 450, 3)
    """
    found = [_of_person(each, bounds, today, last) for each in holders if each.rest]
    return [cause for cause in found if cause]


def of_deals(counted: Iterable[Counted], *, last: date) -> list[Cause]:
    """Return the big deals the plan counted on that were lost, or will not come within the month.

    >>> gone = Counted(deal=5, amount=700, expected_on=date(2026, 12, 4))
    >>> [(cause.kind.value, cause.key, cause.amount) for cause in of_deals([gone], last=date(2026, 11, 30))]
    [('deal moved', 'deal moved:5', 700)]
    """
    found = []
    for each in counted:
        away = each.expected_on is not None and each.expected_on > last
        kind = CauseKind.DEAL_LOST if each.lost else CauseKind.DEAL_MOVED
        if each.lost or away:
            found.append(
                Cause(kind=kind, key=f"{kind}:{each.deal}", amount=each.amount, deal=each.deal, until=each.expected_on)
            )
    return found


def of_pace(*, before: int, due: int, worked: int, bounds: Bounds) -> list[Cause]:
    """Return whether money in by the evening before lags behind what was due then; ``worked`` is days since the start.

    >>> [(cause.amount, cause.share) for cause in of_pace(before=300, due=500, worked=9, bounds=Bounds())]
    [(200, 0.6)]
    >>> of_pace(before=300, due=500, worked=2, bounds=Bounds())
    []
    """
    if due <= 0 or worked < bounds.pace_days or before >= bounds.pace * due:
        return []
    return [Cause(kind=CauseKind.PACE, key=CauseKind.PACE.value, amount=due - before, share=before / due)]


def _of_person(each: Holder, bounds: Bounds, today: date, last: date) -> Cause | None:
    lost = [day for day, minutes in each.planned.items() if minutes and not each.now.get(day, 0) and day <= last]
    if not each.active or (each.left_on is not None and each.left_on < last):
        since = each.left_on or today
        whole = [day for day in each.planned if day > since and each.planned[day] and day <= last]
        if whole or not each.active:
            return Cause(
                kind=CauseKind.LEFT, key=f"left:{each.person}", amount=each.rest, person=each.person, until=since
            )
        return None
    if len(lost) < bounds.away_days or max(lost) < today:
        return None
    ahead = sum(minutes for day, minutes in each.planned.items() if day >= min(today, *lost) and day <= last)
    missing = sum(each.planned[day] for day in lost)
    return Cause(
        kind=CauseKind.AWAY,
        key=f"away:{each.person}:{max(lost).isoformat()}",
        amount=min(each.rest, each.rest * missing // ahead),
        person=each.person,
        days=len(lost),
        until=max(lost),
    )
