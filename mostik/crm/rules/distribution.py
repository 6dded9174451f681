"""Who gets a lead: everybody a rule names is weighed in the open, each with figures and a reason. Worked in docs/rules.

Quotas are dealt smoothly: each decision adds to everybody who may take the lead their share of the day, and takes the
sum of the shares from whoever gets it. So turns come evenly spread, and over any full round exactly by the shares.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from enum import StrEnum

from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.kernel.working_time import Hours

FULL_DAY = 480


class Way(StrEnum):
    """How one is chosen among those who may take a lead."""

    QUOTA = "quota"
    LOAD = "load"
    POOL = "pool"


class Why(StrEnum):
    """Why somebody got a lead, or did not."""

    CHOSEN = "chosen"
    OWNER = "owner"
    HOST = "host"
    NEXT = "next"
    LEFT = "left"
    HAD = "had"
    PRODUCT = "product"
    LANGUAGE = "language"
    AWAY = "away"
    FULL = "full"
    SPENT = "spent"


class End(StrEnum):
    """How somebody's turn with a lead ended."""

    ANSWERED = "answered"
    LATE = "late"
    RETURNED = "returned"
    HANDED = "handed"
    CLOSED = "closed"
    PICKED = "picked"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody a rule names, as they stand now. ``quota`` and ``capacity`` of 0 set no limit.

    ``products`` and ``languages`` are what they take; none named is any. ``had`` says the lead was theirs before.
    """

    person: int
    name: str = ""
    here: bool = True
    at_work: bool = True
    had: bool = False
    products: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    quota: int = 0
    given: int = 0
    capacity: int = 0
    open: int = 0
    credit: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True)
class Need:
    """What a lead asks of whoever takes it."""

    product: int | None = None
    language: str = ""
    only_at_work: bool = True


@dataclass(frozen=True)
class Weighed:
    """One candidate with the verdict."""

    who: Candidate
    why: Why


@dataclass(frozen=True)
class Decision:
    """Who gets it, nobody for the pool; everybody weighed; credits as they are from now on."""

    person: int | None
    weighed: tuple[Weighed, ...]
    credits: dict[int, int] = field(default_factory=dict)


def decide(candidates: Sequence[Candidate], need: Need, way: Way) -> Decision:
    """Weigh everybody and choose one, or nobody.

    >>> anna, boris = Candidate(person=1, quota=2), Candidate(person=2, quota=1, at_work=False)
    >>> decided = decide([anna, boris], Need(), Way.QUOTA)
    >>> decided.person, [each.why.value for each in decided.weighed]
    (1, ['chosen', 'away'])
    """
    found = [(each, obstacle(each, need, way)) for each in candidates]
    able = [each for each, why in found if why is None]
    if not able or way is Way.POOL:
        return Decision(None, tuple(Weighed(each, why or Why.NEXT) for each, why in found))
    credited = _credited(able) if way is Way.QUOTA else {}
    chosen = max(able, key=lambda each: _standing(each, credited)) if credited else min(able, key=_load)
    if credited:
        credited[chosen.person] -= sum(map(_share, able))
    verdicts = [(each, why or (Why.CHOSEN if each is chosen else Why.NEXT)) for each, why in found]
    return Decision(chosen.person, tuple(Weighed(*each) for each in verdicts), credited)


def obstacle(who: Candidate, need: Need, way: Way) -> Why | None:
    """Return why somebody may not take a lead, the first reason there is; nothing when they may.

    >>> obstacle(Candidate(person=1, capacity=5, open=5), Need(), Way.LOAD)
    <Why.FULL: 'full'>
    >>> obstacle(Candidate(person=1, at_work=False), Need(only_at_work=False), Way.LOAD) is None
    True
    """
    reasons = (
        (not who.here, Why.LEFT),
        (who.had, Why.HAD),
        (bool(who.products) and need.product not in who.products, Why.PRODUCT),
        (bool(who.languages and need.language) and need.language not in who.languages, Why.LANGUAGE),
        (need.only_at_work and not who.at_work, Why.AWAY),
        (bool(who.capacity) and who.open >= who.capacity, Why.FULL),
        (way is Way.QUOTA and bool(who.quota) and who.given >= who.quota, Why.SPENT),
    )
    return next((why for holds, why in reasons if holds), None)


def days_quota(quota: int, minutes: int) -> int:
    """Return the quota of a day of so many working minutes: the full day's, in proportion, at least one.

    >>> days_quota(10, 480), days_quota(10, 240), days_quota(10, 0), days_quota(0, 480)
    (10, 5, 1, 0)
    """
    return max(1, quota * min(minutes, FULL_DAY) // FULL_DAY) if quota else 0


def works_at(hours: Collection[Hours], at: time) -> bool:
    """Return whether a time of the day lies within its working hours; a span that ends at midnight ends the day.

    >>> works_at([(time(9), time(18))], time(9)), works_at([(time(20), time(0))], time(23)), works_at([], time(9))
    (True, True, False)
    """
    return any(start <= at and (at < end or end == time()) for start, end in hours)


def without(candidates: Sequence[Candidate], had: Collection[int]) -> list[Candidate]:
    """Return the candidates with those marked who had the lead before."""
    return [replace(each, had=each.person in had) for each in candidates]


def _share(who: Candidate) -> int:
    return who.quota or 1


def _credited(able: Sequence[Candidate]) -> dict[int, int]:
    return {each.person: each.credit + _share(each) for each in able}


def _standing(who: Candidate, credited: dict[int, int]) -> tuple[int, float, int]:
    return credited[who.person], -_waited(who), -who.person


def _load(who: Candidate) -> tuple[float, int, float, int]:
    return (who.open / who.capacity if who.capacity else 0.0), who.open, _waited(who), who.person


def _waited(who: Candidate) -> float:
    return who.last_at.timestamp() if who.last_at else 0.0


class PickedEnough(Conflict):
    """Somebody has taken as many from the pool as they may today."""

    message = gettext_noop("You have taken {most} leads from the pool today: that is the limit.")


class AnswerFirst(Conflict):
    """Leads somebody took wait for an answer."""

    message = gettext_noop("Answer the leads you took first: {most} may wait at once.")


def may_pick(today: int, waiting: int, a_day: int, at_once: int) -> Conflict | None:
    """Return why somebody may not take one more lead from the pool; nothing when they may. Zero sets no limit.

    >>> may_pick(1, 0, 5, 2) is None, type(may_pick(5, 0, 5, 2)).__name__, type(may_pick(2, 2, 5, 2)).__name__
    (True, 'PickedEnough', 'AnswerFirst')
    """
    if a_day and today >= a_day:
        return PickedEnough(params={"most": a_day})
    return AnswerFirst(params={"most": at_once}) if at_once and waiting >= at_once else None


def percentile(values: Sequence[int], share: int) -> int | None:
    """Return the value below or at which so many per cent of the values lie; nothing of none.

    >>> percentile([5, 1, 9, 3], 50), percentile(list(range(1, 101)), 95), percentile([], 50)
    (3, 95, None)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)] if ordered else None
