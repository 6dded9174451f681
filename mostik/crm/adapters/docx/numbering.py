"""Numbers of lists that Word counts itself: 1., 1.1., a), bullets."""

from collections import defaultdict
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # type: ignore[assignment]


class Numbering:
    """Counts the lists of one document in the order its paragraphs are read."""

    def __init__(self, document: Document) -> None:
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.levels = _levels(document)

    def label(self, paragraph: Paragraph) -> str:
        """Return what stands before a paragraph of a list, counting it; nothing for any other."""
        number, level = _listed(paragraph)
        known = self.levels.get(number, {})
        if level not in known:
            return ""
        counts = self.counts[number]
        counts[level] = counts.get(level, known[level]["start"] - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = str(known[level]["text"])
        for place in range(level + 1):
            form = known.get(place, known[level])["form"]
            text = text.replace(f"%{place + 1}", counted(counts.get(place, 1), form))
        return "•" if known[level]["form"] == "bullet" else text


def counted(number: int, form: str) -> str:
    """Return a count in a form of Word's: decimal, letters, Roman."""
    if form in {"lowerLetter", "upperLetter", "russianLower", "russianUpper"}:
        letters = RUSSIAN if form.startswith("russian") else "abcdefghijklmnopqrstuvwxyz"
        word = letters[(number - 1) % len(letters)]
    elif form in {"lowerRoman", "upperRoman"}:
        word = _roman(number)
    else:
        return "" if form == "none" else str(number)
    return word.upper() if form.startswith("upper") or form.endswith("Upper") else word


def _roman(number: int) -> str:
    said = ""
    for value, sign in ROMAN:
        while number >= value:
            said, number = said + sign, number - value
    return said


def _listed(paragraph: Paragraph) -> tuple[str, int]:
    own = paragraph._p.pPr  # noqa: SLF001 - the library offers no other way
    style: Any = paragraph.style
    places = [own, *(each.element.pPr for each in (style, style.base_style if style else None) if each is not None)]
    for place in places:
        found = place.numPr if place is not None else None
        if found is not None and found.numId is not None:
            return str(found.numId.val), found.ilvl.val if found.ilvl is not None else 0
    return "", 0


def _levels(document: Document) -> dict[str, dict[int, dict[str, Any]]]:
    """Return for each list its levels: where the count starts, in which form, with which text."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    kinds = {each.get(qn("w:abstractNumId")): _levels_of(each) for each in root.iter(qn("w:abstractNum"))}
    lists = {}
    for each in root.iter(qn("w:num")):
        kind = each.find(qn("w:abstractNumId"))
        lists[each.get(qn("w:numId"))] = kinds.get(kind.get(qn("w:val")), {}) if kind is not None else {}
    return lists


def _levels_of(kind: Any) -> dict[int, dict[str, Any]]:
    def said(level: Any, tag: str, usual: str) -> str:
        found = level.find(qn(f"w:{tag}"))
        return usual if found is None else found.get(qn("w:val")) or ""

    return {
        int(level.get(qn("w:ilvl"))): {
            "start": int(said(level, "start", "1") or 1),
            "form": said(level, "numFmt", "decimal"),
            "text": said(level, "lvlText", ""),
        }
        for level in kind.iter(qn("w:lvl"))
    }
