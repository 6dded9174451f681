"""Every write of connected ways: connected, changed, paused, removed, restored. Secrets go in and never come out."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.urls import reverse

from mostik.channels.catalog.ways import WAYS, Field, way_of
from mostik.channels.events import WayConnected, WayEdited, WayRemoved, WayRestored
from mostik.channels.models import Account
from mostik.channels.queries import accounts as queries
from mostik.core import clock, outbox, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.queries.notices import address
from mostik.people.queries.people import person

RIGHT: Final = "channels.connect_ways"
HOOK: Final = "channels.hook"
LONGEST: Final = 500


class NoWay(Invalid):
    """No such way, or not one that is connected."""

    message = gettext_noop("Choose a way from the list.")


class Unsaid(Invalid):
    """Something a way needs is missing."""

    message = gettext_noop("Fill this in.")


class SecretElsewhere(Invalid):
    """A kept secret was given for another address."""

    message = gettext_noop("The address has changed: give its key once more.")


class NoAddress(Invalid):
    """Nobody can call where there is no address."""

    message = gettext_noop("They can only call an https address open to the Internet: set Mostik's address first.")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is filled in to connect a way; an empty secret leaves the one kept."""

    title: str
    owner_id: int
    told: Mapping[str, str] = field(default_factory=dict)


def drafted(way: str, wanted: Wanted, *, kept: Account | None = None) -> Account:
    """Return an account as it would be, unsaved, for a look at the far side; refuses what is missing or unfit."""
    if way not in WAYS or not WAYS[way].fields:
        raise NoWay(field="way")
    row = Account(way=way, title=wanted.title.strip()[:80], owner_id=wanted.owner_id, told={}, secrets={})
    before = kept or row
    for each in way_of(way).fields:
        _put(row, before, each, str(wanted.told.get(each.name, "")).strip())
    row.secrets["hook"] = before.secrets.get("hook") or vault.locked(secrets.token_urlsafe(32))
    if row.told.get("mode") == "hook" and not address().startswith("https://"):
        raise NoAddress(field="mode")
    return row


@command(needs=RIGHT)
def connect_way(*, by: Actor, way: str, wanted: Wanted, name: str = "") -> int:
    """Connect a way, known on the far side by a name, and return its number."""
    row = drafted(way, wanted)
    row.owner = person(viewer=by, person_id=wanted.owner_id)
    row.name, row.door, row.made_at = name[:120], secrets.token_urlsafe(24), clock.now()
    row.save()
    publish(WayConnected(at=row.made_at, account=row.pk, title=row.title, way=row.way))
    _promise_hook(row)
    return row.pk


@command(needs=RIGHT)
def edit_way(*, by: Actor, account_id: int, wanted: Wanted, name: str = "", version: int | None = None) -> None:
    """Change a connected way. Refuses a stale version, and to hand a kept secret to another address."""
    row = queries.account(account_id, viewer=by)
    if version is not None and version != row.version:
        raise Conflict
    new = drafted(row.way, wanted, kept=row)
    changes = [
        (key, str(row.told.get(key, "")), value) for key, value in new.told.items() if row.told.get(key) != value
    ]
    changes += [(key, "", "") for key in new.secrets if new.secrets[key] != row.secrets.get(key)]
    changes += [("title", row.title, new.title)] if row.title != new.title else []
    row.title, row.told, row.secrets, row.name = new.title, new.told, new.secrets, name[:120] or row.name
    row.owner = person(viewer=by, person_id=wanted.owner_id)
    row.error = ""
    _save(row, tuple(changes))


@command(needs=RIGHT)
def pause_way(*, by: Actor, account_id: int) -> None:
    """Let a way rest: nothing is taken in or sent until it is resumed; the far side keeps what it can."""
    row = queries.account(account_id, viewer=by)
    row.paused_at = clock.now()
    _save(row, (("paused", "", "yes"),))


@command(needs=RIGHT)
def resume_way(*, by: Actor, account_id: int) -> None:
    """Let a paused way work again."""
    row = queries.account(account_id, viewer=by)
    row.paused_at, row.error = None, ""
    _save(row, (("paused", "yes", ""),))


@command(needs=RIGHT)
def remove_way(*, by: Actor, account_id: int) -> None:
    """Remove a connected way; its talks stay to be read. ``restore_way`` brings it back."""
    row = queries.account(account_id, viewer=by)
    row.removed_at, row.version = clock.now(), row.version + 1
    row.save()
    publish(WayRemoved(at=row.removed_at, account=row.pk, title=row.title, way=row.way))
    _promise_hook(row)


@command(needs=RIGHT)
def restore_way(*, by: Actor, account_id: int) -> None:
    """Bring a removed way back as it was."""
    row = queries.account(account_id, viewer=by, removed=True)
    row.removed_at, row.version = None, row.version + 1
    row.save()
    publish(WayRestored(at=clock.now(), account=row.pk, title=row.title, way=row.way))
    _promise_hook(row)


def door_address(row: Account) -> str:
    """Return where the far side calls for this account."""
    return address() + reverse("channels:door", args=[row.door])


def _put(row: Account, before: Account, each: Field, value: str) -> None:
    """Put one thing filled in where it is kept; a secret given for another address is asked for again."""
    if len(value) > LONGEST:
        raise Invalid(field=each.name)
    if each.secret:
        kept = before.secrets.get(each.name, "")
        if kept and not value and _hosts(row) != _hosts(before):
            raise SecretElsewhere(field=each.name)
        row.secrets[each.name] = vault.locked(value) if value else kept
    else:
        row.told[each.name] = value or str(each.usual)
    if each.required and not (row.secrets if each.secret else row.told)[each.name]:
        raise Unsaid(field=each.name)
    if each.choices and row.told[each.name] not in dict(each.choices):
        raise Unsaid(field=each.name)


def _hosts(row: Account) -> list[str]:
    """Return where an account leads to."""
    return [str(row.told.get(name, "")) for name in ("url", "imap_host", "smtp_host")]


def _save(row: Account, changes: tuple[tuple[str, str, str], ...]) -> None:
    row.version += 1
    row.save()
    publish(WayEdited(at=clock.now(), account=row.pk, title=row.title, way=row.way, changes=changes))
    _promise_hook(row)


def _promise_hook(row: Account) -> None:
    if row.way_row.hooked:
        outbox.enqueue(HOOK, key=f"hook:{row.pk}:{row.version}", payload={"account": row.pk, "turn": row.version})
