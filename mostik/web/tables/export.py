"""A list as a file. Text that a spreadsheet would take for a formula is made harmless; figures stay figures."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Final

import xlsxwriter
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import timezone

from mostik.kernel.cells import guarded
from mostik.web import clock, formats
from mostik.web.tables.columns import Column, plain_value
from mostik.web.tables.page import address_with

#: The files a screen's figures are given as.
FILES: Final = ("xlsx", "csv")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"


class _Echo:
    """A place for the CSV writer to hand over each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> Iterator[str]:
    """Yield the list as CSV: with a mark of UTF-8, and with semicolons and decimal commas in Russian.

    ``mark`` is the last line: whose file this is.
    """
    russian = formats.locale().language == "ru"
    writer = csv.writer(_Echo(), delimiter=";" if russian else ",", lineterminator="\r\n")
    yield BOM + writer.writerow([guarded(str(column.title)) for column in columns])
    for row in rows:
        yield writer.writerow([_csv_word(plain_value(column.value(row)), russian=russian) for column in columns])
    if mark:
        yield writer.writerow([guarded(mark)])


def _csv_word(value: Any, *, russian: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal | float):
        text = f"{Decimal(str(value)):f}"
        return text.replace(".", ",") if russian else text
    if isinstance(value, datetime):
        return _local(value).strftime("%d.%m.%Y %H:%M" if russian else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y" if russian else "%Y-%m-%d")
    return str(value) if isinstance(value, int) else guarded(str(value))


def _local(value: datetime) -> datetime:
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value


def file_asked(request: HttpRequest, needs: str = "", files: Sequence[str] = FILES) -> str:
    """Return which file a screen's address asks for, of whoever has the right to it; empty where none."""
    kind = request.GET.get("format", "")
    return kind if kind in files and _may(request, needs) else ""


def file_links(request: HttpRequest, needs: str = "", files: Sequence[str] = FILES) -> list[tuple[str, str]]:
    """Return the files of a screen as it is asked for now, each with its address, for whoever has the right to them."""
    if not _may(request, needs):
        return []
    query = dict(request.GET.lists())
    return [(kind.upper(), address_with(request.path, query, {"format": kind})) for kind in files]


def _may(request: HttpRequest, needs: str) -> bool:
    return not needs or request.actor.may(needs)  # type: ignore[attr-defined]


def file_answer(
    kind: str, name: str, columns: Sequence[Column], rows: Iterable[Any], mark: str = ""
) -> StreamingHttpResponse | FileResponse:
    """Answer with the list as the file asked for."""
    return (csv_answer if kind == "csv" else xlsx_answer)(name, columns, rows, mark)


def csv_answer(name: str, columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> StreamingHttpResponse:
    """Answer with the list as CSV, streamed."""
    answer = StreamingHttpResponse(csv_lines(columns, rows, mark), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(name, "csv")}"'
    return answer


def xlsx_answer(name: str, columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> FileResponse:
    """Answer with the list as a workbook, typed cell by cell."""
    place = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    write_workbook(place, columns, rows, mark)
    place.seek(0)
    return FileResponse(place, as_attachment=True, filename=file_name(name, "xlsx"), content_type=WORKBOOK)


def write_workbook(place: Any, columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> None:
    """Write the list as a workbook into an open file, keeping one row in memory at a time.

    ``mark``, whose file this is, stands in the last line, at the foot of every printed page and in the properties.
    """
    book = xlsxwriter.Workbook(place, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    formats_by_kind = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "pace": book.add_format({"num_format": "0.0%"}),
        "day": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 28 if column.main else 16)
        sheet.write_string(0, at, str(column.title), formats_by_kind["head"])
    line = 0
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            _write_cell(sheet, line, at, plain_value(column.value(row)), formats_by_kind.get(column.kind))
    if mark:
        sheet.write_string(line + 1, 0, mark)
        sheet.set_footer(f"&L{mark.replace('&', '&&')[:200]}")
        book.set_properties({"comments": mark})
        book.set_custom_property("Mostik", mark[:255])
    book.close()


def _write_cell(sheet: Any, line: int, at: int, value: Any, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, at, value, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, at, _local(value), look)
    elif isinstance(value, date | timedelta):
        sheet.write_datetime(line, at, value, look)
    else:
        sheet.write_string(line, at, str(value)[:32_000])


def file_name(name: str, ending: str) -> str:
    """Return what a file of a list is called: with the day it is of."""
    return f"{PurePath(name).name}-{clock.today():%Y-%m-%d}.{ending}"
