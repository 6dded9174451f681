"""What a chart says: kind, series, unit, links, and the table behind it. How it looks is decided in the browser.

Values are plain numbers (money in whole units, shares as fractions with the unit "%"). A missing value is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mostik.kernel.money import Money
from mostik.web import formats
from mostik.web.components.registry import render
from mostik.web.tables.columns import Cell


@dataclass(frozen=True)
class Series:
    """One line, or one bar of each category. The tone gives a meaning its colour; without it the order does."""

    name: str
    values: Sequence[Any]
    tone: str = ""
    dashed: bool = False
    area: bool = False
    as_bars: bool = False


@dataclass(frozen=True)
class Head:
    """A heading of the table behind a chart."""

    title: str
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart with its table."""

    kind: str
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    links: Sequence[str] = ()
    notes: Sequence[str] = ()
    weakest: int | None = None
    lying: bool = False
    summary_words: str = ""
    category_title: str = ""

    def options(self) -> dict[str, Any]:
        """Return what the browser draws from."""
        return {
            "kind": self.kind,
            "categories": [str(category) for category in self.categories],
            "series": [
                {
                    "name": str(one.name),
                    "values": [plain(value) for value in one.values],
                    "tone": one.tone,
                    "dashed": one.dashed,
                    "area": one.area,
                    "as": "bars" if one.as_bars else "",
                }
                for one in self.series
            ],
            "unit": self.unit,
            "links": list(self.links),
            "notes": [str(note) for note in self.notes],
            "weakest": self.weakest,
            "lying": self.lying,
        }

    @property
    def summary(self) -> str:
        """Return the chart in a sentence, for those who hear it."""
        if self.summary_words:
            return f"{self.title}. {self.summary_words}"
        lasts = ", ".join(f"{one.name} {self.written(_last(one.values))}" for one in self.series)
        return f"{self.title}. {lasts}" if lasts else self.title

    @property
    def table_columns(self) -> list[Head]:
        """Return the headings of the table behind."""
        return [
            Head(self.category_title),
            *(Head(str(one.name), right=True) for one in self.series),
            *self._note_head(),
        ]

    @property
    def table_rows(self) -> list[list[Cell]]:
        """Return the rows of the table behind, each linked as its mark is."""
        return [self._table_row(at, str(category)) for at, category in enumerate(self.categories)]

    def written(self, value: Any) -> str:
        """Write a value with the chart's unit."""
        if value is None:
            return formats.DASH
        if self.unit == "%":
            return formats.percent(value, 1)
        return f"{formats.number(plain(value))}{formats.NBSP}{self.unit}" if self.unit else formats.number(plain(value))

    def _note_head(self) -> list[Head]:
        return [Head(_("Note"))] if any(self.notes) else []

    def _table_row(self, at: int, category: str) -> list[Cell]:
        href = self.links[at] if at < len(self.links) else ""
        cells = [Cell(category, "tbl-main")]
        for one in self.series:
            words = self.written(one.values[at] if at < len(one.values) else None)
            cells.append(Cell(render("link-number", value=words, href=href), "right", str(one.name)))
        return [*cells, *([Cell(self.notes[at] if at < len(self.notes) else "")] if any(self.notes) else [])]


def plain(value: Any) -> float | int | None:
    """Return a value as a number of the script."""
    if isinstance(value, Money):
        value = value.major
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    number: float | int | None = value
    return number


def _last(values: Sequence[Any]) -> Any:
    return next((value for value in reversed(values) if value is not None), None)


def line(
    title: str, categories: Sequence[str], series: Sequence[Series], *, unit: str = "", links: Sequence[str] = ()
) -> Chart:
    """Return lines over time; see `plan_and_fact` for the commonest of them."""
    return Chart(kind="line", title=title, categories=categories, series=series, unit=unit, links=links)


def plan_and_fact(
    title: str,
    days: Sequence[str],
    plan: Sequence[Any],
    fact: Sequence[Any],
    *,
    unit: str = "",
    links: Sequence[str] = (),
    forecast: Sequence[Any] = (),
) -> Chart:
    """Return plan against fact, both running totals on one axis; the fact ends where today is (None after it)."""
    series = [Series(_("Fact"), fact, area=True), Series(_("Plan"), plan, tone="neutral", dashed=True)]
    series += [Series(_("Forecast"), forecast, tone="accent", dashed=True)] if forecast else []
    return Chart(kind="line", title=title, categories=days, series=series, unit=unit, links=links)


def bars(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    links: Sequence[str] = (),
    lying: bool = False,
) -> Chart:
    """Return bars side by side; lying ones suit long names."""
    return Chart(kind="bars", title=title, categories=categories, series=series, unit=unit, links=links, lying=lying)


def stacked(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    links: Sequence[str] = (),
    lying: bool = False,
) -> Chart:
    """Return bars of parts that add up."""
    return Chart(kind="stacked", title=title, categories=categories, series=series, unit=unit, links=links, lying=lying)


def waterfall(
    title: str,
    start: tuple[str, Any],
    parts: Sequence[tuple[str, Any]],
    end: tuple[str, Any],
    *,
    unit: str = "",
    links: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Chart:
    """Return the way from one value to another through exact parts; parts that do not add up are refused.

    >>> waterfall("Gap", ("Plan", 10), [("Leads", -3), ("Check", 1)], ("Fact", 8)).series[0].values
    [10, -3, 1, 8]
    """
    values = [start[1], *(value for _name, value in parts), end[1]]
    if sum(map(_exact, values[:-1])) != _exact(end[1]):
        raise ValueError(f"The parts of '{title}' do not add up to its end.")
    return Chart(
        kind="waterfall",
        title=title,
        categories=[start[0], *(name for name, _value in parts), end[0]],
        series=[Series(title, values)],
        unit=unit,
        links=links,
        notes=notes,
    )


def _exact(value: Any) -> Decimal:
    return value.major if isinstance(value, Money) else Decimal(str(value))


def funnel(
    title: str,
    stages: Sequence[tuple[str, int]],
    *,
    links: Sequence[str] = (),
    notes: Sequence[str] = (),
    weakest: int | None = None,
) -> Chart:
    """Return a funnel; notes stand by the stages (a conversion), the weakest stage is marked."""
    return Chart(
        kind="funnel",
        title=title,
        categories=[name for name, _count in stages],
        series=[Series(_("Deals"), [count for _name, count in stages])],
        links=links,
        notes=notes,
        weakest=weakest,
    )
