"""What is known of a deal at a moment, and what came of it: the only door by which anything enters the score.

A moment is the end of a day a deal stood in an open stage: the day it came there, and a week, a month and a quarter
later where it still stood. Only what was written down by then is known. Whether the deal was won within the horizon
is what came of it; a moment younger than the horizon has not come to anything yet, and is left out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from mostik.analysis.rules.scoring import Known, Value

#: What a deal is scored by; nothing else is let in.
FEATURES: Final = (
    "stage",
    "channel",
    "product",
    "amount",
    "age",
    "stood",
    "talks",
    "silence",
    "answered",
    "client",
)
#: What a person may not be judged by, and whoever handles the deal: none of these may ever be an input.
PROTECTED: Final = frozenset(
    {
        "sex", "gender", "birthday", "birth_date", "years_old", "race", "ethnicity", "nationality", "citizenship",
        "religion", "politics", "union", "health", "disability", "pregnancy", "marital", "children", "orientation",
        "conviction", "first_name", "last_name", "middle_name", "name", "photo", "phone", "email", "language",
        "region", "address", "owner", "person", "team", "own", "note",
    }
)  # fmt: skip
#: Days after a deal came to a stage at which it is looked at again.
LATER: Final = (7, 30, 90)
#: Working minutes of a first answer, by which it counts as one of these; any longer is late.
ANSWERS: Final = ((15, "soon"), (60, "hour"), (480, "day"))
WAITS, LATE, AGAIN, FIRST = "waits", "late", "again", "first"


class Stood(NamedTuple):
    """A deal came to a stage: when, and what was known of it there. ``amount`` is whole units of the main currency."""

    day: date
    stage: int
    channel: int | None
    product: int | None
    amount: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A deal's way with its days: where it stood, when it was won, what was done, how it was answered.

    ``talks`` are the days of calls that came to a talk, ``deeds`` those of anything done. ``bought`` is the day its
    client first bought anything; ``client`` tells whether there is one. Meetings are told by the stage.
    """

    deal: int
    created: date
    stood: tuple[Stood, ...]
    won: date | None = None
    talks: tuple[date, ...] = ()
    deeds: tuple[date, ...] = ()
    answered: date | None = None
    answer_minutes: int | None = None
    client: bool = False
    bought: date | None = None


class Moment(NamedTuple):
    """One deal at the end of a day: what was known, and whether it was won within the horizon."""

    day: date
    deal: int
    known: Known
    came: bool


def moments(course: Course, *, closing: Collection[int], until: date, horizon: int) -> Iterator[Moment]:
    """Yield the moments of a deal up to a day; in stages of ``closing`` nothing is foretold any more.

    >>> way = (Stood(date(2026, 3, 2), 1, None, None, None), Stood(date(2026, 3, 12), 9, None, None, None))
    >>> sold = Course(deal=7, created=date(2026, 3, 2), stood=way, won=date(2026, 3, 12))
    >>> [(each.day.day, each.came) for each in moments(sold, closing={9}, until=date(2026, 5, 1), horizon=8)]
    [(2, False), (9, True)]
    """
    for at, stood in enumerate(course.stood):
        ended = course.stood[at + 1].day if at + 1 < len(course.stood) else until + timedelta(days=1)
        if stood.stage in closing:
            continue
        for days in (0, *LATER):
            day = stood.day + timedelta(days=days)
            if day >= ended or day > until:
                break
            yield Moment(day, course.deal, known_at(course, stood, day), _won_within(course, day, horizon))


def known_at(course: Course, stood: Stood, day: date) -> dict[str, Value]:
    """Return what is known of a deal at the end of a day it stands in a stage.

    >>> stood = Stood(date(2026, 3, 2), 1, 4, None, 50_000.0)
    >>> way = Course(deal=7, created=date(2026, 3, 1), stood=(stood,), talks=(date(2026, 3, 3),), client=True)
    >>> known = known_at(way, stood, date(2026, 3, 2))
    >>> known["talks"], known["age"], known["client"], known["answered"], known["product"]
    (0, 1, 'first', 'waits', None)
    """
    deeds = [each for each in course.deeds if each <= day]
    return {
        "stage": str(stood.stage),
        "channel": _number(stood.channel),
        "product": _number(stood.product),
        "amount": stood.amount or None,
        "age": (day - course.created).days,
        "stood": (day - stood.day).days,
        "talks": sum(each <= day for each in course.talks),
        "silence": (day - max(deeds, default=course.created)).days,
        "answered": _answered(course, day),
        "client": _client(course, day),
    }


def refuse_protected(names: Collection[str]) -> None:
    """Refuse to learn from, or to keep, anything but what a deal may be scored by.

    >>> refuse_protected(["stage", "gender"])
    Traceback (most recent call last):
    ValueError: A score may not know: gender.
    """
    strange = sorted(set(names) - set(FEATURES))
    if strange:
        raise ValueError(f"A score may not know: {', '.join(strange)}.")


def horizon_of(days: Mapping[int, int], *, least: int = 14, most: int = 180) -> int | None:
    """Return within how many days nine of ten sales were made, by how many took each number of days.

    >>> horizon_of({10: 5, 30: 4, 90: 1}), horizon_of({2: 3}), horizon_of({})
    (30, 14, None)
    """
    whole, passed = sum(days.values()), 0
    for length in sorted(days):
        passed += days[length]
        if passed * 10 >= whole * 9:
            return min(max(length, least), most)
    return None


def _won_within(course: Course, day: date, horizon: int) -> bool:
    return course.won is not None and day < course.won <= day + timedelta(days=horizon)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _answered(course: Course, day: date) -> str:
    if course.answered is None or course.answered > day:
        return WAITS
    if course.answer_minutes is None:
        return ""
    return next((word for most, word in ANSWERS if course.answer_minutes <= most), LATE)


def _client(course: Course, day: date) -> str:
    if not course.client:
        return ""
    return AGAIN if course.bought is not None and course.bought < day else FIRST
