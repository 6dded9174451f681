"""The deals of files as they came, read by other means than the import's own."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from mostik.crm.rules.imports.reckoning import Told, minor_of, month_of

AMO_WON, AMO_LOST = 142, 143
_ENDS: Final = {"WON": "won", "LOSE": "lost", "APOLOGY": "lost"}


@dataclass(frozen=True)
class Ways:
    """How words of a file are to be understood: what its stages mean, in which zone its days are."""

    outcome_of: Callable[[str], str]
    zone: tzinfo
    people: Mapping[str, str] = field(default_factory=dict)

    def named(self, number: object) -> str:
        """Return who a number of the other system is, or the number."""
        return self.people.get(str(number or ""), str(number or ""))


def from_amo(path: Path, ways: Ways) -> Iterator[Told]:
    """Yield the deals of an answer of amoCRM's API."""
    for item in _objects(path):
        if "status_id" not in item or "pipeline_id" not in item:
            continue
        status = item["status_id"]
        outcome = {str(AMO_WON): "won", str(AMO_LOST): "lost"}.get(str(status), "open")
        minor = minor_of(str(item.get("price") or ""))
        month = _month_at(item.get("closed_at"), ways.zone)
        yield str(item.get("id") or ""), outcome, minor, ways.named(item.get("responsible_user_id")), "", month


def from_bitrix(path: Path, ways: Ways) -> Iterator[Told]:
    """Yield the deals of an answer of Bitrix24's REST."""
    for item in _objects(path):
        if "STAGE_ID" not in item or "STAGE_SEMANTIC_ID" in item:
            continue
        outcome = _ENDS.get(str(item["STAGE_ID"]).rpartition(":")[2], "open")
        month = _month(str(item.get("CLOSEDATE") or ""), ways.zone)
        owner = ways.named(item.get("ASSIGNED_BY_ID"))
        yield str(item.get("ID") or ""), outcome, minor_of(str(item.get("OPPORTUNITY") or "")), owner, "", month


def people_of(path: Path) -> dict[str, str]:
    """Return the users a JSON file tells of, their addresses by number."""
    told = ((item.get("id") or item.get("ID"), item.get("email") or item.get("EMAIL")) for item in _objects(path))
    return {str(number): str(address) for number, address in told if number and isinstance(address, str)}


def from_text(path: Path, columns: Mapping[str, str], ways: Ways) -> Iterator[Told]:
    """Yield the deals of a CSV; ``columns`` are headings by what they hold. Rows of one number are one deal."""
    text = path.read_bytes()
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = text.decode("cp1251")
    first = decoded.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    yield from from_rows(csv.DictReader(decoded.splitlines(keepends=True), delimiter=separator), columns, ways)


def from_rows(rows: Any, columns: Mapping[str, str], ways: Ways) -> Iterator[Told]:
    """Yield deals of rows given as cells by heading."""
    seen: set[str] = set()
    for row in rows:
        told = {code: str(row.get(heading) or "").strip() for code, heading in columns.items()}
        number = told.get("external_id", "").lstrip("'")
        if not any(told.values()) or (number and number in seen):
            continue
        seen.add(number)
        stage = told.get("stage", "")
        outcome = ways.outcome_of(told.get("outcome") or stage)
        ended = outcome != "open"
        month = _month(told.get("closed", ""), ways.zone) if ended else ""
        stage = "" if ended and "outcome" in columns else stage  # where it ended is not told then
        yield number, outcome, minor_of(told.get("amount", "")), told.get("owner", ""), stage, month


def headings_by_field(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the heading each field of a deal is read from."""
    return {code: headings[int(place)] for place, code in mapping.items() if int(place) < len(headings)}


def _month_at(seconds: object, zone: tzinfo) -> str:
    try:
        return datetime.fromtimestamp(float(str(seconds or "")), zone).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):
        return ""


def _month(text: str, zone: tzinfo) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return month_of(text)
    try:
        return at.astimezone(zone).strftime("%Y-%m") if at.tzinfo else at.strftime("%Y-%m")
    except OverflowError:
        return ""


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON file, however deep it lies."""
    waiting = [json.loads(path.read_text(encoding="utf-8-sig"))]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(each for each in value.values() if isinstance(each, dict | list))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
