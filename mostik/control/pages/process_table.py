"""The list of processes: its columns, days among them, filters, order and what is done to many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.control.models import RECURS, Process, ProcessSchedule
from mostik.control.pages import process_words as words
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, Run
from mostik.control.rules.processes import share
from mostik.control.terms import Turnout
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.rights import EXPORT
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web import formats, tables
from mostik.web.asked import day_in
from mostik.web.components.registry import render

#: What the page asks of the days besides what the list asks of the processes.
CARRIED = ("span", "day", "state")
#: Turnouts that are worth a look.
NOT_IN_TIME = (Turnout.MISSED, Turnout.LATE, Turnout.EXCUSED)
_PAUSED = pgettext_lazy("a process", "paused")
BULK = (
    tables.BulkAction(
        code="pause", title=pgettext_lazy("a process", "Pause"), url_name="control:processes_pause", needs=KEEP
    ),
    tables.BulkAction(
        code="resume", title=pgettext_lazy("a process", "Go on"), url_name="control:processes_resume", needs=KEEP
    ),
    tables.BulkAction(
        code="hand",
        title=gettext_lazy("Give to somebody else"),
        url_name="control:processes_hand",
        needs=KEEP,
        dialog=True,
    ),
    tables.BulkAction(
        code="remove", title=gettext_lazy("Remove"), url_name="control:processes_remove", needs=KEEP, danger=True
    ),
)


@dataclass(frozen=True)
class Row:
    """A process in the list: its schedule, its turns by days, the share of them in time."""

    process: Process
    schedule: ProcessSchedule
    runs: Mapping[date, Run]
    share: float | None


@dataclass
class Look:
    """Every process within reach over some days: what came of their turns is asked once, and only where needed."""

    viewer: Actor
    period: Period
    rows: QuerySet[Process] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = queries.processes(viewer=self.viewer)

    @cached_property
    def everybody(self) -> list[Process]:
        """Return every process."""
        return list(self.rows)

    @cached_property
    def runs(self) -> list[Run]:
        """Return every turn of these days."""
        return queries.runs(self.everybody, Span(self.period.first, self.period.last), viewer=self.viewer)

    @cached_property
    def by_process(self) -> dict[int, dict[date, Run]]:
        """Return the turns of each process by their days."""
        found: dict[int, dict[date, Run]] = {each.pk: {} for each in self.everybody}
        for each in self.runs:
            found[each.process.pk][each.on] = each
        return found

    @cached_property
    def days(self) -> list[date]:
        """Return the days that stand in the table: those anything was due on, and a week's working ones."""
        days = {each.on for each in self.runs}
        if self.period.kind is PeriodKind.WEEK:
            days |= {self.period.first + timedelta(days=each) for each in range(5)}
        return sorted(days)

    def shares(self) -> dict[int, float]:
        """Return which part of each process' turns was in time, where any was asked."""
        found = {pk: share(run.state for run in runs.values()) for pk, runs in self.by_process.items()}
        return {pk: part for pk, part in found.items() if part is not None}

    def shown(self, rows: Sequence[Process]) -> Iterator[Row]:
        """Yield the rows as the list reads them."""
        last = queries.in_force(rows, viewer=self.viewer)
        for each in rows:
            runs = self.by_process.get(each.pk, {})
            yield Row(each, last[each.pk], runs, share(run.state for run in runs.values()))


def period_of(request: HttpRequest) -> Period:
    """Return the days asked for: a week, or a month, with a day in it."""
    kind = PeriodKind.MONTH if request.GET.get("span") == PeriodKind.MONTH else PeriodKind.WEEK
    return Period.of(kind, day_in(request.GET.get("day", "")) or clock.today())


def table(look: Look) -> tables.Table:
    """Return the list of these days as its viewer may narrow it."""
    owners = {str(each.owner_id): each.owner.short_name for each in look.everybody}
    teams = {str(each.team_id): each.team.title for each in look.everybody if each.team}
    return tables.Table(
        code="processes",
        columns=[*_columns(look.period), *(_day(each, look.period) for each in look.days), _share()],
        filters=(
            tables.choice_filter(
                "is", gettext_lazy("State"), _states(), apply=lambda rows, state: _in(rows, state, look)
            ),
            tables.person_filter("owner", gettext_lazy("Who answers"), _sorted(owners), "owner_id"),
            tables.choice_filter("team", gettext_lazy("Team"), _sorted(teams), "team_id"),
            tables.choice_filter("often", gettext_lazy("How often"), RECURS, "recurs_now"),
        ),
        search=tables.text_search("title", "text", "owner__last_name", "owner__first_name"),
        search_words=gettext_lazy("Process, words, person"),
        default_sort="often",
        bulk=BULK,
        present=look.shown,
        prepare=lambda rows: queries.standing(rows, look.shares(), viewer=look.viewer),
        export_needs=EXPORT,
        carried=CARRIED,
    )


def _in(rows: QuerySet[Process], state: str, look: Look) -> QuerySet[Process]:
    if state in {"on", "paused"}:
        return rows.filter(paused_now=state == "paused")
    some = [pk for pk, runs in look.by_process.items() if any(run.state == state for run in runs.values())]
    return rows.filter(pk__in=some)


def _states() -> list[tuple[str, Any]]:
    return [
        ("on", pgettext_lazy("a process", "runs")),
        ("paused", _PAUSED),
        *((each.value, words.WORDS[each]) for each in NOT_IN_TIME),
    ]


def _sorted(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(titles.items(), key=lambda item: item[1])


def _columns(period: Period) -> Iterable[tables.Column]:
    is_month = period.kind is PeriodKind.MONTH  # Its days need the room.
    return (
        tables.Column(
            key="title",
            title=gettext_lazy("Process"),
            value=lambda row: row.process.title,
            sort=("title",),
            main=True,
            url=lambda row: reverse("control:process", args=[row.process.pk]),
        ),
        tables.Column(
            key="owner",
            title=gettext_lazy("Who answers"),
            value=lambda row: row.process.owner.short_name,
            sort=("owner__last_name", "owner__first_name"),
            default_hidden=is_month,
        ),
        tables.Column(
            key="often",
            title=gettext_lazy("How often"),
            value=_often,
            sort=("often_now", "place"),
            default_hidden=is_month,
        ),
    )


def _often(row: Row) -> Any:
    said = words.schedule_words(row.schedule)
    paused = render("badge", text=_PAUSED, tone="neutral") if row.schedule.paused else ""
    return format_html("{} {}", said, paused) if paused else said


def _day(day: date, period: Period) -> tables.Column:
    is_week = period.kind is PeriodKind.WEEK
    return tables.Column(
        key=f"d{day.weekday()}" if is_week else f"m{day.day}",
        title=f"{formats.weekday(day)} {day.day}" if is_week else str(day.day),
        value=lambda row: _cell(row, day),
        hide_on_phone=not is_week,
    )


def _cell(row: Row, day: date) -> Any:
    found = words.cell(row.runs.get(day), day)
    if found is None:
        return ""
    badge = render("badge", text=found.text, tone=found.tone)
    link = '<a class="quiet" href="{}" data-dialog title="{}" aria-label="{}: {}">{}</a>'
    return format_html(link, found.href, found.title, row.process.title, found.title, badge)


def _share() -> tables.Column:
    return tables.Column(
        key="share",
        title=gettext_lazy("Ran in time"),
        value=lambda row: None if row.share is None else round(row.share, 2),
        kind="percent",
        sort=("share_now",),
    )
