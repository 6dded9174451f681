"""What figures are narrowed by, as words of an address say it and as queries take it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mostik.analysis.queries.dimensions import DIMENSIONS, SIZES
from mostik.analysis.terms import Compare, Report
from mostik.core.actors import Actor

#: What figures may be narrowed by in an address; time is the span's business.
NARROWED = tuple(code for code, each in DIMENSIONS.items() if not each.is_time)
#: Dimensions whose values are words, not numbers.
WORDED = frozenset({"manager", "sector", "region", "size", "outcome", "step", "currency"})
NONE = "none"
#: What an address says of a page that narrows figures by itself, and is not to.
EVERY = "every"


@dataclass(frozen=True)
class Where:
    """What an address narrows figures by."""

    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The same as parts of an address."""
        return {code: address_word(value) for code, value in self.values.items()}


def narrowed_by(words: Mapping[str, str]) -> Where:
    """Return what words of an address narrow figures by; what cannot be a value is left out."""
    found = {code: _value(code, words[code]) for code in NARROWED if words.get(code)}
    return Where({code: value for code, value in found.items() if value != ""})


def said_where(words: Mapping[str, str], report: Report) -> Where:
    """Return what words of an address narrow a report by, though it be nothing; else what the report itself does."""
    is_said = any(name in words for name in (*NARROWED, EVERY))
    return narrowed_by(words if is_said else dict(report.where))


def said_compare(words: Mapping[str, str], report: Report) -> Compare:
    """Return what words of an address put a report's figures beside; what is no such thing puts them alone."""
    said = words.get("compare", report.compare.value)
    return next((each for each in Compare if each.value == said), Compare.NOTHING)


def address_word(value: Any) -> str:
    """Return a value as a word of an address."""
    return NONE if value is None or value == "" else str(value)


def _value(code: str, text: str) -> Any:
    """Return a dimension value from an address; an empty text for what no such value can be."""
    text = text.replace("\0", "")[:80]
    if text == NONE:
        return None
    number = text.removeprefix("team ") if code == "manager" else text
    if code in WORDED and code != "manager":
        return text
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return ""
    return text if code == "manager" else int(text)


def narrowed_name(code: str, value: Any, viewer: Actor) -> str:
    """Return what a value figures are narrowed by is called."""
    if code == "manager" and str(value).isdecimal():
        code, value = "person", int(value)
    if code in WORDED - {"step"}:
        return _("not set") if value is None else str(SIZES.get(value, value))
    return DIMENSIONS[code].naming(viewer, {value})[value][1]
