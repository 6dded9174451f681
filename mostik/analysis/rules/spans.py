"""Spans of days that reports are of and are compared with."""

from datetime import date, timedelta

from mostik.analysis.terms import Compare, Days
from mostik.kernel.period import Period, PeriodKind, Span


def span_before(span: Span) -> Span:
    """Return what a span is naturally compared with: the same days of the month before, else as many days before.

    >>> span_before(Span(date(2026, 11, 1), date(2026, 11, 18)))
    Span(first=datetime.date(2026, 10, 1), last=datetime.date(2026, 10, 18))
    >>> span_before(Span(date(2026, 10, 1), date(2026, 12, 31)))
    Span(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    """
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        period = Period.of(kind, span.first)
        if span.first == period.first and span.last <= period.last:
            before = period.previous()
            as_far = min(before.first + (span.last - span.first), before.last)
            return Span(before.first, before.last if span.last == period.last else as_far)
    return Span(span.first - timedelta(days=span.length), span.first - timedelta(days=1))


def span_year_before(span: Span) -> Span:
    """Return the same days of the year before; the last of February stands for the 29th.

    >>> span_year_before(Span(date(2028, 2, 1), date(2028, 2, 29)))
    Span(first=datetime.date(2027, 2, 1), last=datetime.date(2027, 2, 28))
    """
    return Span(_year_before(span.first), _year_before(span.last))


def compared(span: Span, with_what: Compare) -> Span | None:
    """Return the days a report's figures stand beside; None where they stand alone."""
    makes = {Compare.EARLIER: span_before, Compare.YEAR: span_year_before}
    return makes[with_what](span) if with_what in makes else None


def days_of(days: Days, today: date) -> Span:
    """Return the days a report is of on a day; those that run end with it.

    >>> days_of(Days.LAST_MONTH, date(2026, 11, 18))
    Span(first=datetime.date(2026, 10, 1), last=datetime.date(2026, 10, 31))
    >>> days_of(Days.LAST_WEEK, date(2026, 11, 18))
    Span(first=datetime.date(2026, 11, 9), last=datetime.date(2026, 11, 15))
    >>> days_of(Days.TWELVE, date(2026, 11, 18))
    Span(first=datetime.date(2025, 12, 1), last=datetime.date(2026, 11, 18))
    """
    month = Period.of(PeriodKind.MONTH, today)
    if days is Days.LAST_MONTH:
        return month.previous().span
    if days is Days.LAST_WEEK:
        return Period.of(PeriodKind.WEEK, today).previous().span
    if days is Days.YESTERDAY:
        return Span(today - timedelta(days=1), today - timedelta(days=1))
    first = {
        Days.MONTH: month.first,
        Days.QUARTER: Period.of(PeriodKind.QUARTER, today).first,
        Days.YEAR: Period.of(PeriodKind.YEAR, today).first,
        Days.NINETY: today - timedelta(days=89),
        Days.TWELVE: month.shifted(-11).first,
    }[days]
    return Span(first, today)


def periods_in(kind: PeriodKind, span: Span) -> list[Period]:
    """Return every period that has a day of a span, in order.

    >>> [each.code for each in periods_in(PeriodKind.MONTH, Span(date(2026, 10, 31), date(2026, 12, 1)))]
    ['2026-10', '2026-11', '2026-12']
    """
    found = [Period.of(kind, span.first)]
    while found[-1].last < span.last:
        found.append(found[-1].next())
    return found


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
