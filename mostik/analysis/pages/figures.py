"""Columns of figures already written in words, with their links: they stand at the right as figures do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mostik.web.components.registry import render
from mostik.web.tables import Column


@dataclass(frozen=True, kw_only=True)
class Written(Column):
    """A column whose values are figures in different units, or pieces of a page."""

    @property
    def right(self) -> bool:
        """It stands at the right."""
        return True


def linked(key: str, title: Any, words: Callable[[Any], str], href: Callable[[Any], str], **more: Any) -> Written:
    """Return a column of written figures, each opening its records."""
    return Written(
        key=key,
        title=title,
        value=lambda row: render("link-number", value=words(row), href=href(row)),
        **more,
    )
