"""A filled Word file read as plain data for the typesetter: blocks of text and tables, and pictures by name.

What has no counterpart there (drawings, text boxes, fields but page numbers) is left out; nothing read is markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element

from mostik.crm.adapters.docx.numbering import Numbering
from mostik.crm.adapters.docx.opening import opened
from mostik.crm.adapters.docx.styles import paragraph_look, paragraph_size, points, run_look

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
EMU_IN_POINT = 12700
SIDES = ("top", "bottom", "left", "right")
NO_LINE = {None, "nil", "none"}


@dataclass
class Reader:
    """Reads one document; ``pictures`` are the files its text refers to."""

    document: Document
    numbering: Numbering
    pictures: dict[str, bytes] = field(default_factory=dict)

    def blocks(self, parent: Any, element: _Element) -> list[dict[str, Any]]:
        """Return the paragraphs and tables directly inside an element, in order."""
        found: list[dict[str, Any]] = []
        for child in _children(element):
            if child.tag == qn("w:p"):
                found += self.paragraph(Paragraph(child, parent))
            else:
                found.append(self.table(Table(child, parent)))
        return found

    def paragraph(self, paragraph: Paragraph) -> Iterator[dict[str, Any]]:
        """Yield a paragraph, in two where a page ends inside it."""
        look, label = paragraph_look(paragraph), self.numbering.label(paragraph)
        pieces: list[dict[str, Any]] = []
        look["size"] = paragraph_size(paragraph)
        for piece in self._pieces(paragraph):
            if piece["kind"] == "page-break":
                yield {"kind": "p", "pieces": pieces, "label": label, **look}
                pieces, label, look = [], "", {**look, "new_page": True}
            else:
                pieces.append(piece)
        yield {"kind": "p", "pieces": pieces, "label": label, **look}

    def table(self, table: Table) -> dict[str, Any]:
        """Return a table: its columns' widths, its cells with their places, spans, lines and contents."""
        widths = [points(column.width) for column in table.columns]
        lined = _table_lined(table)
        rows = [self._row(row, table, lined) for row in table._tbl.tr_lst]  # noqa: SLF001
        head = 0
        for row in table._tbl.tr_lst:  # noqa: SLF001
            if row.trPr is None or row.trPr.find(qn("w:tblHeader")) is None:
                break
            head += 1
        align = table.alignment.name.lower() if table.alignment is not None else "left"
        return {
            "kind": "table",
            "widths": widths,
            "rows": _merged(rows),
            "head": head,
            "align": align,
            "narrow": align != "left" and sum(widths) < 400,
        }

    def _row(self, row: Any, table: Table, lined: bool) -> list[dict[str, Any]]:  # noqa: FBT001
        cells, column = [], 0
        for tc in row.tc_lst:
            pr = tc.tcPr
            merge = pr.find(qn("w:vMerge")) if pr is not None else None
            cells.append(
                {
                    "x": column,
                    "span": tc.grid_span,
                    "goes_on": merge is not None and merge.get(qn("w:val")) != "restart",
                    "lines": _cell_lines(pr, lined),
                    "fill": _fill_of(pr),
                    "valign": _valign(pr),
                    "blocks": self.blocks(_Cell(tc, table), tc),
                }
            )
            column += tc.grid_span
        return cells

    def _pieces(self, paragraph: Paragraph) -> Iterator[dict[str, Any]]:
        """Yield what a paragraph shows; of a field only what it stands for, not what Word last wrote there."""
        told, inside = "", False
        for run in _runs(paragraph):
            look = run_look(run, paragraph)
            for child in run._r:  # noqa: SLF001
                if child.tag == qn("w:fldChar"):
                    inside = child.get(qn("w:fldCharType")) != "end"
                    yield from () if inside else _page_field(told, look)
                    told = told if inside else ""
                elif child.tag == qn("w:instrText"):
                    told += child.text or ""
                elif not inside:
                    yield from self._piece(child, run, look)

    def _piece(self, child: _Element, run: Run, look: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if child.tag == qn("w:t"):
            yield {"kind": "text", "text": child.text or "", **look}
        elif child.tag == qn("w:noBreakHyphen"):
            yield {"kind": "text", "text": "\u2011", **look}
        elif child.tag == qn("w:tab"):
            yield {"kind": "tab"}
        elif child.tag == qn("w:br"):
            yield {"kind": "page-break" if child.get(qn("w:type")) == "page" else "break"}
        elif child.tag == qn("w:drawing"):
            yield from self._picture(child, run)

    def _picture(self, drawing: _Element, run: Run) -> Iterator[dict[str, Any]]:
        blip, extent = next(drawing.iter(qn("a:blip")), None), next(drawing.iter(qn("wp:extent")), None)
        part = run.part.related_parts.get(blip.get(qn("r:embed")) or "") if blip is not None else None
        kind = PICTURES.get(part.content_type) if part is not None else None
        if part is None or kind is None or extent is None:
            return
        name = f"picture-{len(self.pictures)}.{kind}"
        self.pictures[name] = part.blob
        width, height = (int(extent.get(side) or 0) / EMU_IN_POINT for side in ("cx", "cy"))
        yield {"kind": "picture", "name": name, "width": round(width, 1), "height": round(height, 1)}


def read(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a Word file as data for the typesetter, and its pictures by name."""
    document = opened(content)
    reader = Reader(document, Numbering(document))
    section = document.sections[0]
    page = {
        "width": points(section.page_width),
        "height": points(section.page_height),
        **{side: points(getattr(section, f"{side}_margin")) for side in SIDES},
    }
    return {
        "page": page,
        "body": reader.blocks(document._body, document.element.body),  # noqa: SLF001
        "header": _side(reader, section.header),
        "footer": _side(reader, section.footer),
    }, reader.pictures


def _side(reader: Reader, part: Any) -> list[dict[str, Any]]:
    return [] if part.is_linked_to_previous else reader.blocks(part, part._element)  # noqa: SLF001


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """Yield a paragraph's runs, those of links and controls included, those of text boxes not."""
    for element in paragraph._p.iter(qn("w:r")):  # noqa: SLF001
        if next(element.iterancestors(qn("w:p"))) is paragraph._p:  # noqa: SLF001
            yield Run(element, paragraph)


def _children(element: _Element) -> Iterator[_Element]:
    """Yield paragraphs and tables, those inside content controls included."""
    for child in element:
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag")}:
            yield from _children(child)


def _page_field(text: str, look: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = next(iter(text.upper().split()), "")
    if name in {"PAGE", "NUMPAGES"}:
        yield {"kind": name.lower(), **look}


def _table_lined(table: Table) -> bool:
    """Return whether a table has lines of its own or by its style."""
    own = table._tbl.tblPr.find(qn("w:tblBorders"))  # noqa: SLF001
    style: Any = table.style
    inherited = style.element.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") if style is not None else None
    found = own if own is not None else inherited
    return found is not None and any(side.get(qn("w:val")) not in NO_LINE for side in found)


def _cell_lines(pr: Any, lined: bool) -> dict[str, bool]:  # noqa: FBT001
    own = pr.find(qn("w:tcBorders")) if pr is not None else None
    lines = dict.fromkeys(SIDES, lined)
    for side in own if own is not None else ():
        name = {"start": "left", "end": "right"}.get(side.tag.rpartition("}")[2], side.tag.rpartition("}")[2])
        if name in lines:
            lines[name] = side.get(qn("w:val")) not in NO_LINE
    return lines


def _fill_of(pr: Any) -> str:
    shade = pr.find(qn("w:shd")) if pr is not None else None
    colour = (shade.get(qn("w:fill")) or "") if shade is not None else ""
    return f"#{colour}" if len(colour) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in colour) else ""


def _valign(pr: Any) -> str:
    found = pr.find(qn("w:vAlign")) if pr is not None else None
    return {"center": "horizon", "bottom": "bottom"}.get(found.get(qn("w:val")) if found is not None else "", "top")


def _merged(rows: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Give cells that go on downwards their height, and leave out those they swallow."""
    for y, row in enumerate(rows):
        for cell in row:
            below = 1
            while not cell["goes_on"] and any(
                other["x"] == cell["x"] and other["goes_on"]
                for other in (rows[y + below] if y + below < len(rows) else ())
            ):
                below += 1
            cell["down"] = below
    return [[cell for cell in row if not cell["goes_on"]] for row in rows]
