"""The list of lateness, early leaves and no-shows."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.people.models.attendance import LAPSE_KINDS, Lapse
from mostik.people.queries.structure import teams
from mostik.people.terms import LapseKind
from mostik.web import formats, tables
from mostik.web.tables import Badge, Column

TONES = {LapseKind.LATE: "warn", LapseKind.EARLY: "warn", LapseKind.NO_SHOW: "bad"}


def attendance_table(viewer: Actor) -> tables.Table:
    """Return the list's columns, filters, order and what can be done to many at once."""
    return tables.Table(
        code="attendance",
        columns=_columns(),
        filters=(
            tables.choice_filter("kind", gettext_lazy("What"), LAPSE_KINDS, "kind"),
            tables.yes_no_filter("excused", gettext_lazy("Excused"), apply=_excused),
            tables.day_range_filter("day", gettext_lazy("Day"), "day"),
            tables.choice_filter("team", gettext_lazy("Team"), teams(viewer=viewer), "person__team"),
        ),
        search=_search,
        search_words=gettext_lazy("Name"),
        default_sort="-day",
        bulk=(
            tables.BulkAction(
                code="excuse",
                title=gettext_lazy("Excuse"),
                url_name="people:lapses_excuse",
                needs="people.excuse_lapses",
                dialog=True,
            ),
        ),
        row_url=lambda row: reverse("people:lapse", args=[row.pk]),
        export_needs="people.excuse_lapses",
        empty_title=gettext_lazy("Everybody came and left on time"),
        empty_text=gettext_lazy("Lateness, early leaves and no-shows gather here once attendance is watched."),
    )


def kind_badge(row: Lapse) -> Badge:
    """Return what it was as a badge; an excused one is calm."""
    return Badge(row.get_kind_display(), "neutral" if row.excused_at else TONES[LapseKind(row.kind)])


def planned_words(row: Lapse) -> str:
    """Return the planned and the real moment, on the company's clock."""
    planned = formats.time_of_day(row.planned_at)
    return f"{planned} → {formats.time_of_day(row.actual_at)}" if row.actual_at else planned


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            key="person",
            title=gettext_lazy("Person"),
            value=lambda row: row.person.short_name,
            kind="person",
            sort=("person__last_name", "person__first_name"),
            url=lambda row: reverse("people:person", args=[row.person_id]),
            main=True,
        ),
        Column(key="day", title=gettext_lazy("Day"), value=lambda row: row.day, kind="day", sort=("day",)),
        Column(key="kind", title=gettext_lazy("What"), value=kind_badge, kind="badge", sort=("kind",)),
        Column(
            key="minutes",
            title=gettext_lazy("Minutes"),
            value=lambda row: row.minutes,
            kind="number",
            sort=("minutes",),
            url=lambda row: reverse("people:lapse", args=[row.pk]),
        ),
        Column(key="clock", title=gettext_lazy("Planned and real"), value=planned_words),
        Column(key="reason", title=gettext_lazy("Excused"), value=lambda row: row.reason),
        Column(
            key="by",
            title=gettext_lazy("By whom"),
            value=lambda row: (
                row.excused_by.short_name if row.excused_by else _("an absence") if row.absence_id else ""
            ),
            hide_on_phone=True,
        ),
    )


def _excused(rows: "QuerySet[Lapse]", value: bool) -> "QuerySet[Lapse]":  # noqa: FBT001 - one shape of filters
    return rows.filter(excused_at__isnull=not value)


def _search(rows: "QuerySet[Lapse]", words: str) -> "QuerySet[Lapse]":
    """Find by the person's name; compared in Python for letters SQLite does not fold."""
    said = words.casefold().split()
    names = rows.order_by().values_list("person", "person__last_name", "person__first_name").distinct()
    keys = {pk for pk, *told in names if all(word in " ".join(told).casefold() for word in said)}
    return rows.filter(Q(person__in=keys))
