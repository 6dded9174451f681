"""What pieces of a wall show: figures of the catalogue now and before, who leads, how days went, what was just won."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Metric, Value, find
from mostik.analysis.catalog.walls import Bar, Face, Line, Showing, Widget, hang
from mostik.analysis.pages.asked import records_href
from mostik.analysis.queries.figure_words import change, shortly
from mostik.analysis.queries.metrics import metric_rows, metric_table
from mostik.analysis.queries.walls import NOW
from mostik.analysis.rules.walls import WEEK, days_asked, days_now, days_then
from mostik.analysis.terms import FaceLook, Piece, Unit, WallDays
from mostik.core import clock
from mostik.crm.access import visible_deals
from mostik.crm.queries.order import TITLES, Disorder, disordered
from mostik.crm.terms import Outcome
from mostik.kernel.period import Span
from mostik.people.queries.calendar import company_days
from mostik.people.terms import DayKind
from mostik.web import formats

METRIC, DAYS, TEXT = "metric", "days", "text"
#: So many people, days and sales are read from across a room.
PEOPLE, TREND, SALES = 8, 14, 6
THEN: Final = {
    WallDays.TODAY: gettext_lazy("a week ago"),
    WallDays.WEEK: gettext_lazy("a week before"),
    WallDays.MONTH: gettext_lazy("a month before"),
    WallDays.QUARTER: gettext_lazy("a quarter before"),
}
#: Days that hold less work than others, so that less is no wonder.
UNLIKE: Final = {DayKind.OFF: gettext_lazy("day off"), DayKind.SHORT: gettext_lazy("short day")}
LINKS: Final = ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments")
WAITING: Final = (Disorder.UNANSWERED, Disorder.OVERDUE, Disorder.NO_STEP)


def figure(showing: Showing, piece: Piece) -> Face:
    """Return one figure of the days up to now, how it stood as far into the days before, and how days went."""
    metric, today = find(piece.metric), clock.today()
    span = days_now(piece.days, today)
    known = showing.once("calendar", lambda: company_days(span=days_asked(today)))
    then = days_then(piece.days, today, [each.date for each in known if each.kind is not DayKind.OFF])
    now, before = (_of(showing, metric, each) for each in (span, then))
    words, tone, _direction = change(now, before, metric)
    a_week = piece.days is not WallDays.TODAY or then.last == today - WEEK
    when = str(THEN[piece.days]) if a_week else _("on %(day)s") % {"day": formats.day(then.last)}
    note = _("%(before)s %(when)s") % {"before": _short(metric, before), "when": when}
    if piece.days is WallDays.TODAY and known[-1].kind in UNLIKE:
        note = f"{UNLIKE[known[-1].kind]}; {note}"
    return Face(
        title=f"{metric.title}, {NOW[piece.days]}",
        value=_short(metric, now),
        change=words,
        tone=tone,
        note=note,
        trend=_trend(showing, metric),
        href=records_href(metric.code, span),
    )


def people(showing: Showing, piece: Piece) -> Face:
    """Return who has how much of a metric, the most first."""
    metric, span = find(piece.metric), days_now(piece.days, clock.today())
    rows = metric_rows(viewer=showing.viewer, code=metric.code, span=span, by=("person",))
    rows = [each for each in rows if each.cells[0].key and each.value]
    rows = [each for each in rows if metric.unit is not Unit.MONEY or each.unit == settings.CURRENCY][:PEOPLE]
    most = max((Decimal(each.value or 0) for each in rows), default=Decimal(0))
    bars = tuple(
        Bar(
            name=each.cells[0].name,
            value=_short(metric, each.value),
            share=float(Decimal(each.value or 0) / most) if most else 0.0,
            href=records_href(metric.code, span, person=each.cells[0].key),
        )
        for each in rows
    )
    return Face(title=f"{metric.title}, {NOW[piece.days]}", bars=bars, empty=_("Nothing yet"))


def funnel(showing: Showing, piece: Piece) -> Face:
    """Return how many deals reached each link of the chain."""
    span = days_now(piece.days, clock.today())
    found = metric_table(viewer=showing.viewer, codes=LINKS, span=span, by=()).get((), {})
    counts = [(find(code), int(found.get(code) or 0)) for code in LINKS]
    most = max((count for _metric, count in counts), default=0)
    bars = tuple(
        Bar(
            name=str(metric.title),
            value=formats.number(count),
            share=count / most if most else 0.0,
            href=records_href(metric.code, span),
        )
        for metric, count in counts
    )
    return Face(
        title=_("Funnel, %(when)s") % {"when": NOW[piece.days]}, bars=bars if most else (), empty=_("Nothing yet")
    )


def sales(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - the newest, whatever the days
    """Return the deals won last; clients are not named where everybody looks."""
    rows = visible_deals(showing.viewer).filter(outcome=Outcome.WON, closed_at__isnull=False)
    newest = rows.select_related("company", "owner").order_by("-closed_at", "-pk")[:SALES]
    lines = tuple(
        Line(
            title=row.owner.short_name if showing.open else str(row.company or row.title),
            value=formats.money_short(row.amount) if row.amount else "",
            note=formats.ago(row.closed_at)
            if showing.open
            else f"{row.owner.short_name}, {formats.ago(row.closed_at)}",
            href=reverse("crm:deal", args=[row.pk]),
        )
        for row in newest
    )
    return Face(title=_("Just won"), lines=lines, empty=_("Nothing yet"))


def waiting(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - always of this minute
    """Return what waits for a person now: leads without an answer, steps overdue, deals without a step."""
    counts = [(kind, disordered(kind, viewer=showing.viewer).count()) for kind in WAITING]
    lines = tuple(
        Line(
            title=str(TITLES[kind]),
            value=formats.number(count),
            tone=("bad" if kind is Disorder.UNANSWERED else "warn") if count else "good",
            href=reverse("control:order"),
        )
        for kind, count in counts
    )
    return Face(title=_("Waits now"), lines=lines)


def words(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - the same for everybody
    """Return what somebody wrote on the wall."""
    return Face(title="", value=piece.text)


def time(showing: Showing, piece: Piece) -> Face:  # noqa: ARG001 - the same for everybody
    """Return the hour and the day."""
    now = clock.now()
    return Face(title="", value=formats.time_of_day(now), note=f"{formats.weekday(now)}, {formats.day_long(now)}")


def declare() -> None:
    """Let the pieces of this room hang on walls."""
    of_metric = frozenset({METRIC, DAYS})
    hang(
        Widget(
            code="figure", title=gettext_lazy("Figure"), look=FaceLook.FIGURE, read=figure, asks=of_metric,
            words=gettext_lazy("One metric now, beside what it was, with its last two weeks"),
        ),
        Widget(
            code="people", title=gettext_lazy("Who leads"), look=FaceLook.BARS, read=people, asks=of_metric, wide=True,
            words=gettext_lazy("One metric by person, the most first"),
        ),
        Widget(
            code="funnel", title=gettext_lazy("Funnel"), look=FaceLook.BARS, read=funnel, asks=frozenset({DAYS}),
            wide=True, words=gettext_lazy("How many deals reached each link"),
        ),
        Widget(
            code="sales", title=gettext_lazy("Just won"), look=FaceLook.LINES, read=sales, wide=True,
            words=gettext_lazy("The deals won last"),
        ),
        Widget(
            code="waiting", title=gettext_lazy("Waits now"), look=FaceLook.LINES, read=waiting,
            words=gettext_lazy("Leads without an answer, steps overdue, deals without a step"),
        ),
        Widget(
            code="words", title=gettext_lazy("Words"), look=FaceLook.WORDS, read=words, asks=frozenset({TEXT}),
            wide=True, words=gettext_lazy("What you want everybody to read"),
        ),
        Widget(
            code="clock", title=gettext_lazy("Clock"), look=FaceLook.CLOCK, read=time,
            words=gettext_lazy("The hour and the day"),
        ),
    )  # fmt: skip


def _of(showing: Showing, metric: Metric, span: Span) -> Value:
    found = metric_table(viewer=showing.viewer, codes=[metric.code], span=span, by=())
    return found.get((), {}).get(metric.code, metric.formula.value({}, metric.unit, settings.CURRENCY))


def _trend(showing: Showing, metric: Metric) -> tuple[float, ...]:
    today = clock.today()
    days = [today - timedelta(days=back) for back in range(TREND - 1, -1, -1)]
    found = metric_table(viewer=showing.viewer, codes=[metric.code], span=Span(days[0], today), by=("day",))
    return tuple(float(found.get((day,), {}).get(metric.code) or 0) for day in days)


def _short(metric: Metric, value: Value) -> str:
    return shortly(value, metric.unit, settings.CURRENCY if metric.unit is Unit.MONEY else "")
