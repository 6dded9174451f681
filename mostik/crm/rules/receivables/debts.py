"""Debts: how old they are, how money is laid on them, credit, promises, steps of reminding."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mostik.crm.rules.receivables.matching import Share
from mostik.crm.terms import Bucket, PromiseState, ReminderWay
from mostik.kernel.events import N_
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid

#: The last day of lateness of each bucket, the youngest first.
EDGES: Final = ((0, Bucket.NOT_DUE), (30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))
#: A step is still done so many days late: a rule made today does not wake up the debts of last year.
GRACE: Final = 14


class NotSplit(Invalid):
    """Parts that are not above zero, name an invoice twice, or come to more than the payment."""

    message = N_("The parts come to more than the payment, or name an invoice twice.")


@dataclass(frozen=True, kw_only=True)
class StepRule:
    """A step of reminding."""

    id: int
    days: int
    way: ReminderWay


def bucket(due_on: date | None, day: date) -> Bucket:
    """Return how old a debt is on a day; one without a day to pay by is not due.

    >>> due = date(2026, 11, 1)
    >>> [bucket(due, day).value for day in (due, date(2026, 11, 2), date(2026, 12, 1))]
    ['not due', '1-30', '1-30']
    >>> bucket(due, date(2026, 12, 2)).value, bucket(due, date(2027, 1, 31)).value
    ('31-60', '90+')
    """
    late = (day - due_on).days if due_on else 0
    return next((each for last, each in EDGES if late <= last), Bucket.OVER_90)


def laid_oldest_first(free: int, debts: Iterable[tuple[int, int]]) -> list[Share]:
    """Return how free money is laid on debts of (number, still open), in the order given; what is left stays free.

    >>> laid_oldest_first(100, [(1, 60), (2, 70), (3, 5)])
    [Share(debt=1, minor=60), Share(debt=2, minor=40)]
    """
    shares = []
    for debt, still in debts:
        part = min(free, still)
        if part > 0:
            shares.append(Share(debt, part))
            free -= part
    return shares


def checked_split(total: int, shares: Sequence[tuple[int, int | None, int]]) -> None:
    """Refuse `NotSplit` where parts of (deal, invoice or none, minor units) do not go into a payment.

    >>> checked_split(100, [(1, 1, 60), (1, None, 40)])
    """
    named = [invoice for _deal, invoice, _minor in shares if invoice is not None]
    loose = [deal for deal, invoice, _minor in shares if invoice is None]
    doubled = len(set(named)) < len(named) or len(set(loose)) < len(loose)
    if not shares or doubled or any(minor <= 0 for *_where, minor in shares):
        raise NotSplit
    if sum(minor for *_where, minor in shares) > total:
        raise NotSplit


def promise_state(*, promised: int, from_minor: int, paid: int, due_on: date, today: date, whole: bool) -> PromiseState:
    """Return how a promise stands: kept once so much more has come, or all of it; broken from the day after.

    >>> told = {"promised": 100, "from_minor": 0, "due_on": date(2026, 11, 18), "whole": False}
    >>> days = ((99, 18), (99, 19), (100, 25))
    >>> [promise_state(**told, paid=paid, today=date(2026, 11, day)).value for paid, day in days]
    ['open', 'broken', 'kept']
    """
    if whole or paid - from_minor >= promised:
        return PromiseState.KEPT
    return PromiseState.BROKEN if today > due_on else PromiseState.OPEN


def steps_due(rules: Iterable[StepRule], *, done: Collection[int], days: int) -> list[StepRule]:
    """Return the steps to do now for an invoice ``days`` past its day: the latest reached ones not yet done.

    Steps passed over are not made up for; none is done more than `GRACE` days late, nor after a later one.

    >>> rules = [StepRule(id=1, days=-3, way=ReminderWay.TASK), StepRule(id=2, days=1, way=ReminderWay.LETTER)]
    >>> [[step.id for step in steps_due(rules, done=done, days=days)] for done, days in (((), -3), ((1,), 0), ((), 2))]
    [[1], [], [2]]
    """
    known = sorted(rules, key=lambda rule: (rule.days, rule.id))
    reached = [rule for rule in known if rule.days <= days and (rule.days >= 0 or days <= 0)]
    if not reached:
        return []
    last = reached[-1].days
    ripe = [rule for rule in reached if rule.days == last and days - last <= GRACE]
    return [rule for rule in ripe if rule.id not in done]


def over_credit(limit: Money | None, owed: Money, more: Money) -> Money | None:
    """Return by how much a new invoice would exceed a client's credit limit; nothing while it does not.

    >>> over_credit(Money(100), Money(80), Money(30)), over_credit(None, Money(80), Money(30))
    (Money(minor=10, currency='RUB'), None)
    """
    if limit is None or more.currency != limit.currency:
        return None
    over = owed + more - limit
    return over if over.minor > 0 else None
