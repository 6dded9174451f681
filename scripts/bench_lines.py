"""One goal, one line: reached or missed, the figure, its bound, their ratio; and the page they are written to."""

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def verdict(what: str, figure: float, bound: float, unit: str, ratio: float) -> str:
    """Return one goal's line."""
    word = "reached" if figure <= bound else "missed"
    return f"{word:8} {what:48} {figure:8.2f} {unit:3} bound {bound:g} {unit:3} ratio {ratio:.2f}"


def put_section(heading: str, lines: Sequence[str]) -> None:
    """Put a section in its place in docs/performance.md, after all others or where it was."""
    section = "\n".join([heading, "", *lines, ""])
    before, _here, after = PAGE.read_text().partition(heading)
    _own, mark, rest = after.partition("\n## ")
    PAGE.write_text(before.rstrip() + "\n\n" + section + (f"\n## {rest}" if mark else ""))
