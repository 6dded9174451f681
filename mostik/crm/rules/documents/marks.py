"""Fields in the text of a template: ``{client.name}`` and nothing else. Not a language: names from a list, no more.

A value put in is never read again, so a value that looks like a field stays what it is.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

MARK = re.compile(r"\{([^{}]*)\}")
#: What XML cannot hold, and the sign that stands for a picture.
UNPRINTABLE = re.compile("[\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Fault(StrEnum):
    """What is wrong with a mark."""

    UNKNOWN = "unknown"
    OPEN = "open"
    LOOSE_ITEM = "loose item"
    NOT_FILLED = "not filled"


@dataclass(frozen=True)
class Span:
    """A mark's place in a text and its name."""

    start: int
    end: int
    name: str


def spans(text: str) -> Iterator[Span]:
    """Yield the marks of a text from left to right.

    >>> [(each.start, each.name) for each in spans("Dear {client.name}!")]
    [(5, 'client.name')]
    """
    for found in MARK.finditer(text):
        yield Span(found.start(), found.end(), found[1].strip())


def faults(text: str, known: Collection[str]) -> list[tuple[str, Fault]]:
    """Return what is wrong with the marks of a text: names not known, braces that are never closed or opened.

    >>> faults("{client.name} {client.password}", {"client.name"})
    [('{client.password}', <Fault.UNKNOWN: 'unknown'>)]
    >>> faults("{client.name", {"client.name"})
    [('{client.name', <Fault.OPEN: 'open'>)]
    """
    wrong = [(text[each.start : each.end], Fault.UNKNOWN) for each in spans(text) if each.name not in known]
    rest = MARK.sub("", text)
    at = min((place for place in (rest.find("{"), rest.find("}")) if place >= 0), default=-1)
    return wrong if at < 0 else [*wrong, (rest[at : at + 30], Fault.OPEN)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its marks filled in, in one pass; a mark without a value stays.

    >>> filled("{a} and {b}", {"a": "{b}", "b": "2"})
    '{b} and 2'
    """
    return MARK.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def clean(value: str) -> str:
    """Return a value without what a document's file cannot hold."""
    return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
