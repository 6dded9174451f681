"""A page of a ready template: paragraphs and tables said plainly, built as a Word file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from mostik.crm.adapters.docx.opening import saved

FONT = "Times New Roman"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class P:
    """A paragraph; ``after`` is the space under it in points."""

    text: str
    align: str = "left"
    bold: bool = False
    size: float = 11
    after: float = 6
    before: float = 0


@dataclass(frozen=True)
class Grid:
    """A table: widths in millimetres, texts by row, ``aligns`` by column, the first ``head`` rows bold and repeated."""

    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    aligns: tuple[str, ...] = ()
    head: int = 0
    lined: bool = True
    size: float = 10
    bold_column: int = -1


Block: TypeAlias = P | Grid


def title(text: str) -> P:
    """Return the heading of a paper."""
    return P(text, "center", bold=True, size=14, after=10, before=4)


def clause(text: str) -> P:
    """Return a heading inside a paper."""
    return P(text, "center", bold=True, before=8, after=4)


def text(words: str) -> P:
    """Return running text."""
    return P(words, "justify", after=4)


def signatures(left: tuple[str, ...], right: tuple[str, ...] = ()) -> Grid:
    """Return the places for signatures, of one side or two."""
    rows = max(len(left), len(right))
    sides = [side + ("",) * (rows - len(side)) for side in (left, right)]
    return Grid((88, 88), tuple(zip(*sides, strict=True)), lined=False)


def built(blocks: Sequence[Block]) -> bytes:
    """Return a page with these blocks as the bytes of a Word file."""
    document = docx.Document()
    _set_up(document)
    for block in blocks:
        if isinstance(block, P):
            _write(document.add_paragraph(), block)
        else:
            _add_grid(document, block)
    return saved(document)


def _set_up(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(20), Mm(14)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)  # type: ignore[attr-defined]
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)  # type: ignore[attr-defined]


def _write(paragraph: object, block: P) -> None:
    run = paragraph.add_run(block.text)  # type: ignore[attr-defined]
    run.bold, run.font.size = block.bold or None, Pt(block.size)
    form = paragraph.paragraph_format  # type: ignore[attr-defined]
    form.alignment, form.space_after, form.space_before = ALIGN[block.align], Pt(block.after), Pt(block.before)


def _add_grid(document: Document, grid: Grid) -> None:
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths))
    if grid.lined:
        table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    for place, (row, texts) in enumerate(zip(table.rows, grid.rows, strict=True)):
        if place < grid.head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no other way
        for at, (cell, words) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(grid.widths[at])
            _fill_cell(cell, words, grid, is_head=place < grid.head, at=at)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill_cell(cell: _Cell, words: str, grid: Grid, *, is_head: bool, at: int) -> None:
    align = "center" if is_head else (grid.aligns[at] if at < len(grid.aligns) else "left")
    bold = is_head or at == grid.bold_column
    _write(cell.paragraphs[0], P(words, align, bold=bold, size=grid.size, after=0))
