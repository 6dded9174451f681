"""A report as a letter: reckoned as its recipient, in their language, as a file or in the letter itself."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from mostik.analysis.models import ReportSending
from mostik.analysis.queries import report_file
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.narrowed import Where, narrowed_name, said_compare, said_where
from mostik.analysis.queries.report_library import Ready
from mostik.analysis.queries.reports import Answer, Line, run_report
from mostik.analysis.queries.schedules import OUTSIDE, local_now, report_href, report_of, words_of
from mostik.analysis.rules.spans import days_of
from mostik.analysis.terms import Days, ReportWay, Shape
from mostik.core.actors import SYSTEM, Actor
from mostik.core.rights import EXPORT
from mostik.core.ways import Channel, Enclosed, Letter
from mostik.kernel.refusals import Missing, Refusal, gettext_noop
from mostik.people.access import User, has_left
from mostik.people.queries import notices
from mostik.people.queries.actors import actor_of
from mostik.web.tables import Column
from mostik.web.tables.export import WORKBOOK, csv_lines, file_name, write_workbook
from mostik.web.tables.paper import set_table, written_row

#: Lines of the table in a letter; a messenger takes fewer words.
LINES = {ReportWay.MAIL: 60, ReportWay.TELEGRAM: 20}
KINDS = {Shape.XLSX: WORKBOOK, Shape.CSV: "text/csv", Shape.PDF: "application/pdf"}
SEE = "analysis.see_metrics"


class NotToSend(Refusal):
    """A report does not go to this recipient, and why."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter ready for the wire, and the way it goes."""

    letter: Letter
    by: Channel


@dataclass(frozen=True, kw_only=True)
class _To:
    """Whom a letter goes to: their address, language, and as whom the figures are reckoned."""

    address: str
    language: str
    viewer: Actor
    by: Channel


@dataclass(frozen=True, kw_only=True)
class _Report:
    """A report reckoned: the columns and lines of its file, what is said above them."""

    ready: Ready
    answer: Answer
    columns: list[Column]
    lines: list[Line]
    notes: list[str]


def ready_to_go(sending: ReportSending) -> Outgoing:
    """Return the letter of a sending; refuses `NotToSend` with the reason where it is not to go."""
    row = sending.schedule
    if row.removed_at or (row.paused_at and not sending.sample):
        raise NotToSend(gettext_noop("the schedule was paused or removed before it went"))
    owner = _owner(row.person)
    to = _colleague(sending, ReportWay(row.way)) if sending.person else _outside(sending.address, owner)
    if not to.viewer.may(SEE):
        raise NotToSend(gettext_noop("has no right to see reports"))
    with translation.override(to.language):
        try:
            report = _reckoned(sending, owner=owner, viewer=to.viewer)
        except Missing:
            raise NotToSend(gettext_noop("the report is gone")) from None
        return Outgoing(letter=_letter(sending, report, to), by=to.by)


def _owner(person: int) -> Actor:
    user = User.objects.select_related("role").filter(pk=person).first()
    if user is None or has_left(user):
        raise NotToSend(gettext_noop("whose schedule it is works here no more"))
    return actor_of(user)


def _colleague(sending: ReportSending, way: ReportWay) -> _To:
    found = notices.reached_person(sending.person or 0, viewer=SYSTEM)
    if found is None or has_left(found.person):
        raise NotToSend(gettext_noop("works here no more"))
    if way.value not in notices.open_ways():
        raise NotToSend(gettext_noop("this way is not set up"))
    if found.closed(way.value):
        raise NotToSend(gettext_noop("this way does not reach them"))
    return _To(
        address=str(found.choice.chat) if way is ReportWay.TELEGRAM else found.person.email,
        language=found.person.language or settings.LANGUAGE_CODE,
        viewer=actor_of(found.person),
        by=notices.channel(way.value),
    )


def _outside(address: str, owner: Actor) -> _To:
    if not owner.may(OUTSIDE):
        raise NotToSend(gettext_noop("whose schedule it is may not send reports outside"))
    if not notices.has_mail():
        raise NotToSend(gettext_noop("this way is not set up"))
    return _To(address=address, language=settings.LANGUAGE_CODE, viewer=owner, by=notices.company_mail())


def _reckoned(sending: ReportSending, *, owner: Actor, viewer: Actor) -> _Report:
    row = sending.schedule
    ready, said = report_of(row.report, viewer=owner), words_of(row.query)
    where = said_where(said, ready.report)
    report = replace(ready.report, compare=said_compare(said, ready.report))
    span = days_of(Days(row.days), local_now(row).date())
    answer = run_report(report, viewer=viewer, span=span, where=where.values, most=report_file.MOST_LINES)
    return _Report(
        ready=ready,
        answer=answer,
        columns=report_file.file_columns(answer),
        lines=report_file.file_lines(answer),
        notes=[report_file.said_days(answer), *_narrowed(where, viewer), *report_file.limits(answer)],
    )


def _narrowed(where: Where, viewer: Actor) -> list[str]:
    return [f"{DIMENSIONS[code].title}: {narrowed_name(code, value, viewer)}" for code, value in where.values.items()]


def _letter(sending: ReportSending, report: _Report, to: _To) -> Letter:
    row = sending.schedule
    shape = Shape(row.shape) if to.viewer.may(EXPORT) else Shape.TEXT
    most = LINES[ReportWay(row.way)]
    told = [*report.lines[:most], *report.lines[-1:]] if len(report.lines) > most + 1 else report.lines
    rows = [written_row(report.columns, line) for line in told] if shape is Shape.TEXT else []
    left = len(report.lines) - len(told)
    foot = [*([_("And %(n)s more lines.") % {"n": left}] if rows and left else []), *_link(sending)]
    heads = [str(column.title) for column in report.columns]
    return Letter(
        to=to.address,
        title=row.title,
        text="\n\n".join([*report.notes, *_plain(heads, rows), *foot]),
        html=str(_html(report.notes, heads, rows, foot)) if rows and row.way == ReportWay.MAIL else "",
        files=() if shape is Shape.TEXT else (_enclosed(shape, report, row.title),),
        number=f"report.{row.pk}.{sending.pk}",
    )


def _plain(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the table as lines of words: a mail program may show nothing else."""
    return ["\n".join(f"• {_told(heads, row)}" for row in rows)] if rows else []


def _told(heads: Sequence[str], row: Sequence[str]) -> str:
    return f"{row[0]}: {', '.join(f'{head} {word}' for head, word in zip(heads[1:], row[1:], strict=True))}"


def _html(notes: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str]) -> str:
    lines = [_cells("<td>{}</td>", row) for row in rows]
    return format_html(
        '{}<table border="1" cellpadding="6" cellspacing="0"><tr>{}</tr>{}</table>{}',
        _cells("<p>{}</p>", notes),
        _cells("<th>{}</th>", heads),
        _cells("<tr>{}</tr>", lines),
        _cells("<p>{}</p>", foot),
    )


def _cells(mark: str, words: Sequence[str]) -> str:
    return format_html_join("", mark, ((each,) for each in words))


def _link(sending: ReportSending) -> list[str]:
    address = notices.address()
    return [_("Open in Mostik: %(link)s") % {"link": f"{address}{report_href(sending.schedule)}"}] if address else []


def _enclosed(shape: Shape, report: _Report, title: str) -> Enclosed:
    name = file_name(report.ready.code, shape.value)
    return Enclosed(title=name, content_type=KINDS[shape], content=_content(shape, report, title))


def _content(shape: Shape, report: _Report, title: str) -> bytes:
    if shape is Shape.CSV:
        return "".join(csv_lines(report.columns, report.lines)).encode()
    if shape is Shape.PDF:
        *rows, total = report.lines
        return set_table(report.columns, rows, total, title=title, notes=report.notes)
    place = io.BytesIO()
    write_workbook(place, report.columns, report.lines)
    return place.getvalue()
