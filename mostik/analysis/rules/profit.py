"""What a department earns: money paid, what is left of it after goods, leads and people; what a client is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from mostik.analysis.rules.spans import periods_in
from mostik.analysis.terms import CostKind
from mostik.kernel.period import PeriodKind, Span


def of_month(amount: int, month: Span, within: Span) -> int:
    """Return the part of a month's cost that falls on the days of it within a span, by calendar days.

    Parts of any cutting of the month add up to the whole, to the minor unit.

    >>> november = Span(date(2026, 11, 1), date(2026, 11, 30))
    >>> [of_month(100, november, Span(date(2026, 11, a), date(2026, 11, b))) for a, b in ((1, 10), (11, 18), (19, 30))]
    [33, 27, 40]
    """
    first, last = max(month.first, within.first), min(month.last, within.last)
    if first > last:
        return 0
    before, upto = (first - month.first).days, (last - month.first).days + 1
    return amount * upto // month.length - amount * before // month.length


def over(amount: int, since: date, until: date | None, within: Span) -> int:
    """Return what a cost of so much a month comes to within a span; ``until`` is the first day of its last month.

    >>> over(3000, date(2026, 10, 1), None, Span(date(2026, 9, 1), date(2026, 11, 15)))
    4500
    >>> over(3000, date(2026, 10, 1), date(2026, 10, 1), Span(date(2026, 9, 1), date(2026, 11, 15)))
    3000
    """
    months = [each for each in periods_in(PeriodKind.MONTH, within) if each.first >= since]
    return sum(of_month(amount, each.span, within) for each in months if until is None or each.first <= until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Money of a department over some days, in minor units.

    ``known`` is the part of what is paid whose goods have a cost, ``earned_known`` what is earned on it; what is
    earned on the rest is taken at the same share and called an estimate. ``costs`` are by kind, ``leads`` is what they
    cost. Source of the form: the contribution margin statement of management accounting.
    """

    paid: int = 0
    known: int = 0
    earned_known: int = 0
    leads: int = 0
    costs: Mapping[CostKind, int] = field(default_factory=dict)

    @property
    def earned(self) -> int | None:
        """What is left of what is paid once VAT and goods are off; None where no goods have a cost.

        >>> Statement(paid=1000, known=800, earned_known=320).earned
        400
        """
        if not self.paid:
            return 0
        if not self.known:
            return None
        return self.earned_known + round(Fraction(self.earned_known * (self.paid - self.known), self.known))

    @property
    def goods(self) -> int | None:
        """What VAT and goods took."""
        return None if self.earned is None else self.paid - self.earned

    @property
    def spent(self) -> int:
        """Everything the department costs: leads and the rest."""
        return self.leads + sum(self.costs.values())

    @property
    def net(self) -> int | None:
        """What is left in the end: earned less everything spent.

        >>> Statement(paid=1000, known=1000, earned_known=400, leads=50, costs={CostKind.PAYROLL: 200}).net
        150
        """
        return None if self.earned is None else self.earned - self.spent

    @property
    def earned_share(self) -> float | None:
        """How much of a rouble paid is earned."""
        return self.earned / self.paid if self.earned is not None and self.paid else None

    @property
    def break_even(self) -> int | None:
        """How much has to be paid for everything spent to come back: spent ÷ the earned share.

        >>> Statement(paid=1000, known=1000, earned_known=400, costs={CostKind.PAYROLL: 200}).break_even
        500
        """
        if not self.paid or not self.earned:
            return None
        return round(Fraction(self.spent * self.paid, self.earned)) if self.earned > 0 else None


def stated(paid: Iterable[tuple[int, Fraction | None]], *, leads: int, costs: Mapping[CostKind, int]) -> Statement:
    """Return the statement of payments, each with the share of it that is earned, None where that is not known.

    >>> third = (300, Fraction(1, 3))
    >>> found = stated([third, third, (400, None)], leads=0, costs={})
    >>> (found.paid, found.known, found.earned_known, found.earned)
    (1000, 600, 200, 333)
    """
    rows = list(paid)
    known = [(amount, share) for amount, share in rows if share is not None]
    return Statement(
        paid=sum(amount for amount, _share in rows),
        known=sum(amount for amount, _share in known),
        earned_known=sum(round(amount * share) for amount, share in known),
        leads=leads,
        costs={kind: amount for kind, amount in costs.items() if amount},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What one client costs and brings, in minor units; None where there is nothing to divide by.

    ``cost`` is everything spent ÷ new clients; ``lead`` what leads cost ÷ leads; ``year`` what was earned in twelve
    months ÷ clients who paid in them.
    """

    lead: int | None
    cost: int | None
    sale: int | None
    year: int | None

    @property
    def back(self) -> float | None:
        """How many times a client's cost comes back within a year."""
        return self.year / self.cost if self.year is not None and self.cost else None

    @property
    def months(self) -> float | None:
        """In how many months a client's cost comes back, at the pace of the year; None where it never does.

        >>> Client(lead=10, cost=300, sale=500, year=1200).months
        3.0
        """
        return 12 * self.cost / self.year if self.year and self.year > 0 and self.cost is not None else None


def one_client(found: Statement, *, leads: int, fresh: int, sales: int, year: int | None, clients: int) -> Client:
    """Return the worth of one client: so many leads, new clients and sales of the days, so much earned in a year.

    >>> found = Statement(paid=5000, known=5000, earned_known=2000, leads=100, costs={CostKind.PAYROLL: 500})
    >>> one_client(found, leads=10, fresh=2, sales=4, year=2400, clients=3)
    Client(lead=10, cost=300, sale=500, year=800)
    """
    return Client(
        lead=_each(found.leads, leads),
        cost=_each(found.spent, fresh),
        sale=_each(found.earned, sales),
        year=_each(year, clients),
    )


def _each(amount: int | None, count: int) -> int | None:
    return round(Fraction(amount, count)) if amount is not None and count else None
