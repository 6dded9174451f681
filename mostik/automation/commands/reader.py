"""Every write of the language model: connected, switched on and off, removed; what it read is taken by the rules."""

from typing import Final

from mostik.automation.adapters.completions import Line
from mostik.automation.events import ReaderConnected, ReaderRemoved, ReaderSwitchedOff, ReaderSwitchedOn
from mostik.automation.models import Reader, Reading
from mostik.automation.queries.reader import RIGHT, reader, the_reader
from mostik.automation.terms import Outcome
from mostik.core import clock, outbound, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

MOST_A_DAY: Final = 100_000


class KeyElsewhere(Invalid):
    """A kept key was given for another address."""

    message = gettext_noop("The address has changed: give its key once more.")


class Unnamed(Invalid):
    """A model without a name."""

    message = gettext_noop("Write the name of the model as its provider spells it.")


def drafted(viewer: Actor, *, url: str, model: str, key: str) -> Line:
    """Return where a model would be asked; a kept key serves the address it was given for, and no other."""
    row = reader(viewer=viewer)
    kept = vault.opened(row.secret) if row and row.secret else ""
    if kept and not key and row and url.strip().rstrip("/") != row.url:
        raise KeyElsewhere(field="key")
    if not model.strip():
        raise Unnamed(field="model")
    outbound.parsed(url.strip())
    return Line(url.strip().rstrip("/"), model.strip()[:120], key or kept)


@command(needs=RIGHT)
def connect_reader(
    *, by: Actor, url: str, model: str, key: str = "", daily: int = 300, version: int | None = None
) -> int:
    """Connect a language model, or change the one connected; one that works goes on working.

    Refuses an address that is none, a kept key for another address and a stale version.
    """
    line = drafted(by, url=url, model=model, key=key)
    row = reader(viewer=by) or Reader()
    if version is not None and row.pk and version != row.version:
        raise Conflict
    if not 1 <= daily <= MOST_A_DAY:
        raise Invalid(field="daily")
    new = {"url": line.url, "model": line.model, "daily": daily}
    changes = tuple((name, str(getattr(row, name)), str(value)) for name, value in new.items())
    row.url, row.model, row.daily = line.url, line.model, daily
    row.secret, row.version = vault.locked(line.key) if line.key else "", row.version + 1
    row.save()
    changes = tuple(each for each in changes if each[1] != each[2])
    publish(ReaderConnected(at=clock.now(), reader=row.pk, title=row.model, changes=changes))
    return row.pk


@command(needs=RIGHT)
def switch_reader(*, by: Actor, on: bool) -> None:
    """Let the model read what text robots do not understand, or let nothing go to it from now on."""
    row = the_reader(viewer=by)
    if (row.works_since is not None) == on:
        return
    row.works_since = clock.now() if on else None
    row.save(update_fields=["works_since"])
    event = ReaderSwitchedOn if on else ReaderSwitchedOff
    publish(event(at=clock.now(), reader=row.pk, title=row.model))


@command(needs=RIGHT)
def remove_reader(*, by: Actor) -> None:
    """Forget the model with its key; what it read stays with the talks."""
    row = the_reader(viewer=by)
    publish(ReaderRemoved(at=clock.now(), reader=row.pk, title=row.model))
    row.delete()


def note_reading(talk_id: int, turn: int, outcome: Outcome, *, took: int, tokens: int) -> None:
    """Write down what became of a reading, once for each step of a talk."""
    told = {"outcome": outcome, "took": took, "tokens": tokens, "at": clock.now()}
    Reading.objects.get_or_create(talk_id=talk_id, turn=turn, defaults=told)
