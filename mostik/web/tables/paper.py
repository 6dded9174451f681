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
LETTER = PROGRAM.with_name("letter.typ")
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
        "lines": [written_row(columns, row) for row in rows],
        "total": written_row(columns, total) if total is not None else [],
    }
    return _set(PROGRAM, data)


def set_letter(title: str, parts: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Return a letter as PDF: under its title each part with its own title and lines."""
    data = {
        "title": title,
        "parts": [{"title": name, "lines": list(lines)} for name, lines in parts],
        "foot": formats.moment(clock.now()),
        "language": formats.locale().language,
    }
    return _set(LETTER, data)


def _set(program: Path, data: dict[str, Any]) -> bytes:
    compiler = typst.Compiler(
        input=str(program),
        root=str(program.parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return bytes(compiler.compile(format="pdf"))


def written_row(columns: Sequence[Column], row: Any) -> list[str]:
    """Return one line as it is written on screen."""
    return [_word(column.kind, column.value(row)) for column in columns]


def _word(kind: str, value: Any) -> str:
    if value is None or value == "":
        return formats.DASH
    return WRITTEN[kind](value) if kind in WRITTEN else str(plain_value(value))
