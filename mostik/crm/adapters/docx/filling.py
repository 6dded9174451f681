"""Fields of a template: found with their places, refused when they are not known, filled in, rows repeated.

Word splits a field over several runs at will, so a paragraph's text is read as one; the value takes the look of the
run its field begins in.
"""

import copy
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element

from mostik.crm.adapters.docx.opening import opened, saved, side_texts, stories
from mostik.crm.rules.documents.fields import ITEM, KNOWN, PICTURE
from mostik.crm.rules.documents.marks import MARK, Fault, clean, faults, filled, spans

PARAGRAPH, TEXT, ROW, TABLE, CELL = (qn(f"w:{tag}") for tag in ("p", "t", "tr", "tbl", "tc"))
#: Stands in a text for the picture; taken out of values.
HERE = "\ufffc"
PICTURE_WIDTH = Mm(32)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A mark that cannot be filled in, and where it stands: numbers count from one, zero for none."""

    mark: str
    fault: Fault
    story: str
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0


def inspect(content: bytes) -> tuple[list[str], list[Trouble]]:
    """Return the names of the fields in a template, and everything that keeps it from being used."""
    document = opened(content)
    names: set[str] = set()
    troubles: list[Trouble] = []
    for story, _parent, element in stories(document):
        for number, paragraph in enumerate(element.iter(PARAGRAPH), 1):
            text = text_of(paragraph)
            names |= {each.name for each in spans(text)}
            place = _place(story, element, paragraph, number)
            troubles += [Trouble(mark=mark, fault=fault, **place) for mark, fault in faults(text, KNOWN)]
            if _row_of(paragraph) is None:
                loose = [each.name for each in spans(text) if each.name in ITEM]
                troubles += [Trouble(mark=f"{{{name}}}", fault=Fault.LOOSE_ITEM, **place) for name in loose]
    for text in side_texts(document):
        troubles += [Trouble(mark=found[0][:60], fault=Fault.NOT_FILLED, story="note") for found in MARK.finditer(text)]
    return sorted(names & set(KNOWN)), troubles


def fill(content: bytes, values: Mapping[str, str], lines: Sequence[Mapping[str, str]], code: bytes = b"") -> bytes:
    """Return a template filled in: values by name, a row for each line, the payment code's picture where asked."""
    document = opened(content)
    for _story, parent, element in stories(document):
        known = {**values, PICTURE: ""}
        done = _repeat_rows(element, parent, known, lines, code)
        _drop_empty(element, {**known, PICTURE: values.get(PICTURE, "")})
        for paragraph in element.iter(PARAGRAPH):
            if id(paragraph) not in done:
                _fill(paragraph, parent, known, code)
    _forget_author(document)
    return saved(document)


def text_of(paragraph: _Element) -> str:
    """Return a paragraph's own text in one piece."""
    return "".join(each.text or "" for each in _texts(paragraph))


def _texts(paragraph: _Element) -> Iterator[_Element]:
    """Yield the pieces of a paragraph's text, those of a text box inside it left to that one's paragraphs."""
    for each in paragraph.iter(TEXT):
        if next(each.iterancestors(PARAGRAPH)) is paragraph:
            yield each


def _repeat_rows(
    story: _Element, parent: object, values: Mapping[str, str], lines: Sequence[Mapping[str, str]], code: bytes
) -> dict[int, _Element]:
    """Fill rows that ask for a line's fields, once for each line, and return their paragraphs: they are done."""
    rows, done = {}, {}
    for paragraph in story.iter(PARAGRAPH):
        row = _row_of(paragraph)
        if row is not None and any(each.name in ITEM for each in spans(text_of(paragraph))):
            rows[id(row)] = row
    for row in rows.values():
        for line in lines:
            twin = copy.deepcopy(row)
            row.addprevious(twin)
            for paragraph in twin.iter(PARAGRAPH):
                _fill(paragraph, parent, {**values, **line}, code)
                done[id(paragraph)] = paragraph
        row.getparent().remove(row)
    return done


def _fill(paragraph: _Element, parent: object, values: Mapping[str, str], code: bytes) -> None:
    pieces = list(_texts(paragraph))
    text = "".join(each.text or "" for each in pieces)
    marks = [each for each in spans(text) if each.name in values]
    begins = 0
    for piece in pieces if marks else ():
        ends, written, at = begins + len(piece.text or ""), "", begins
        for mark in marks:
            if begins <= mark.start < ends:
                said = HERE if mark.name == PICTURE and code else clean(values[mark.name])
                written += text[at : mark.start] + said
            if mark.start < ends and mark.end > begins:
                at = min(ends, mark.end)
        _write(piece, written + text[at:ends], Paragraph(paragraph, parent), code)  # type: ignore[arg-type]
        begins = ends


def _write(piece: _Element, text: str, paragraph: Paragraph, code: bytes) -> None:
    """Put text into a piece; a new line in it becomes a line break, the picture's sign the picture."""
    first, *rest = re.split(f"([\n{HERE}])", text)
    _say(piece, first)
    for sign, words in zip(rest[::2], rest[1::2], strict=True):
        gap = OxmlElement("w:br") if sign == "\n" else _picture(piece, paragraph, code)
        piece.addnext(gap)
        piece = OxmlElement("w:t")
        _say(piece, words)
        gap.addnext(piece)


def _say(piece: _Element, text: str) -> None:
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _picture(piece: _Element, paragraph: Paragraph, code: bytes) -> _Element:
    """Return the payment code's drawing, made in the piece's own run."""
    run = Run(next(piece.iterancestors(qn("w:r"))), paragraph)  # type: ignore[arg-type]
    run.add_picture(io.BytesIO(code), width=PICTURE_WIDTH)
    return run._r[-1]  # noqa: SLF001 - where the library has put it


def _drop_empty(story: _Element, values: Mapping[str, str]) -> None:
    """Leave out what would say nothing: a paragraph of empty fields alone, a row whose fields all stand so."""
    for row in [each for each in story.iter(ROW) if _says_nothing(each, values)]:
        row.getparent().remove(row)
    for paragraph in list(story.iter(PARAGRAPH)):
        if _is_empty(paragraph, values) and paragraph.getparent().tag != CELL:
            paragraph.getparent().remove(paragraph)


def _says_nothing(row: _Element, values: Mapping[str, str]) -> bool:
    fielded = [each for each in row.iter(PARAGRAPH) if any(spans(text_of(each)))]
    return bool(fielded) and all(_is_empty(each, values) for each in fielded)


def _is_empty(paragraph: _Element, values: Mapping[str, str]) -> bool:
    """Return whether a paragraph consists of fields alone, and all of them are empty."""
    text = text_of(paragraph)
    return any(spans(text)) and not filled(text, values).strip()


def _row_of(paragraph: _Element) -> _Element | None:
    return next(paragraph.iterancestors(ROW), None)


def _place(story: str, root: _Element, paragraph: _Element, number: int) -> dict[str, int | str]:
    row = _row_of(paragraph)
    if row is None:
        return {"story": story, "paragraph": number}
    table, cell = next(row.iterancestors(TABLE)), next(paragraph.iterancestors(CELL))
    return {
        "story": story,
        "table": list(root.iter(TABLE)).index(table) + 1,
        "row": list(table.iterchildren(ROW)).index(row) + 1,
        "column": list(row.iterchildren(CELL)).index(cell) + 1,
    }


def _forget_author(document: Document) -> None:
    """Leave no trace of who wrote the template: the paper goes to a client."""
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
