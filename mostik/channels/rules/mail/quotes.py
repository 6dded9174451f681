"""What a letter says anew, and what it quotes of the one it answers."""

import re
from typing import Final

LEADS: Final = re.compile(
    r"^(?:-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|forwarded message)\s*-*"
    r"|on .{6,200} wrote:|.{6,200}(?:пишет|написал(?:\(а\)|а)?):|_{10,}|от кого: .*|from: .*)$",
    re.IGNORECASE,
)
MOST_LINES: Final = 20_000


def parted(text: str) -> tuple[str, str]:
    r"""Return what is said anew and what is quoted below it; a letter that only quotes is all new.

    >>> parted("Да, согласны.\n\n18.11.2026 11:00, Борис Белов пишет:\n> Добрый день")
    ('Да, согласны.', '18.11.2026 11:00, Борис Белов пишет:\n> Добрый день')
    """
    lines = text.splitlines()[:MOST_LINES]
    for place, line in enumerate(lines):
        if LEADS.match(line.strip()[:300]) or _all_quoted(lines[place:]):
            said = "\n".join(lines[:place]).strip()
            return (said, "\n".join(lines[place:]).strip()) if said else (text.strip(), "")
    return text.strip(), ""


def _all_quoted(lines: list[str]) -> bool:
    """Return whether nothing but a quotation is left."""
    return lines[0].startswith(">") and all(line.startswith(">") or not line.strip() for line in lines)
