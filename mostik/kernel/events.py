"""What happened, as a frozen value in the past tense. Facts and timelines are made from these alone."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple, Self, get_type_hints


def N_(text: str) -> str:  # noqa: N802 - the customary mark for a string translated later
    """Mark a string for translation where it is shown, not where it is written."""
    return text


class Ref(NamedTuple):
    """A record by kind and number, such as ``Ref("crm.deal", 7)``: a link that needs no import."""

    kind: str
    id: int


REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened. Subclasses are kept in ``REGISTRY`` by name and can be read back from a payload.

    ``name`` is stable for ever (it lies in the journal). ``says`` is the timeline's sentence: an English
    template over the fields, translated where it is shown. ``about()`` is the card it belongs to and
    ``also()`` a second card that shows it.
    """

    name: ClassVar[str] = ""
    says: ClassVar[str] = ""
    at: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            REGISTRY[cls.name] = cls

    def about(self) -> Ref:
        """Return the record this happened to."""
        raise NotImplementedError

    def also(self) -> Ref | None:
        """Return a second record whose timeline shows this, if any."""
        return None

    def payload(self) -> dict[str, Any]:
        """Return the fields as JSON values, without the instant (the journal keeps that apart)."""
        return {f.name: _written(getattr(self, f.name)) for f in fields(self) if f.name != "at"}

    @classmethod
    def read(cls, at: datetime, payload: Mapping[str, Any]) -> Self:
        """Return the event written as this payload; fields added since then take their defaults."""
        hints = get_type_hints(cls)
        known = {f.name for f in fields(cls)}
        return cls(at=at, **{k: _read(hints[k], v) for k, v in payload.items() if k in known})


def _written(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return value


def _read(hint: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    if isinstance(value, str) and "datetime.datetime" in str(hint):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and "datetime.date" in str(hint):
        return date.fromisoformat(value)
    return value
