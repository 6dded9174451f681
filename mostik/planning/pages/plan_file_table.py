"""The list of a file's sums: whose, for when, how much, what becomes of each and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.planning.pages.asked import with_query
from mostik.planning.queries import plan_file_words as words
from mostik.planning.queries.plan_files import FileLook, PieceLook, SumLook
from mostik.planning.terms import Deed
from mostik.web import formats, tables

#: What stays out stands first, what changes nothing last.
ORDER = (Deed.REFUSED, Deed.REPLACED, Deed.NEW, Deed.PAST, Deed.SAME)
TEMPLATE = "planning/files/_cell.html"


@dataclass(frozen=True, kw_only=True)
class Drawn(tables.Column):
    """A column the page draws as a piece of a template; a file gets its plain value."""

    def cell(self, row: Any) -> tables.Cell:
        """Return the row's cell of this column."""
        drawn = render_to_string(TEMPLATE, {"row": row, "key": self.key})
        return tables.Cell(drawn, self._css(self.value(row)), str(self.title))


@dataclass(frozen=True, slots=True)
class SumRow:
    """One sum as the list shows it."""

    look: SumLook
    broken: str

    @property
    def department(self) -> str:
        """Return the department whose plan it goes to."""
        return self.look.department

    @property
    def number(self) -> int:
        """Return the row of the file."""
        return self.look.said.row

    @property
    def name(self) -> str:
        """Return whose it is, as written where nobody is known by the name."""
        return self.look.name

    @property
    def written(self) -> str:
        """Return the name as the file writes it, where that is another."""
        said = self.look.said.person
        return said if self.look.person and not _alike(self.name, said) else ""

    @property
    def href(self) -> str:
        """Return the address of the person's plan."""
        if not self.look.person:
            return ""
        month = {"month": f"{self.look.pieces[0].month:%Y-%m}"} if self.look.pieces else {}
        return with_query(reverse("planning:person_plan", args=[self.look.person]), month)

    @property
    def read_as(self) -> str:
        """Return the month the period is read as, where the file does not write it so; several are told one by one."""
        read = words.period(self.look.said.told)
        return "" if read == self.look.said.period or len(self.look.pieces) > 1 else read

    @property
    def first(self) -> str | None:
        """Return the first month, for the order."""
        return self.look.pieces[0].month.isoformat() if self.look.pieces else None

    @property
    def minor(self) -> int | None:
        """Return the sum, for the order."""
        return self.look.amount.minor if self.look.amount else None

    @property
    def before(self) -> Money | None:
        """Return what stands now of its months."""
        known = [piece.before.minor for piece in self.look.pieces if piece.before]
        return Money(sum(known), settings.CURRENCY) if known else None

    @property
    def before_minor(self) -> int | None:
        """Return what stands now, for the order."""
        return self.before.minor if self.before else None

    @property
    def rank(self) -> int:
        """Return where it stands by what becomes of it."""
        return min(map(ORDER.index, self.look.deeds))

    @property
    def badges(self) -> list[tuple[object, str]]:
        """Return what becomes of it."""
        return words.badges(self.look.deeds)

    @property
    def reasons(self) -> list[str]:
        """Return why it or some of its months stay out."""
        return [why.text(_) for why in self.look.reasons]

    @property
    def months(self) -> list[tuple[str, str, str]]:
        """Return its months with their sums and plans that stand: of a sum broken into several, or with a plan."""
        pieces = self.look.pieces
        return [_month(piece) for piece in pieces if len(pieces) > 1 or piece.plan]

    @property
    def why(self) -> str:
        """Return in a line why it stays out and how it is broken, for a file."""
        parts = "; ".join(f"{month} {amount}" for month, amount, _href in self.months)
        return ". ".join(each for each in (*(text.rstrip(".") for text in self.reasons), self.broken, parts) if each)


PLACE = tables.kept(lambda row, where: str(row.look.where) == where)
COLUMNS = (
    tables.Column(key="row", title=gettext_lazy("Row"), value=lambda row: row.number, kind="number", sort=("number",)),
    Drawn(key="person", title=gettext_lazy("Person"), value=lambda row: row.name, main=True, sort=("name",)),
    tables.Column(
        key="department", title=gettext_lazy("Department"), value=lambda row: row.department, sort=("department",)
    ),
    Drawn(key="period", title=gettext_lazy("Period"), value=lambda row: row.look.said.period, sort=("first",)),
    tables.Column(
        key="sum", title=gettext_lazy("Sum"), value=lambda row: row.look.amount, kind="money", sort=("minor",)
    ),
    tables.Column(
        key="before",
        title=gettext_lazy("Stands now"),
        value=lambda row: row.before,
        kind="money",
        sort=("before_minor",),
    ),
    Drawn(
        key="deed",
        title=gettext_lazy("What becomes of it"),
        value=lambda row: ", ".join(str(text) for text, _tone in row.badges),
        sort=("rank",),
        width="narrow",
    ),
    Drawn(key="why", title=gettext_lazy("Why"), value=lambda row: row.why),
)


def rows_of(look: FileLook) -> list[SumRow]:
    """Return the sums of a file in its order."""
    return [SumRow(each, _broken(look, each)) for each in look.looks]


def table_of(look: FileLook) -> tables.Table:
    """Return the list of a file's sums."""
    months = [(f"{total.key:%Y-%m}", formats.month(total.key)) for total in look.by_month()]  # type: ignore[arg-type]
    places = [(str(total.key), title) for title, total in look.by_department()]
    several = len(places) > 1 or bool(look.outside)
    return tables.Table(
        code="plan_file_sums",
        columns=[each for each in COLUMNS if several or each.key != "department"],
        filters=(
            tables.choice_filter(
                "deed",
                gettext_lazy("What becomes of it"),
                [(deed.value, words.DEEDS[deed]) for deed in ORDER],
                apply=tables.kept(lambda row, deed: deed in row.look.deeds),
            ),
            tables.choice_filter(
                "month",
                gettext_lazy("Month"),
                months,
                apply=tables.kept(lambda row, month: any(f"{each.month:%Y-%m}" == month for each in row.look.pieces)),
            ),
            *([tables.choice_filter("where", gettext_lazy("Department"), places, apply=PLACE)] if several else []),
        ),
        search=tables.kept(_holds),
        search_words=gettext_lazy("Person"),
        default_sort="deed",
        totals=_totals,
        export_needs=EXPORT,
    )


def _totals(rows: Any) -> dict[str, Money]:
    """Return what the sums of the list come to."""
    return {"sum": _sum(row.minor for row in rows), "before": _sum(row.before_minor for row in rows)}


def _sum(amounts: Iterable[int | None]) -> Money:
    return Money(sum(amount or 0 for amount in amounts), settings.CURRENCY)


def _holds(row: SumRow, text: str) -> bool:
    said: Callable[[str], str] = str.casefold
    return any(said(text) in said(name) for name in (row.name, row.look.said.person))


def _broken(look: FileLook, each: SumLook) -> str:
    return words.broken(seasonal=look.is_seasonal(each)) if len(each.pieces) > 1 else ""


def _month(piece: PieceLook) -> tuple[str, str, str]:
    href = reverse("planning:plan_version", args=[piece.plan]) if piece.plan else ""
    return formats.month(piece.month), formats.money(piece.amount), href


def _alike(one: str, other: str) -> bool:
    """Return whether two names are the same words in whatever order."""
    return sorted(one.casefold().split()) == sorted(other.casefold().split())
