"""One tab of a row that joins screens, or one part of a choice between them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tab:
    """Its words, where it leads, whether one is there; a count beside it where there is something to count."""

    text: str
    href: str
    current: bool
    count: int | None = None
