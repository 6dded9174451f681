"""Salted digests of a journal line's fields: what a seal vouches for, and what an erasure leaves of a value.

A line has one salt, each field of it a salt of its own made from that. The seal holds the digests, never the values.
To erase a value, its digest is kept, the line's salt and the value are thrown away, and the fields that stay keep
their own salts: the digest still proves the line, but nobody can try values against it any more.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: What stands where a value was, by the kind of value.
NOTHING: tuple[Any, ...] = ("", [], {})


@dataclass(frozen=True)
class Kept:
    """What lies in the journal of one line: its values, its salt, and what an erasure left."""

    payload: Mapping[str, Any]
    salt: str
    erased: Mapping[str, Any] | None = None


def new_salt() -> str:
    """Return a salt nobody can guess."""
    return secrets.token_hex(16)


def field_salt(salt: str, field: str) -> str:
    """Return a field's own salt: it tells nothing of the line's, nor of another field's.

    >>> field_salt("00", "title") == field_salt("00", "note")
    False
    """
    return hmac.new(bytes.fromhex(salt), field.encode(), hashlib.sha256).hexdigest()[:32]


def digest(salt: str, value: Any) -> str:
    """Return the digest of a value under its field's salt, equal on both databases."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()


def digests(line: Kept) -> dict[str, str]:
    """Return the digest of every field of a line: made from what is there, kept of what is gone."""
    gone: Mapping[str, str] = (line.erased or {}).get("digests", {})
    own: Mapping[str, str] = (line.erased or {}).get("salts", {})
    there = {
        name: digest(own.get(name, "") if line.erased else field_salt(line.salt, name), value)
        for name, value in line.payload.items()
        if name not in gone
    }
    return {**there, **gone}


def without(line: Kept, fields: Iterable[str], act: str) -> Kept:
    """Return a line with these fields erased by an act; numbers stay, for facts are made of them.

    >>> line = Kept({"title": "Ivan", "amount": 5}, "00" * 16)
    >>> less = without(line, ["title", "amount"], "a1")
    >>> less.payload, less.salt, digests(less) == digests(line)
    ({'title': '', 'amount': 5}, '', True)
    """
    names = [name for name in fields if isinstance(line.payload.get(name), str | list | dict)]
    names = [name for name in names if line.payload[name] not in NOTHING]
    if not names:
        return line
    before = line.erased or {"digests": {}, "acts": {}}
    whole = digests(line)
    stay = {name: value for name, value in line.payload.items() if name not in names and name not in before["digests"]}
    salts = {n: line.erased["salts"][n] if line.erased else field_salt(line.salt, n) for n in stay}
    erased = {
        "salts": salts,
        "digests": before["digests"] | {name: whole[name] for name in names},
        "acts": before["acts"] | dict.fromkeys(names, act),
    }
    return Kept({**line.payload, **{name: type(line.payload[name])() for name in names}}, "", erased)


def lies(line: Kept) -> bool:
    """Return whether a field said to be erased still holds something."""
    return any(line.payload.get(name) not in NOTHING for name in (line.erased or {}).get("digests", {}))


#: The name of the line an erasure writes down: how many lines it touched and the digest of what they lost.
ERASED = "core.personal_erased"
Loss = tuple[int, str, str]


def digest_of_losses(losses: Iterable[Loss]) -> str:
    """Return the digest of what an act took: line, field and the digest of the value gone.

    >>> taken = [(2, "title", "a"), (1, "note", "b")]
    >>> digest_of_losses(taken) == digest_of_losses(reversed(taken))
    True
    """
    return hashlib.sha256(json.dumps(sorted(losses)).encode()).hexdigest()


def losses(number: int, erased: Mapping[str, Any] | None) -> dict[str, list[Loss]]:
    """Return what a line lost, by the act that took it."""
    found: dict[str, list[Loss]] = {}
    for field, act in (erased or {}).get("acts", {}).items():
        found.setdefault(act, []).append((number, field, erased["digests"].get(field, "")))  # type: ignore[index]
    return found
