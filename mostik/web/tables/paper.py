"""A list as a paper to print or to send: a table set by one fixed program, with fonts that come with the library."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse

from mostik.web import clock, formats
from mostik.web.tables.columns import WRITTEN, Column, plain_value
from mostik.web.tables.export import file_name

PROGRAM = Path(__file__).parent / "paper.typ"
#: A name takes the room of so many figures.
MAIN_WIDTH = 2.2


@lru_cache(maxsize=1)
def fonts() -> "typst.Fonts":
    """Return the fonts of the library: the machine's own would make papers differ."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def pdf_answer(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    total: Any = None,
    *,
    title: str,
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Answer with the list as PDF under a title, figures as they are written on screen; ``total`` is its last line."""
    answer = HttpResponse(set_table(columns, rows, total, title=title, notes=notes), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(name, "pdf")}"'
    return answer


def set_table(
    columns: Sequence[Column], rows: Iterable[Any], total: Any = None, *, title: str, notes: Sequence[str] = ()
) -> bytes:
    """Return the list as PDF: upright or lying by how many columns there are, heads again on each page."""
    data = {
        "title": title,
        "notes": list(notes),
        "foot": formats.moment(clock.now()),
        "language": formats.locale().language,
        "heads": [str(column.title) for column in columns],
        "right": [column.right for column in columns],
        "widths": [MAIN_WIDTH if column.main else 1 for column in columns],
        "lines": [_words(columns, row) for row in rows],
        "total": _words(columns, total) if total is not None else [],
    }
    compiler = typst.Compiler(
        input=str(PROGRAM),
        root=str(PROGRAM.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return bytes(compiler.compile(format="pdf"))


def _words(columns: Sequence[Column], row: Any) -> list[str]:
    return [_word(column.kind, column.value(row)) for column in columns]


def _word(kind: str, value: Any) -> str:
    if value is None or value == "":
        return formats.DASH
    return WRITTEN[kind](value) if kind in WRITTEN else str(plain_value(value))
