"""Personal values taken out of the journal: the lines stay, their seals hold, the values cannot be tried any more."""

import secrets
from collections.abc import Iterable, Mapping

from mostik.core import clock, journal, salts
from mostik.core.models import Entry
from mostik.core.privacy import datamap
from mostik.core.privacy.events import PersonalErased
from mostik.core.privacy.terms import ABOUT_SOMEBODY
from mostik.kernel.events import Ref

#: Fields of one line to be erased; nothing means every field the data map calls personal.
Fields = Iterable[str] | None


def erase_lines(lines: Mapping[int, Fields], about: Ref) -> tuple[str, int]:
    """Erase fields of journal lines in the running transaction; return the act's name and how many lines it changed.

    Numbers, days and sums stay, so that facts made anew are the same. What was taken is written down as one line with
    a digest that accounts for every value gone: a line erased by anything else is found by whoever checks the seals.
    """
    act, lost, changed = secrets.token_hex(8), [], []
    for line in Entry.objects.filter(pk__in=lines).select_for_update().order_by("pk"):
        before = journal.kept(line)
        after = salts.without(before, personal_fields(line, lines[line.pk]), act)
        if after is not before:
            line.payload, line.salt, line.erased = dict(after.payload), after.salt, after.erased
            lost += salts.losses(line.pk, line.erased).get(act, [])
            changed.append(line)
    Entry.objects.bulk_update(changed, ["payload", "salt", "erased"], batch_size=200)
    if changed:
        digest = salts.digest_of_losses(lost)
        told = PersonalErased(
            at=clock.now(), act=act, lines=len(changed), digest=digest, kind=about.kind, number=about.id
        )
        journal.publish(told)
    return act if changed else "", len(changed)


def personal_fields(line: Entry, only: Fields = None) -> list[str]:
    """Return the fields of a line that hold something about somebody, by the data map."""
    tags = datamap.events().tags
    names = line.payload if only is None else [name for name in only if name in line.payload]
    return [name for name in names if tags.get(name) in ABOUT_SOMEBODY]
