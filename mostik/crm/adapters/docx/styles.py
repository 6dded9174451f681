"""How text of a Word file looks once its styles are followed to their roots."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph
from docx.text.run import Run

USUAL_SIZE = 11.0
ALIGNED = {0: "left", 1: "center", 2: "right", 3: "justify"}


def run_look(run: Run, paragraph: Paragraph) -> dict[str, Any]:
    """Return how a run looks: size in points, and the marks that are set."""
    fonts = [run.font, *(style.font for style in _chain(run.style)), *(style.font for style in _chain(paragraph.style))]
    look: dict[str, Any] = {"size": _size(fonts, paragraph)}
    for name in ("bold", "italic", "underline", "strike", "superscript", "subscript", "all_caps"):
        look[name] = bool(next((said for font in fonts if (said := getattr(font, name)) is not None), False))
    colour = next((font.color.rgb for font in fonts if font.color is not None and font.color.rgb is not None), None)
    return {**look, "colour": f"#{colour}" if colour else ""}


def paragraph_size(paragraph: Paragraph) -> float:
    """Return the size of a paragraph's text where its runs say nothing."""
    return _size([style.font for style in _chain(paragraph.style)], paragraph)


def paragraph_look(paragraph: Paragraph) -> dict[str, Any]:
    """Return how a paragraph stands: alignment, spaces and indents in points, whether it begins a page."""
    formats = [paragraph.paragraph_format, *(style.paragraph_format for style in _chain(paragraph.style))]

    def first(name: str) -> Any:
        return next((said for each in formats if (said := getattr(each, name)) is not None), None)

    spacing = first("line_spacing")
    return {
        "align": ALIGNED.get(first("alignment"), "left"),
        "before": points(first("space_before")),
        "after": points(first("space_after")),
        "left": points(first("left_indent")),
        "right": points(first("right_indent")),
        "first": points(first("first_line_indent")),
        "line": spacing if isinstance(spacing, float) else 1.0,
        "new_page": bool(first("page_break_before")),
        "keep": bool(first("keep_with_next")),
        "right_tab": _has_right_tab(paragraph),
    }


def points(length: Length | None) -> float:
    """Return a length in points, none as zero."""
    return round(length.pt, 2) if length is not None else 0.0


def _chain(style: Any) -> Iterator[Any]:
    """Yield a style and those it is based on."""
    seen = 0
    while style is not None and seen < 20:
        yield style
        style, seen = style.base_style, seen + 1


def _size(fonts: list[Any], paragraph: Paragraph) -> float:
    said = next((font.size for font in fonts if font.size is not None), None)
    if said is not None:
        return float(said.pt)
    styles = paragraph.part.document.styles.element  # type: ignore[attr-defined]
    half = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:sz')}")
    return int(half.get(qn("w:val"))) / 2 if half is not None else USUAL_SIZE


def _has_right_tab(paragraph: Paragraph) -> bool:
    return any(
        stop.alignment is not None and stop.alignment.name == "RIGHT" for stop in paragraph.paragraph_format.tab_stops
    )
