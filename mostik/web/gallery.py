"""What the gallery shows: sample values for every component's examples. Nothing here touches the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.kernel.money import Money
from mostik.web import charts, clock, formats
from mostik.web.components import components
from mostik.web.components.icons import ICONS
from mostik.web.fields import MoneyField
from mostik.web.months import MonthDay, MonthItem, whole_weeks
from mostik.web.tables import (
    Badge,
    BulkAction,
    Column,
    Pace,
    Table,
    choice_filter,
    day_range_filter,
    grid,
    number_range_filter,
    yes_no_filter,
)

FAMILIES = (
    (gettext_lazy("Figures"), ("figure", "progress", "pace", "delta", "sparkline", "heat", "link-number")),
    (gettext_lazy("Charts"), ("chart",)),
    (gettext_lazy("Lists"), ("table", "filter-bar", "saved-views", "bulk-bar", "pager", "plain-table")),
    (gettext_lazy("Boards"), ("board", "board-column", "board-card")),
    (gettext_lazy("Things to press"), ("button", "menu", "menu-item", "segmented", "tabs", "toolbar", "kbd", "icon")),
    (gettext_lazy("Surfaces"), ("page-header", "breadcrumb", "card", "badge", "alert", "empty", "copy", "sheets")),
    (gettext_lazy("Forms"), ("form", "field", "fieldset", "drop")),
    (gettext_lazy("Over the page"), ("dialog", "drawer", "toasts", "confirm", "work")),
    (gettext_lazy("People and time"), ("person", "org-tree", "timeline", "timeline-item", "month")),
)
MODES = ("page", "light", "dark", "both")
TARGET = 24_000_000


@dataclass(frozen=True)
class Example:
    """A component with the template of its examples."""

    name: str
    template: str
    props: Sequence[tuple[str, str]]
    slots: Sequence[str]


@dataclass(frozen=True)
class Family:
    """Components that belong together."""

    title: str
    examples: Sequence[Example]


@dataclass(frozen=True)
class Node:
    """A place in the sample structure."""

    title: str
    person: str = ""
    badge: str = ""
    tone: str = "neutral"
    href: str = ""
    children: Sequence["Node"] = ()


@dataclass(frozen=True)
class Link:
    """An item of tabs, views and segmented controls."""

    text: str
    href: str = "#"
    current: bool = False
    count: int | None = None
    icon: str = ""

    @property
    def name(self) -> str:
        """Return the words, as saved views call them."""
        return self.text

    @property
    def url(self) -> str:
        """Return the address, as saved views call it."""
        return self.href


class DealForm(forms.Form):
    """A sample form with every kind of field."""

    title = forms.CharField(label=gettext_lazy("Title"), help_text=gettext_lazy("As the client would call it"))
    amount = MoneyField(label=gettext_lazy("Amount"))
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[("new", gettext_lazy("New")), ("offer", gettext_lazy("Offer"))]
    )
    closes = forms.DateField(label=gettext_lazy("Expected close"), required=False)
    visits = forms.IntegerField(label=gettext_lazy("Visits"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Client"),
        widget=forms.RadioSelect,
        choices=[("company", gettext_lazy("Company")), ("person", gettext_lazy("Person"))],
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    contract = forms.FileField(label=gettext_lazy("Contract"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Answer today"), required=False)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return everything the gallery's page needs."""
    mode = request.GET.get("mode", "page")
    mode = mode if mode in MODES else "page"
    declared = components()
    return {
        "families": [Family(str(title), [_example(declared[name]) for name in names]) for title, names in FAMILIES],
        "modes": [Link(str(words), f"?mode={word}", word == mode) for word, words in _mode_words()],
        "panes": {"page": [""], "both": ["light", "dark"]}.get(mode, [mode]),
        "icons": sorted(ICONS),
        **samples(),
    }


def _mode_words() -> list[tuple[str, str]]:
    return [("page", _("As the page")), ("light", _("Light")), ("dark", _("Dark")), ("both", _("Both"))]


def _example(declared: Any) -> Example:
    template = f"web/gallery/{declared.name}.html"
    try:
        get_template(template)
    except TemplateDoesNotExist:
        template = "web/gallery/_missing.html"
    props = [(name, _said(default)) for name, default in declared.props.items()]
    return Example(declared.name, template, props, declared.slots)


def _said(default: Any) -> str:
    return " | ".join(default.words) if hasattr(default, "words") else repr(default)


def samples() -> dict[str, Any]:
    """Return the sample values the examples use."""
    return {
        "revenue": Money.of(18_420_000),
        "amount": Money.of(1_240_000),
        "form": DealForm(initial={"title": "«Северный ветер», насосы", "amount": Money.of(1_240_000)}),
        "wrong_form": DealForm({"title": "", "amount": "12 тысяч", "stage": "new", "kind": "company"}),
        "trend": [12, 14, 13, 17, 16, 19, 18, 22, 21, 24],
        "falling": [31, 30, 28, 29, 24, 22, 23, 19, 17, 16],
        "crumbs": [(_("Deals"), "#"), ("«Северный ветер»", "")],
        "tabs": [Link(_("Timeline"), current=True), Link(_("Documents"), count=3), Link(_("Calls"), count=12)],
        "periods": [Link(_("Month"), current=True), Link(_("Quarter")), Link(_("Year"))],
        "views": [Link(_("All deals")), Link(_("Without a next step"), current=True, count=9), Link(_("Mine"))],
        "now": clock.now(),
        "earlier": clock.now() - timedelta(hours=3),
        "sample_pages": ["data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="],
        "tree": _tree(),
        "managers": grid(manager_columns(), _managers()),
        "columns_of_board": _board(),
        "heat_rows": _heat(),
        "month": _month(),
        "weekdays": formats.weekdays(),
        "month_title": formats.month(clock.today()),
        **_charts(),
    }


def _tree() -> list[Node]:
    return [
        Node(
            _("Commercial director"),
            "Ольга Снегирёва",
            children=[
                Node(
                    _("Head of sales"),
                    "Мария Лис",
                    children=[
                        Node(_("Manager"), "Анна Королёва"),
                        Node(_("Manager"), "Денис Серов", badge=_("on leave"), tone="warn"),
                        Node(_("Vacancy"), badge=_("hiring"), tone="info"),
                    ],
                )
            ],
        )
    ]


def manager_columns() -> list[Column]:
    """Return the columns of the sample table of managers."""
    return [
        Column(key="who", title=_("Manager"), value=lambda row: row[0], kind="person", main=True, url=lambda _row: "#"),
        Column(key="fact", title=_("Fact"), value=lambda row: Money.of(row[1]), kind="money", url=lambda _row: "#"),
        Column(key="rate", title=_("Conversion"), value=lambda row: row[3], kind="percent", url=lambda _row: "#"),
        Column(key="calls", title=_("Calls"), value=lambda row: row[4], kind="number", url=lambda _row: "#", tone=_few),
        Column(key="pace", title=_("Plan"), value=lambda row: Pace(row[2], 0.8, _pace_tone(row[2])), kind="pace"),
        Column(key="state", title=_("State"), value=lambda row: _state(row[2]), kind="badge"),
    ]


def _managers() -> list[tuple[Any, ...]]:
    return [
        ("Анна Королёва", 5_210_000, 1.02, 0.214, 96),
        ("Иван Панов", 4_480_000, 0.88, 0.187, 81),
        ("Мария Лис", 3_940_000, 0.79, 0.162, 77),
        ("Денис Серов", 3_120_000, 0.62, 0.121, 44),
        ("Олег Чернов", 1_670_000, 0.41, 0.094, 28),
    ]


def _few(row: tuple[Any, ...]) -> str:
    return "bad" if row[4] < 40 else "neutral"


def _pace_tone(share: float) -> str:
    return "good" if share >= 0.8 else "warn" if share >= 0.6 else "bad"


def _state(share: float) -> Badge:
    words = {"good": _("ahead"), "warn": _("behind"), "bad": _("needs help")}
    return Badge(words[_pace_tone(share)], _pace_tone(share))


def _board() -> list[dict[str, Any]]:
    return [
        {"id": "1", "title": _("Qualification"), "tone": "info", "sum": Money.of(5_320_000), "cards": _cards(0)},
        {"id": "2", "title": _("Offer"), "tone": "accent", "sum": Money.of(1_184_000), "cards": _cards(3)},
        {"id": "3", "title": _("Agreement"), "tone": "warn", "sum": Money.of(2_565_000), "cards": _cards(5)},
        {"id": "4", "title": _("Payment"), "tone": "good", "sum": Money.of(0), "cards": []},
    ]


def _cards(start: int) -> list[dict[str, Any]]:
    cards = [
        ("«Северный ветер», поставка насосов", 1_240_000, _("today"), "warn", "Анна Королёва", ""),
        ("ИП Громов, сервисный договор", 180_000, _("tomorrow"), "info", "Иван Панов", ""),
        ("«Техмаш», модернизация линии", 3_900_000, _("no next step"), "neutral", "Мария Лис", "warn"),
        ("«Альфа-Строй», 12 лицензий", 864_000, _("overdue"), "bad", "Анна Королёва", "bad"),
        ("«Вектор», пилот", 320_000, _("today"), "warn", "Денис Серов", ""),
        ("«Рубин», годовая подписка", 2_150_000, _("Friday"), "info", "Мария Лис", ""),
        ("«Гамма», допоставка", 415_000, _("today"), "warn", "Иван Панов", ""),
    ]
    names = ("title", "amount", "badge", "badge_tone", "person", "tone")
    part = cards[start : start + (3 if start == 0 else 2)]
    return [
        {**dict(zip(names, card, strict=True)), "id": start + i, "money": Money.of(card[1])}
        for i, card in enumerate(part)
    ]


def _heat() -> list[tuple[str, list[tuple[str, float]]]]:
    people = (("Анна Королёва", 22, 18, 25, 20, 24), ("Иван Панов", 15, 19, 11, 17, 16), ("Олег Чернов", 4, 7, 2, 9, 0))
    return [(name, [(str(count), count / 25) for count in counts]) for name, *counts in people]


def _month() -> list[list[MonthDay]]:
    today = clock.today()
    return [[_day(day, today) for day in week] for week in whole_weeks(today)]


def _day(day: date, today: date) -> MonthDay:
    items = [MonthItem(_("Standup"))] if day.weekday() == 0 else []
    items += [MonthItem(_("Attestation"), "badge-warn", "#")] if day.day == 19 else []
    return MonthDay(
        number=day.day,
        is_off=day.weekday() > 4,
        is_other=day.month != today.month,
        is_today=day == today,
        href="#",
        items=items,
    )


def _charts() -> dict[str, Any]:
    days = [str(day) for day in (2, 3, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20)]
    plan = [round(TARGET / len(days) * (i + 1)) for i in range(len(days))]
    fact = [
        700_000,
        1_250_000,
        2_400_000,
        3_050_000,
        4_600_000,
        6_900_000,
        9_100_000,
        11_000_000,
        12_150_000,
        14_600_000,
    ]
    parts = [(_("Leads"), -2_100_000), (_("Conversion"), -2_480_000), (_("Check"), 740_000), (_("Absence"), -160_000)]
    return {
        "plan_chart": charts.plan_and_fact(
            _("Payments against plan"),
            days,
            plan,
            fact + [None] * (len(days) - len(fact)),
            unit="₽",
            links=["#"] * len(days),
        ),
        "gap_chart": charts.waterfall(
            _("Where the gap comes from"), (_("Plan"), 22_420_000), parts, (_("Fact"), 18_420_000), unit="₽"
        ),
        "funnel_chart": charts.funnel(
            _("Funnel"),
            [(_("Leads"), 412), (_("Qualified"), 236), (_("Offer"), 128), (_("Agreement"), 44), (_("Payment"), 31)],
            notes=["", "57,3 %", "54,2 %", "34,4 %", "70,5 %"],
            weakest=3,
        ),
        "bars_chart": charts.bars(
            _("Conversion by manager"),
            ["Королёва", "Панов", "Лис", "Серов", "Чернов"],
            [charts.Series(_("Conversion"), [0.214, 0.187, 0.162, 0.121, 0.094])],
            unit="%",
            lying=True,
        ),
        "stacked_chart": charts.stacked(
            _("Talk time by week"),
            ["44", "45", "46", "47"],
            [charts.Series(_("Incoming"), [31, 28, 35, 40]), charts.Series(_("Outgoing"), [52, 61, 49, 66])],
        ),
    }


SAMPLE_TABLE = Table(
    code="gallery",
    columns=(
        Column(
            key="name",
            title=gettext_lazy("Record"),
            value=lambda row: row.model,
            sort=("model",),
            main=True,
            url=lambda _row: "#",
        ),
        Column(key="room", title=gettext_lazy("Room"), value=lambda row: row.app_label, sort=("app_label",)),
        Column(
            key="amount",
            title=gettext_lazy("Amount"),
            value=lambda row: Money.of(row.pk * 12_345),
            kind="money",
            sort=("pk",),
            url=lambda _row: "#",
        ),
        Column(
            key="pace",
            title=gettext_lazy("Plan"),
            value=lambda row: Pace(row.pk % 9 / 8, 0.7, "accent"),
            kind="pace",
            default_hidden=True,
        ),
    ),
    filters=(
        choice_filter(
            "room",
            gettext_lazy("Room"),
            [("auth", "auth"), ("people", "people"), ("sessions", "sessions")],
            "app_label",
        ),
        number_range_filter("number", gettext_lazy("Number"), "pk"),
        yes_no_filter("known", gettext_lazy("Known"), apply=lambda rows, _value: rows, more=True),
        day_range_filter("day", gettext_lazy("Day"), apply=lambda rows, _value: rows, more=True),
    ),
    search=lambda rows, text: rows.filter(model__icontains=text),
    default_sort="name",
    bulk=(
        BulkAction(
            code="none",
            title=gettext_lazy("Do nothing"),
            url_name="web:gallery_move",
            confirm=gettext_lazy("Do nothing to these rows?"),
        ),
    ),
    export_needs="",
)
