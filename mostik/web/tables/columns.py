"""Columns and their cells: what a value is, how it is written on screen and in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mostik.kernel.money import Money
from mostik.web import formats
from mostik.web.components.registry import render

Words = str | Promise
RIGHT = frozenset({"money", "short", "number", "exact", "percent", "hours", "day", "moment"})
KINDS = RIGHT | {"text", "person", "badge", "link", "pace", "yes_no"}
WRITTEN: dict[str, Callable[[Any], str]] = {
    "money": formats.money,
    "short": formats.money_short,
    "number": formats.number,
    "exact": formats.exact,
    "percent": formats.percent,
    "hours": formats.hours,
    "day": formats.day,
    "moment": lambda value: formats.moment(value).replace(f",{formats.NBSP}", ", "),
}


@dataclass(frozen=True)
class Badge:
    """A value shown as a badge."""

    text: Words
    tone: str = "neutral"


@dataclass(frozen=True)
class Pace:
    """A share of the plan shown as a bar, with the plan to date as a tick."""

    share: Any
    tick: Any = None
    tone: str = "neutral"
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: where its value comes from, what kind it is, whether it sorts.

    ``sort`` names the model fields (or annotations) to order by, as written here and never as asked for.
    ``tone`` may colour a figure. A column with ``url`` makes its value a link to the records behind it.
    """

    key: str
    title: Words
    value: Callable[[Any], Any]
    kind: str = "text"
    sort: tuple[str, ...] | None = None
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    width: str = ""
    main: bool = False
    hide_on_phone: bool = False
    default_hidden: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column '{self.key}' cannot be {self.kind}: {', '.join(sorted(KINDS))}.")

    @property
    def right(self) -> bool:
        """Return whether the column stands at the right, as figures do."""
        return self.kind in RIGHT

    def cell(self, row: Any) -> "Cell":
        """Return the row's cell of this column, ready for the page."""
        value = self.value(row)
        href = self.url(row) if self.url else ""
        html = _html(self.kind, value, href or "", self.tone(row) if self.tone else "neutral")
        return Cell(html, self._css(value), str(self.title))

    def _css(self, value: Any) -> str:
        css = ["tbl-main"] if self.main else []
        css += ["right"] if self.right else []
        css += [self.width] if self.width else []
        css += ["is-moment"] if self.kind == "moment" else []
        css += ["hide-phone"] if self.hide_on_phone else []
        css += ["is-empty"] if value is None or value == "" else []
        return " ".join(css)


@dataclass(frozen=True)
class Cell:
    """What stands in one place of the table."""

    html: str | SafeString
    css: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class BulkAction:
    """Something done to all picked rows at once: an address that takes them by POST.

    With ``dialog`` the address is opened first (GET, with the picked rows) to ask for what is missing.
    """

    code: str
    title: Words
    url_name: str
    needs: str = ""
    confirm: Words = ""
    dialog: bool = False
    danger: bool = False
    arguments: tuple[Any, ...] = ()


def _html(kind: str, value: Any, href: str, tone: str) -> str | SafeString:
    if value is None or value == "":
        return format_html('<span class="muted">{}</span>', formats.DASH)
    if kind in WRITTEN:
        return render("link-number", value=WRITTEN[kind](value), href=href, tone=tone)
    return DRAWN[kind](value, href)


def _text(value: Any, href: str) -> SafeString:
    return format_html('<a class="quiet" href="{}">{}</a>', href, value) if href else format_html("{}", value)


def _badge(value: Any, href: str) -> SafeString:
    badge = value if isinstance(value, Badge) else Badge(str(value))
    return render("badge", text=badge.text, tone=badge.tone, href=href)


def _pace(value: Any, href: str) -> SafeString:
    pace = value if isinstance(value, Pace) else Pace(value)
    return render("pace", share=pace.share, tick=pace.tick, tone=pace.tone, text=pace.text, href=href)


def _yes_no(value: Any, _href: str) -> str | SafeString:
    return render("icon", name="check", label=_("yes")) if value else formats.DASH


DRAWN: dict[str, Callable[[Any, str], str | SafeString]] = {
    "text": _text,
    "link": _text,
    "person": lambda value, href: render("person", name=str(value), href=href),
    "badge": _badge,
    "pace": _pace,
    "yes_no": _yes_no,
}


def plain_value(value: Any) -> Any:
    """Return a value fit for a file: money and shares as numbers, badges as their words."""
    if isinstance(value, Money):
        return value.major
    if isinstance(value, Badge):
        return str(value.text)
    if isinstance(value, Pace):
        return None if value.share is None else Decimal(str(value.share))
    return str(value) if isinstance(value, Promise) else value
