"""Built reports and schedules for programs: read, made, changed, removed, brought back."""

from dataclasses import fields, replace
from datetime import time
from functools import partial
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from pydantic import Field

from mostik.analysis.commands import reports as report_commands
from mostik.analysis.commands import schedules as commands
from mostik.analysis.commands.schedules import ScheduleSaid
from mostik.analysis.models import OwnReport, ReportSchedule
from mostik.analysis.queries.own_reports import report_to_change
from mostik.analysis.queries.schedules import schedule_of, timetable
from mostik.analysis.rules.reports import MOST_LINES, unpacked
from mostik.analysis.terms import Compare, Days, Look, Report, ReportWay, Rhythm, Shape
from mostik.core.actors import Actor
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)
SEE = "analysis.see_metrics"
Code, Address = schemas.text(64), schemas.text(254)
Codes = Annotated[list[Code], Field(max_length=8)]  # type: ignore[valid-type]
Where = dict[Code, schemas.text(80)]  # type: ignore[valid-type,misc]
#: What is asked of a report: as the builder does.
ASKED: dict[str, schemas.Column] = {
    "rows": (Codes, []),
    "columns": (Code, ""),
    "where": (Where, {}),
    "days": (Days, Days.MONTH),
    "compare": (Compare, Compare.NOTHING),
    "look": (Look, Look.TABLE),
    "sort": (Code, ""),
    "limit": (Annotated[int, Field(ge=1, le=MOST_LINES)], 50),
}
NAMED = ("title", "note", "shared")
LISTS = ("measures", "rows")
WHEN: dict[str, schemas.Column] = {
    "query": (schemas.text(2000), ""),
    "days": (Days, Days.MONTH),
    "rhythm": (Rhythm, Rhythm.DAY),
    "weekdays": (Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)], []),
    "month_day": (Annotated[int, Field(ge=1, le=31)], 1),
    "at": (schemas.Hour, time(9)),
    "zone": (schemas.text(40), ""),
    "working_only": (bool, False),
    "shape": (Shape, Shape.XLSX),
    "way": (ReportWay, ReportWay.MAIL),
    "people": (Annotated[list[Id], Field(max_length=commands.MOST_PEOPLE)], []),
    "addresses": (Annotated[list[Address], Field(max_length=commands.MOST_ADDRESSES)], []),  # type: ignore[valid-type]
}


def _own_rows(viewer: Actor) -> QuerySet[OwnReport]:
    mine = Q(person=viewer.id or 0)
    return OwnReport.objects.filter(mine | Q(shared=True, removed_at__isnull=True))


def _read(name: str) -> Any:
    def value(row: OwnReport, _viewer: Actor) -> Any:
        found = getattr(unpacked(row.content), name)
        return dict(found) if name == "where" else list(found) if name in LISTS else found

    return value


def _report(known: Report, said: dict[str, Any]) -> Report:
    told = {name: said[name] for name in (each.name for each in fields(Report)) if name in said}
    told |= {name: tuple(told[name]) for name in LISTS if name in told}
    if "where" in told:
        told["where"] = tuple(sorted(told["where"].items()))
    return replace(known, **told)


def _build(*, by: Actor, said: dict[str, Any]) -> int:
    about = {name: said[name] for name in NAMED if name in said}
    return report_commands.save_report(by=by, report=_report(Report(measures=()), said), **about)


def _rebuild(*, by: Actor, pk: int, said: dict[str, Any], **_rest: Any) -> None:
    row = report_to_change(pk, viewer=by)
    about = {name: said.get(name, getattr(row, name)) for name in NAMED}
    report_commands.save_report(by=by, report=_report(unpacked(row.content), said), report_id=pk, **about)


def _scheduled(known: dict[str, Any], said: dict[str, Any]) -> ScheduleSaid:
    told = {**known, **said}
    return ScheduleSaid(
        **{**told, **{name: tuple(told[name]) for name in ("weekdays", "people", "addresses") if name in told}}
    )


def _reschedule(*, by: Actor, pk: int, said: dict[str, Any], **_rest: Any) -> None:
    row = schedule_of(pk, viewer=by)
    table = timetable(row)
    known: dict[str, Any] = {
        **{each.name: getattr(row, each.name) for each in fields(ScheduleSaid)},
        "days": Days(row.days),
        "rhythm": table.rhythm,
        "shape": Shape(row.shape),
        "way": ReportWay(row.way),
    }
    commands.set_schedule(by=by, said=_scheduled(known, said), schedule_id=pk)


def _calls(command: Any) -> Any:
    return lambda by, pk, **_rest: command(by=by, schedule_id=pk)


OWN_REPORTS = Resource(
    name="own_reports",
    one="own_report",
    kind="analysis.own_report",
    model=OwnReport,
    see=SEE,
    rows=_own_rows,
    shows="person title note shared made_at",
    filters="person title",
    also={
        "measures": (list[str], _read("measures")),
        **{name: (list[str] if name == "rows" else kind, _read(name)) for name, (kind, _default) in ASKED.items()},
    },
    create=Write(needs=SEE, takes="title* note shared", also={"measures": (Codes, ...), **ASKED}, call=_build),
    update=Write(
        needs=SEE,
        takes="title note shared",
        also={"measures": (Codes | None, None), **{name: (kind | None, None) for name, (kind, _d) in ASKED.items()}},
        call=_rebuild,
    ),
    remove=Write(needs=SEE, call=lambda by, pk, **_rest: report_commands.remove_report(by=by, report_id=pk)),
    restore=Write(
        needs=SEE,
        row="analysis.own_report_removed",
        call=lambda by, pk, **_rest: report_commands.restore_report(by=by, report_id=pk),
    ),
)
SCHEDULES = Resource(
    name="report_schedules",
    one="report_schedule",
    kind="analysis.report_schedule",
    model=ReportSchedule,
    see=SEE,
    rows=lambda viewer: ReportSchedule.objects.filter(person=viewer.id or 0),
    shows="report title query days rhythm month_day zone working_only shape way since made_at paused_at",
    filters="report rhythm",
    also={
        "at": (schemas.Hour, lambda row, _viewer: row.at),
        "weekdays": (list[int], lambda row, _viewer: row.weekdays),
        "people": (list[int], lambda row, _viewer: row.people),
        "addresses": (list[str], lambda row, _viewer: row.addresses),
    },
    create=Write(
        needs=SEE,
        takes="report* title*",
        also=WHEN,
        call=lambda by, said: commands.set_schedule(by=by, said=_scheduled({}, said)),
    ),
    update=Write(
        needs=SEE,
        takes="report title",
        also={name: (kind | None, None) for name, (kind, _default) in WHEN.items()},
        call=_reschedule,
    ),
    remove=Write(needs=SEE, call=_calls(commands.remove_schedule)),
    restore=Write(needs=SEE, row="analysis.report_schedule_removed", call=_calls(commands.restore_schedule)),
    actions={
        "pause": Write(needs=SEE, call=_calls(commands.pause_schedule), says="Let nothing go until it is resumed"),
        "resume": Write(needs=SEE, call=_calls(commands.resume_schedule), says="Let it go on from its next hour"),
        "sample": Write(needs=SEE, call=_calls(commands.send_sample), says="Send it to its maker now"),
    },
)
