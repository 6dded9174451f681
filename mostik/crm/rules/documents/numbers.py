"""Numbers of papers: a pattern over the year and the count within it."""

import re
from datetime import date

from mostik.crm.terms import DocumentKind
from mostik.kernel.events import N_
from mostik.kernel.refusals import Invalid

LONGEST = 40
WIDEST = 9
MARK = re.compile(r"\{([^{}]*)\}")
COUNT = re.compile(r"n(?::([1-9]))?")
DEFAULTS = {
    DocumentKind.PROPOSAL: "КП-{year}-{n:4}",
    DocumentKind.CONTRACT: "Д-{year}-{n:4}",
    DocumentKind.INVOICE: "СЧ-{year}-{n:4}",
    DocumentKind.ACT: "А-{year}-{n:4}",
    DocumentKind.WAYBILL: "Н-{year}-{n:4}",
    DocumentKind.POWER: "ДВ-{year}-{n:4}",
}


class NotAPattern(Invalid):
    """A pattern that would give doubles or says something unknown."""

    message = N_("Write a pattern with {n} and {year} in it, for example INV-{year}-{n:4}.")


def checked_pattern(text: str) -> str:
    """Return a pattern that tells every paper of a kind apart; refuses any other at the field "pattern".

    >>> checked_pattern(" СЧ-{year}/{n:4} ")
    'СЧ-{year}/{n:4}'
    """
    pattern = text.strip()
    marks = MARK.findall(pattern)
    counts = [mark for mark in marks if COUNT.fullmatch(mark)]
    years = [mark for mark in marks if mark in {"year", "yy"}]
    bare = MARK.sub("", pattern)
    if len(pattern) > LONGEST or not bare.isprintable() or "{" in bare or "}" in bare:
        raise NotAPattern(field="pattern")
    if len(counts) != 1 or len(years) != 1 or len(marks) != 2:
        raise NotAPattern(field="pattern")
    return pattern


def number_of(pattern: str, day: date, count: int) -> str:
    """Return a paper's number: the year of its day, and its count within that year.

    >>> number_of("СЧ-{year}-{n:4}", date(2026, 11, 18), 7), number_of("{n}/{yy}", date(2026, 1, 9), 12345)
    ('СЧ-2026-0007', '12345/26')
    """

    def said(found: re.Match[str]) -> str:
        counted = COUNT.fullmatch(found[1])
        if counted:
            return f"{count:0{int(counted[1] or 1)}d}"
        return f"{day.year:04d}" if found[1] == "year" else f"{day.year % 100:02d}"

    return MARK.sub(said, pattern)
