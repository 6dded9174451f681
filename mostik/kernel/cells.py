"""Cells that leave in a file: nothing a spreadsheet would run."""

import re

# A spreadsheet strips blanks and controls before it looks at the first sign; a tab or a line's end alone starts a new
# cell in some, and | and % call programs in others.
_FORMULA = re.compile(
    r"^(?:[\s\x00-\x20\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]*[=+\-@|%＝＋－＠]|[ \u00a0]*[\t\r\n])"
)
# Digits and their punctuation only: a phone, a signed number, a share.
_NUMBER = re.compile(r"[+-]?\(?[0-9][0-9 \u00a0.,()\-–]*%?", re.ASCII)


def guarded(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula; numbers and phones stay as they are.

    >>> guarded("=1+1"), guarded("|calc"), guarded("+7 912 345-67-89"), guarded("-12,5 %"), guarded("plain")
    ("'=1+1", "'|calc", '+7 912 345-67-89', '-12,5 %', 'plain')
    """
    return f"'{cell}" if _runs(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell without the mark ``guarded`` put: a file we wrote reads back as it was.

    >>> unguarded(guarded("=1+1")), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and _runs(cell) else cell


def _runs(cell: str) -> bool:
    bare = cell.lstrip("'")
    return bool(_FORMULA.match(bare)) and not _NUMBER.fullmatch(bare.lstrip(" \u00a0"))
