"""Filters: what may be asked of a list. Each says itself how it narrows the rows; the request only brings a value.

A value that cannot be read narrows nothing and gets its message at the filter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from mostik.web import formats
from mostik.web.tables.columns import Words

Choices = Iterable[tuple[Any, Words]]
Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]
LONGEST_TEXT = 200
#: Kinds that take any of several values, and how many values one question may have: more than a department has people.
SEVERAL = {"multichoice", "person"}
MOST_VALUES = 500
#: So many values are told one by one, more of them by the first few and how many more; a choice of more is searched.
APART, LONG = 4, 10
LARGEST = Decimal(10) ** 15


class Unreadable(ValueError):
    """A filter's value cannot be read; the words say what to write."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter: its key in the address, its kind, and the function that narrows the rows by a clean value.

    Kinds and what ``apply`` gets: choice a word, multichoice and person a list of words, text a string,
    days and numbers a pair (from, to) either of which may be None, yes_no a bool.
    """

    key: str
    title: Words
    kind: str
    apply: Apply
    choices: Choices | Callable[[HttpRequest], Choices] = ()
    more: bool = False

    def read(self, request: HttpRequest) -> "BoundFilter":
        """Return the filter with what the request says."""
        options = tuple((str(value), str(words)) for value, words in self._choices(request))
        raw = _raw(self, request.GET)
        bound = BoundFilter(filter=self, options=options, raw=raw)
        try:
            return replace(bound, value=READERS[self.kind](raw, options))
        except Unreadable as problem:
            return replace(bound, error=str(problem))

    def _choices(self, request: HttpRequest) -> Choices:
        return self.choices(request) if callable(self.choices) else self.choices


@dataclass(frozen=True, kw_only=True)
class BoundFilter:
    """A filter with the value of one request."""

    filter: Filter
    options: tuple[tuple[str, str], ...]
    raw: tuple[str, ...]
    value: Any = None
    error: str = ""

    @property
    def key(self) -> str:
        """Return the key in the address."""
        return self.filter.key

    @property
    def kind(self) -> str:
        """Return the kind."""
        return self.filter.kind

    @property
    def title(self) -> str:
        """Return the words over the filter."""
        return str(self.filter.title)

    @property
    def is_on(self) -> bool:
        """Return whether it narrows the list."""
        return self.value is not None

    @property
    def first(self) -> str:
        """Return what was typed, or typed as the beginning of a range."""
        return self.raw[0] if self.raw else ""

    @property
    def second(self) -> str:
        """Return what was typed as the end of a range."""
        return self.raw[1] if len(self.raw) > 1 else ""

    @property
    def marked_options(self) -> list[tuple[str, str, bool]]:
        """Return options as (value, words, chosen); of a long choice the chosen ones first."""
        chosen = set(self.raw)
        options = [(value, words, value in chosen) for value, words in self.options]
        return sorted(options, key=lambda option: not option[2]) if self.is_long else options

    @property
    def takes_several(self) -> bool:
        """Return whether several values may be chosen."""
        return self.kind in SEVERAL

    @property
    def is_long(self) -> bool:
        """Return whether there is so much to choose from that it is searched."""
        return self.takes_several and len(self.options) > LONG

    @property
    def values(self) -> list[tuple[str, str]]:
        """Return the values chosen with their words."""
        words = dict(self.options)
        return [(value, words.get(value, value)) for value in self.raw if value]

    @property
    def brief(self) -> tuple[str, str]:
        """Return the words of the first value chosen and how many more: what a button has room for."""
        if not self.is_on:
            return _("Any"), ""
        (_value, first), *others = self.values
        return first, f"+{formats.number(len(others))}" if others else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names it uses in the address."""
        return names_of(self.filter)

    @property
    def said(self) -> str:
        """Return the value in words, for a chip."""
        if self.kind in {"days", "numbers"}:
            return _range_words(self.value, formats.day if self.kind == "days" else formats.number)
        if self.kind == "yes_no":
            return _("yes") if self.value else _("no")
        words = [words for _value, words in self.values]
        if len(words) <= APART:
            return ", ".join(words)
        told = {"names": ", ".join(words[: APART - 1]), "count": formats.number(len(words) - APART + 1)}
        return _("%(names)s and %(count)s more") % told


def names_of(one: Filter) -> tuple[str, ...]:
    """Return the names a filter uses in the address."""
    return (f"{one.key}_from", f"{one.key}_to") if one.kind in {"days", "numbers"} else (one.key,)


def _raw(one: Filter, query: QueryDict) -> tuple[str, ...]:
    if one.kind in SEVERAL:
        return tuple(dict.fromkeys(value for value in query.getlist(one.key)[:MOST_VALUES] if value))
    return tuple(query.get(name, "").strip().replace("\0", "") for name in names_of(one))


def _range_words(value: tuple[Any, Any], write: Callable[[Any], str]) -> str:
    start, end = value
    if start is None:
        return _("to %(end)s") % {"end": write(end)}
    if end is None:
        return _("from %(start)s") % {"start": write(start)}
    return f"{write(start)} – {write(end)}"


def _read_choice(raw: Sequence[str], options: Sequence[tuple[str, str]]) -> str | None:
    if not raw[0]:
        return None
    if raw[0] not in dict(options):
        raise Unreadable(_("There is no such choice. Choose one from the list."))
    return raw[0]


def _read_choices(raw: Sequence[str], options: Sequence[tuple[str, str]]) -> list[str] | None:
    if not set(raw) <= set(dict(options)):
        raise Unreadable(_("There is no such choice. Choose from the list."))
    return list(raw) or None


def _read_text(raw: Sequence[str], _options: object) -> str | None:
    if len(raw[0]) > LONGEST_TEXT:
        raise Unreadable(_("Too long: write up to %(most)s characters.") % {"most": LONGEST_TEXT})
    return raw[0] or None


def _read_yes_no(raw: Sequence[str], _options: object) -> bool | None:
    if raw[0] not in {"", "yes", "no"}:
        raise Unreadable(_("Choose yes or no."))
    return raw[0] == "yes" if raw[0] else None


def _one_day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if "-" in text else date(*map(int, reversed(text.split("."))))
    except (ValueError, TypeError, OverflowError):
        raise Unreadable(_("Not a date. Write it like 22.11.2026.")) from None
    if not 1900 <= day.year <= 2200:
        raise Unreadable(_("Choose a year between 1900 and 2200."))
    return day


def _one_number(text: str) -> Decimal | None:
    if not text:
        return None
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise Unreadable(_("Not a number. Write it like 1500 or 1500.50.")) from None
    if not amount.is_finite() or not -LARGEST <= amount <= LARGEST or len(plain) > 30:
        raise Unreadable(_("The number is too large."))
    return amount


def _range_of(one: Callable[[str], Any]) -> Callable[[Sequence[str], object], tuple[Any, Any] | None]:
    def read(raw: Sequence[str], _options: object) -> tuple[Any, Any] | None:
        start, end = one(raw[0]), one(raw[1])
        if start is not None and end is not None and start > end:
            raise Unreadable(_("The end is before the beginning: swap them."))
        return None if start is None and end is None else (start, end)

    return read


READERS: Mapping[str, Callable[[Sequence[str], Any], Any]] = {
    "choice": _read_choice,
    "person": _read_choices,
    "multichoice": _read_choices,
    "text": _read_text,
    "yes_no": _read_yes_no,
    "days": _range_of(_one_day),
    "numbers": _range_of(_one_number),
}


def _equal(path: str) -> Apply:
    return lambda rows, value: rows.filter(**{path: value})


def _among(path: str) -> Apply:
    """Narrow to any of the values; one alone is plainly equal, so that an index goes on to give the order."""
    one, several = _equal(path), _equal(f"{path}__in")
    return lambda rows, values: several(rows, values) if len(values) > 1 else one(rows, values[0])


def _between(path: str) -> Apply:
    def apply(rows: QuerySet[Any], value: tuple[Any, Any]) -> QuerySet[Any]:
        ends = {f"{path}__gte": value[0], f"{path}__lte": value[1]}
        return rows.filter(**{name: end for name, end in ends.items() if end is not None})

    return apply


def choice_filter(
    key: str, title: Words, choices: Any, path: str = "", *, apply: Apply | None = None, more: bool = False
) -> Filter:
    """Return a filter by one of a few values; the path is the model field, said here and nowhere else."""
    return Filter(key=key, title=title, kind="choice", apply=apply or _equal(path or key), choices=choices, more=more)


def multichoice_filter(
    key: str, title: Words, choices: Any, path: str = "", *, apply: Apply | None = None, more: bool = False
) -> Filter:
    """Return a filter by any of several values."""
    way = apply or _among(path or key)
    return Filter(key=key, title=title, kind="multichoice", apply=way, choices=choices, more=more)


def person_filter(
    key: str, title: Words, choices: Any, path: str = "", *, apply: Apply | None = None, more: bool = False
) -> Filter:
    """Return a filter by any of several people out of those the viewer may choose."""
    return Filter(key=key, title=title, kind="person", apply=apply or _among(path or key), choices=choices, more=more)


def text_filter(key: str, title: Words, path: str = "", *, apply: Apply | None = None, more: bool = False) -> Filter:
    """Return a filter by a piece of text."""
    return Filter(key=key, title=title, kind="text", apply=apply or _equal(f"{path or key}__icontains"), more=more)


def day_range_filter(
    key: str, title: Words, path: str = "", *, apply: Apply | None = None, more: bool = False
) -> Filter:
    """Return a filter by days, both ends included. For a moment give the path of its local day (``x__date``)."""
    return Filter(key=key, title=title, kind="days", apply=apply or _between(path or key), more=more)


def number_range_filter(
    key: str, title: Words, path: str = "", *, scale: int = 0, apply: Apply | None = None, more: bool = False
) -> Filter:
    """Return a filter by numbers, both ends included; with scale 2 whole roubles are asked of a column in kopecks."""
    between = apply or _between(path or key)

    def scaled(rows: QuerySet[Any], value: tuple[Any, Any]) -> QuerySet[Any]:
        ends = [None if end is None else (int(end.scaleb(scale)) if scale else end) for end in value]
        return between(rows, (ends[0], ends[1]))

    return Filter(key=key, title=title, kind="numbers", apply=scaled, more=more)


def yes_no_filter(key: str, title: Words, path: str = "", *, apply: Apply | None = None, more: bool = False) -> Filter:
    """Return a filter by a yes or no."""
    return Filter(key=key, title=title, kind="yes_no", apply=apply or _equal(path or key), more=more)
