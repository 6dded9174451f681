"""A DOCX opened with care: nothing that runs, nothing that unpacks to too much, nothing fetched from elsewhere."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml.etree import _Element

from mostik.kernel.refusals import Invalid, gettext_noop

LARGEST = 5 << 20
LARGEST_UNPACKED = 40 << 20
MOST_PARTS = 500
NOTES = ("footnotes+xml", "endnotes+xml", "comments+xml")


class NotADocx(Invalid):
    """Something else, or damaged."""

    message = gettext_noop("This is not a Word file Mostik can read. Save it as DOCX and load that.")


class DocxTooLarge(Invalid):
    """Over a limit."""

    message = gettext_noop("The template is too large: 5 MB at most. Make its pictures smaller.")


class DocxRuns(Invalid):
    """Macros, or parts that are fetched from elsewhere."""

    message = gettext_noop("The template holds macros or links to other files. Save it as DOCX without them.")


def opened(content: bytes) -> Document:
    """Return a Word file as a document; refuses what is no DOCX, too large, or would run or fetch something."""
    if len(content) > LARGEST:
        raise DocxTooLarge(field="file")
    try:
        _measure(content)
        document = docx.Document(io.BytesIO(content))
    except Invalid:
        raise
    except Exception as failure:  # whatever a damaged file makes the libraries say
        raise NotADocx(field="file") from failure
    _refuse_fetching(document)
    return document


def saved(document: Document) -> bytes:
    """Return a document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def stories(document: Document) -> Iterator[tuple[str, object, _Element]]:
    """Yield (name, parent, element) of the body, the headers and the footers."""
    yield "body", document._body, document.element.body  # noqa: SLF001 - the library offers no other way
    for section in document.sections:
        headers = (section.header, section.first_page_header, section.even_page_header)
        footers = (section.footer, section.first_page_footer, section.even_page_footer)
        for name, parts in (("header", headers), ("footer", footers)):
            for part in parts:
                if not part.is_linked_to_previous:
                    yield name, part, part._element  # noqa: SLF001


def side_texts(document: Document) -> Iterator[str]:
    """Yield the texts of notes and comments: parts whose fields are not filled in."""
    for part in document.part.package.iter_parts():
        if part.content_type.endswith(NOTES):
            yield part.blob.decode("utf-8", errors="replace")


def _measure(content: bytes) -> None:
    """Refuse archives that unpack to too much, counting what really comes out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise DocxTooLarge(field="file")
        left = LARGEST_UNPACKED
        for part in parts:
            if part.filename.lower().endswith("vbaproject.bin"):
                raise DocxRuns(field="file")
            with archive.open(part) as file:
                while chunk := file.read(1 << 16):
                    if b"<!DOCTYPE" in chunk:
                        raise NotADocx(field="file")
                    left -= len(chunk)
                    if left < 0:
                        raise DocxTooLarge(field="file")


def _refuse_fetching(document: Document) -> None:
    for part in document.part.package.iter_parts():
        for link in part.rels.values():
            if link.is_external and link.reltype != RT.HYPERLINK:
                raise DocxRuns(field="file")
