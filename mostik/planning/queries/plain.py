"""Views as plain values for the command line and programs."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from mostik.kernel.money import Money


def as_dict(view: Any) -> dict[str, Any]:
    """Return a view as plain values: money as amount and currency, days as ISO text."""
    plain: dict[str, Any] = _plain(view)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount": str(value.major), "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
