"""Tables of the quality of leads: whose fault it is, money, people, speeds, the file, the deals behind figures."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.pages.asked import address
from mostik.analysis.pages.figures import Written, linked
from mostik.analysis.queries.lead_tally import Asked, Figure, Hand, LeadQuality, Line, Speed, Split
from mostik.analysis.queries.quality_words import CAUSES, FAULTS, between, line_name, minutes, speed_name
from mostik.core.rights import EXPORT
from mostik.kernel.money import Money
from mostik.web import formats, tables
from mostik.web.components.registry import render as piece
from mostik.web.tables import Badge, Column

FIGURES = {
    Figure.LEADS: gettext_lazy("Leads"),
    Figure.GOOD: gettext_lazy("Qualified leads"),
    Figure.KEY: gettext_lazy("Leads that reached the key stage"),
    Figure.WON: gettext_lazy("Leads that became sales"),
    Figure.PAID: gettext_lazy("Leads that brought money"),
    Figure.ANSWERED: gettext_lazy("Leads answered by a person"),
    Figure.UNANSWERED: gettext_lazy("Leads that wait for an answer"),
    Figure.UNDECIDED: gettext_lazy("Leads not decided yet"),
}

DEALS = tables.Table(
    code="quality_deals",
    columns=(
        Column(
            key="title",
            title=gettext_lazy("Deal"),
            value=lambda row: row.title,
            main=True,
            url=lambda row: reverse("crm:deal", args=[row.pk]),
        ),
        Column(key="channel", title=gettext_lazy("Channel"), value=lambda row: row.channel and row.channel.title),
        Column(key="stage", title=gettext_lazy("Stage"), value=lambda row: row.stage.title),
        Column(key="owner", title=gettext_lazy("Person"), value=lambda row: row.owner.short_name, kind="person"),
        Column(
            key="answer",
            title=gettext_lazy("First answer"),
            value=lambda row: minutes(row.answer_minutes),
            sort=("answer_minutes", "id"),
        ),
        Column(
            key="created_at",
            title=gettext_lazy("Came"),
            value=lambda row: row.created_at,
            kind="moment",
            sort=("created_at", "id"),
        ),
    ),
    search=tables.text_search("title"),
    search_words=gettext_lazy("Deal"),
    default_sort="-created_at",
    export_needs=EXPORT,
    subjects="deals",
    empty_title=gettext_lazy("No deals here"),
    empty_text=gettext_lazy("No lead of these days counts for this figure."),
)


def said(asked: Asked) -> dict[str, str]:
    """Return what is asked as words of an address."""
    told = {"first": asked.span.first.isoformat(), "last": asked.span.last.isoformat(), "by": asked.split.value}
    narrowed = {"channel": asked.channel, "campaign": asked.campaign}
    return {**told, **{name: value for name, value in narrowed.items() if value}}


def deals_href(asked: Asked, figure: Figure, **more: Any) -> str:
    """Return the address of the deals a figure counts."""
    return address(reverse("analysis:quality_deals"), {**said(asked), "figure": figure.value, **more})


def fault_columns(asked: Asked) -> list[Column]:
    """Return the table of channels: the share counted, the share with hands and speed alike, whose fault it is."""
    return [
        _name(asked),
        _opens("leads", _("Leads"), asked, Figure.LEADS, lambda row: formats.number(row.tally.leads)),
        _opens("good", _("Qualified"), asked, Figure.GOOD, lambda row: _percent(row.tally.quality)),
        Written(key="alike", title=_("With hands and speed alike"), value=lambda row: between(row.adjusted)),
        Column(key="fault", title=_("If worse, because of"), value=lambda row: Badge(*FAULTS[row.fault]), kind="badge"),
    ]


def path_columns(asked: Asked) -> list[Column]:
    """Return the table of channels: how soon leads were answered and how far they came."""
    return [
        _name(asked, total=_("Total")),
        _opens("answer", _("First answer"), asked, Figure.ANSWERED, lambda row: minutes(row.tally.minutes)),
        _opens("wait", _("Unanswered"), asked, Figure.UNANSWERED, lambda row: _count(row.tally.unanswered)),
        _opens("key", _("Key stage"), asked, Figure.KEY, lambda row: _percent(row.tally.key_share)),
        _opens("won", _("Sales"), asked, Figure.WON, lambda row: _count(row.tally.won)),
        _opens("open", _("Decided"), asked, Figure.UNDECIDED, lambda row: _percent(row.tally.maturity)),
    ]


def money_columns(found: LeadQuality, asked: Asked) -> list[Column]:
    """Return the table of channels: what they brought and, for those who may know, what they cost."""
    shown = [
        _name(asked, total=_("Total")),
        _opens("paid", _("Money in"), asked, Figure.PAID, lambda row: _money(row.tally.paid, found)),
    ]
    if found.whole.spend is None:
        return shown
    return [
        *shown,
        Written(key="spend", title=_("Spent"), value=lambda row: _spent(row, found, asked)),
        Written(key="cost", title=_("For a qualified lead"), value=lambda row: _money(row.good_cost, found)),
        Written(key="cac", title=_("For a sale"), value=lambda row: _money(row.cac, found)),
        Written(key="roi", title=_("ROI"), value=lambda row: _percent(row.returns)),
    ]


def people_columns(asked: Asked) -> list[Column]:
    """Return the table of people: the share counted, with the same leads, with the same speed too, and why."""

    def opens(key: str, title: str, figure: Figure, words: Callable[[Hand], str]) -> Column:
        return linked(key, title, words, lambda row: deals_href(asked, figure, person=row.person))

    return [
        Column(key="name", title=_("Person"), value=lambda row: row.name, kind="person", main=True),
        opens("leads", _("Leads"), Figure.LEADS, lambda row: formats.number(row.tally.leads)),
        opens("answer", _("First answer"), Figure.ANSWERED, lambda row: minutes(row.tally.minutes) or formats.DASH),
        opens("good", _("Qualified"), Figure.GOOD, lambda row: _percent(row.tally.quality) or formats.DASH),
        Written(key="alike", title=_("With leads alike"), value=lambda row: between(row.adjusted)),
        Written(key="held", title=_("With speed alike, too"), value=lambda row: between(row.held)),
        Column(key="cause", title=_("If worse, because of"), value=lambda row: Badge(*CAUSES[row.cause]), kind="badge"),
    ]


def speed_columns(asked: Asked) -> list[Column]:
    """Return the table of speeds: what comes of leads answered so soon."""

    def opens(key: str, title: str, figure: Figure, words: Callable[[Speed], str]) -> Column:
        return linked(key, title, words, lambda row: deals_href(asked, figure, speed=row.speed))

    return [
        Column(key="name", title=_("First answer"), value=lambda row: speed_name(row.speed), main=True),
        opens("leads", _("Leads"), Figure.LEADS, lambda row: formats.number(row.tally.leads)),
        opens("good", _("Qualified"), Figure.GOOD, lambda row: _percent(row.tally.quality)),
        Written(key="alike", title=_("With leads and hands alike"), value=lambda row: between(row.adjusted)),
    ]


def file_columns(found: LeadQuality, asked: Asked) -> list[Column]:
    """Return what a file of the page holds, figures as figures."""

    def number(key: str, title: str, of: Callable[[Line], Any], kind: str = "number") -> Column:
        return Column(key=key, title=title, value=of, kind=kind)

    def money(key: str, title: str, of: Callable[[Line], int | None]) -> Column:
        return number(key, title, lambda row: None if of(row) is None else Money(of(row) or 0, found.currency), "money")

    shown = [
        _name(asked),
        number("leads", _("Leads"), lambda row: row.tally.leads),
        number("good", _("Qualified leads"), lambda row: row.tally.good),
        number("quality", _("Qualified"), lambda row: row.tally.quality, "percent"),
        number("alike", _("With hands and speed alike"), lambda row: row.adjusted and row.adjusted.share, "percent"),
        number("low", _("at least"), lambda row: row.adjusted and row.adjusted.low, "percent"),
        number("high", _("at most"), lambda row: row.adjusted and row.adjusted.high, "percent"),
        Column(key="fault", title=_("If worse, because of"), value=lambda row: str(FAULTS[row.fault][0])),
        number("answer", _("First answer, working minutes"), lambda row: row.tally.minutes),
        number("wait", _("Unanswered"), lambda row: row.tally.unanswered),
        number("key", _("Key stage"), lambda row: row.tally.key_share, "percent"),
        number("won", _("Sales"), lambda row: row.tally.won),
        money("paid", _("Money in"), lambda row: row.tally.paid),
    ]
    if found.whole.spend is not None:
        shown += [
            money("spend", _("Spent"), lambda row: row.spend),
            money("cost", _("For a qualified lead"), lambda row: row.good_cost),
            money("cac", _("For a sale"), lambda row: row.cac),
            number("roi", _("ROI"), lambda row: row.returns, "percent"),
        ]
    return [*shown, number("open", _("Decided"), lambda row: row.tally.maturity, "percent")]


def _name(asked: Asked, total: str = "") -> Column:
    title = _("Channel") if asked.split is Split.CHANNEL else _("Campaign")
    return Column(
        key="name", title=title, value=lambda row: line_name(row, asked.split) if row.key else total, main=True
    )


def _opens(key: str, title: str, asked: Asked, figure: Figure, words: Callable[[Line], str]) -> Column:
    def href(row: Line) -> str:
        return deals_href(asked, figure, **({"key": row.key} if row.key else {}))

    return linked(key, title, lambda row: words(row) or formats.DASH, href)


def _spent(row: Line, found: LeadQuality, asked: Asked) -> Any:
    if not row.spend:
        return ""
    days = {"at_from": asked.span.first.isoformat(), "at_to": asked.span.last.isoformat()}
    told = {**days, **({"marks": row.key} if row.key and asked.split is Split.CAMPAIGN else {})}
    href = address(reverse("channels:spend"), told)
    return piece("link-number", value=_money(row.spend, found), href=href)


def _money(minor: int | None, found: LeadQuality) -> str:
    return formats.money_short(Money(minor, found.currency)) if minor else ""


def _count(value: int) -> str:
    return formats.number(value) if value else ""


def _percent(share: float | None) -> str:
    return "" if share is None else formats.percent(share, 0)
