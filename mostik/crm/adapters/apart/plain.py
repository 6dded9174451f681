"""What JSON of any system comes down to: items, their texts and moments, tables of them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Item = Mapping[str, Any]
#: Headings and rows of a table.
Table = tuple[list[str], list[dict[str, str]]]
Tables = dict[str, Table]

#: Where answers of an API keep their items.
_HOLDERS = ("result", "resultExample", "items", "data", "results", "_embedded")


def items_of(path: Path) -> Iterator[Item]:
    """Yield the items of a JSON file: a list, an answer of an API, several of them, or one item a line."""
    with path.open(encoding="utf-8-sig") as file:
        text = file.read()
    try:
        yield from found_in(json.loads(text))
    except json.JSONDecodeError:
        for line in text.splitlines():
            if line.strip():
                yield from found_in(json.loads(line))


def found_in(value: Any) -> Iterator[Item]:
    """Yield the items inside an answer, whatever it is wrapped in."""
    if isinstance(value, list):
        for each in value:
            yield from found_in(each)
    elif isinstance(value, dict):
        inner = None if _is_item(value) else _held(value)
        if inner is None:
            yield value
        else:
            yield from found_in(inner)


def _is_item(value: Item) -> bool:
    return any(key in value for key in ("id", "ID", "STATUS_ID"))


def _held(value: Item) -> Any:
    for key in _HOLDERS:
        held = value.get(key)
        if key == "_embedded" and isinstance(held, dict):
            return [each for each in held.values() if isinstance(each, list)]
        if isinstance(held, list | dict):
            return held
    return None


def text(value: Any) -> str:
    """Return a value as a person would type it."""
    if value is None or isinstance(value, dict | list):
        return "" if not value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def moment(value: Any) -> str:
    """Return an instant in ISO: from seconds since 1970, or as it is written.

    >>> moment(1601845503), moment("2024-09-02T18:37:18+02:00"), moment(None)
    ('2020-10-04T21:05:03+00:00', '2024-09-02T18:37:18+02:00', '')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds") if value else ""
    return text(value)


def columns_of(rows: Iterable[Mapping[str, str]], first: Sequence[str]) -> Table:
    """Return rows as a table: these columns first, then every other one met that holds anything."""
    listed = [dict(row) for row in rows]
    filled = {name for row in listed for name, value in row.items() if value}
    others = dict.fromkeys(name for row in listed for name in row if name in filled and name not in first)
    return [*first, *others], listed
