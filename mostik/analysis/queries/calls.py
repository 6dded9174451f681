"""What everybody's deals promise of the running month, what was said instead, and how that held in months before."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db.models import Max, Sum

from mostik.analysis.access import visible
from mostik.analysis.models import Fact, Foretold, Promise
from mostik.analysis.queries.forecast import seen_now, ways
from mostik.analysis.rules import pipeline_forecast as rules
from mostik.analysis.rules.calls import NOTHING, Call, called, together
from mostik.analysis.terms import Measure
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.chances import lost_stages
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.queries.people import people, person

#: Months that are looked back on.
MONTHS_BACK: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What one person's deals promise now: what is in of the month, what may be promised, what it is made from."""

    person: int | None
    team: int | None
    fact: Money
    call: Call
    seen: Sequence[rules.Seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of a month: how much, with what note, when and by whom; empty for a program or one out of reach."""

    amount: Money
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a month brings of one person, or of all: in already, and with it the commit, the best case, all deals.

    ``said`` stands instead of the commit where it is there. ``kept`` of ``judged`` months before brought no less than
    was promised at this day of them.
    """

    person: int | None
    name: str
    fact: Money
    commit: Money
    expected: Money
    best: Money
    pipeline: Money
    deals: int
    said: Said | None = None
    kept: int = 0
    judged: int = 0

    @property
    def promise(self) -> Money:
        """Return what stands: what was said, else the commit."""
        return self.said.amount if self.said else self.commit


@dataclass(frozen=True, slots=True)
class Month:
    """A month before: what was promised of it at this day, and what came."""

    first: date
    asked_on: date
    promised: Money
    came: Money

    @property
    def held(self) -> float | None:
        """Return what share of the promise came; None where nothing was promised."""
        return self.came.minor / self.promised.minor if self.promised.minor else None


@dataclass(frozen=True, slots=True)
class Promises:
    """Everybody within reach, by name; all of them together; the months before, newest first. Empty: none kept yet."""

    people: tuple[Promised, ...]
    whole: Promised | None
    months: tuple[Month, ...]
    as_of: datetime | None


def reckoned(*, viewer: Actor) -> list[Reckoned]:
    """Return what the deals of everybody within reach promise till the end of this month."""
    today = clock.today()
    lost, parts = lost_stages(viewer=viewer), defaultdict[int | None, list[rules.Way]](list)
    for way in ways(viewer=viewer, today=today):
        parts[way.person].append(way)
    seen = {number: seen_now(own, viewer=viewer, today=today) for number, own in parts.items()}
    shares = rules.shares_now(rules.added(seen.values()))
    fact = _paid(viewer, running_month(), today)
    return [
        Reckoned(
            person=number,
            team=own[-1].team,
            fact=_money(fact[number]),
            call=called(_standing(own, today, lost, shares)) if shares else NOTHING,
            seen=seen[number],
        )
        for number, own in sorted(parts.items(), key=lambda each: each[0] or 0)
    ]


def promises(*, viewer: Actor) -> Promises:
    """Return what was reckoned today within reach, with what was said and how it held in the months before."""
    today, month = clock.today(), running_month()
    kept = list(visible(Foretold.objects.filter(day=today, person__isnull=False), viewer).defer("base"))
    if not kept:
        return Promises((), None, (), None)
    named = {each.pk: each.short_name for each in people(viewer=viewer)}
    fact, said = _paid(viewer, month, today), _said(kept, month, named)
    before = _before(viewer, today)
    rows = []
    for each in kept:
        number = each.person or 0
        own = [past.people[number] for past in before if number in past.people]
        rows.append(
            _promised(
                _call_of(each),
                fact[number],
                person=number,
                name=named.get(number, ""),
                said=said.get(number),
                kept=sum(came >= promised for promised, came in own),
                judged=len(own),
            )
        )
    months = tuple(
        Month(
            past.first,
            past.asked_on,
            _money(sum(promised for promised, _came in past.people.values())),
            _money(sum(came for _promised, came in past.people.values())),
        )
        for past in before
    )
    whole = _promised(together([_call_of(each) for each in kept]), sum(fact[each.person] for each in kept))
    known = sorted((row for row in rows if row.name), key=lambda row: -row.promise.minor)
    return Promises(tuple(known), whole, months, max(each.made_at for each in kept))


def running_month() -> date:
    """Return the first day of the running month."""
    return clock.today().replace(day=1)


def days_looked_at(today: date) -> list[date]:
    """Return today and the same day of each month looked back on, the newest first."""
    return rules.origins(today)[: MONTHS_BACK + 1]


def promise_of(*, person_id: int, viewer: Actor) -> Said | None:
    """Return what stands of what was said of somebody's running month, if anything; refuses `NoSuchPerson`."""
    who = person(viewer=viewer, person_id=person_id)
    found = Promise.objects.filter(person=who.pk, month=running_month(), taken_back_at=None).first()
    named = {each.pk: each.short_name for each in people(viewer=viewer)}
    return _as_said(found, named) if found else None


@dataclass(frozen=True, slots=True)
class _Before:
    first: date
    asked_on: date
    people: Mapping[int, tuple[int, int]]


def _before(viewer: Actor, today: date) -> list[_Before]:
    """Return of each month before what everybody had promised at this day of it, and what came of it."""
    found = []
    for day in days_looked_at(today)[1:]:
        month = Period.of(PeriodKind.MONTH, day)
        rows = visible(Foretold.objects.filter(day__range=(month.first, day), person__isnull=False), viewer)
        asked_on = rows.aggregate(day=Max("day"))["day"]
        if asked_on is None:
            continue
        came, told = _paid(viewer, month.first, month.last), {}
        for number, fact, commit, said in rows.filter(day=asked_on).values_list("person", "fact", "commit", "said"):
            assert number is not None
            told[number] = (fact + commit if said is None else said, came[number])
        found.append(_Before(month.first, asked_on, told))
    return found


def _standing(
    own: Iterable[rules.Way], today: date, lost: frozenset[int], shares: Mapping[int, float]
) -> list[tuple[int, float]]:
    found = [each for way in own if (each := way.stands(today, lost)) and each[1]]
    return [(amount, min(1.0, shares.get(stage, 0.0))) for stage, amount in found]


def _paid(viewer: Actor, first: date, last: date) -> Counter[int | None]:
    """Return what was paid of everybody within reach, in minor units of the company's currency."""
    rows = Fact.objects.filter(measure=Measure.PAID, currency=settings.CURRENCY, day__range=(first, last))
    counted: Counter[int | None] = Counter()
    for number, amount in visible(rows, viewer).order_by().values_list("person").annotate(amount=Sum("amount")):
        counted[number] = amount
    return counted


def _call_of(row: Foretold) -> Call:
    return Call(row.commit, row.expected, row.best, row.pipeline, row.variance, row.deals)


def _promised(call: Call, fact: int, *, person: int | None = None, name: str = "", **more: object) -> Promised:
    return Promised(
        person=person,
        name=name,
        fact=_money(fact),
        commit=_money(fact + call.commit),
        expected=_money(fact + call.expected),
        best=_money(fact + call.best),
        pipeline=_money(fact + call.pipeline),
        deals=call.deals,
        **more,  # type: ignore[arg-type]
    )


def _said(kept: Iterable[Foretold], month: date, named: Mapping[int, str]) -> dict[int, Said]:
    rows = Promise.objects.filter(person__in=[each.person for each in kept], month=month, taken_back_at=None)
    return {row.person: _as_said(row, named) for row in rows}


def _as_said(row: Promise, named: Mapping[int, str]) -> Said:
    return Said(
        amount=Money(row.amount, row.currency), note=row.note, by=named.get(row.said_by or 0, ""), at=row.said_at
    )


def _money(amount: float) -> Money:
    return Money(round(amount), settings.CURRENCY)
