"""Writes of the journal of reads: who opened, looked through and took away clients' data; its seals."""

import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command, origin
from mostik.kernel.refusals import Invalid
from mostik.people.models import Read, ReadSeal
from mostik.people.queries.reads import allowance, told
from mostik.people.rules.reads import SIGNS, chained, mark_of
from mostik.people.terms import ReadKind

AT_ONCE = 2000


@command(needs=None)
def note_read(*, by: Actor, what: ReadKind, kind: str, subjects: Sequence[int]) -> None:
    """Write down that somebody has seen records of a kind. Nothing seen is not written."""
    if subjects:
        _line(by, what, kind, subjects).save()


@command(needs=None)
def note_export(*, by: Actor, kind: str, subjects: Sequence[int], reason: str, owner_of_right: str) -> Read:
    """Write down an export before its file is given, and return the line with its mark.

    Refuses without the right, without a reason, and above what is left for today without an approval of that size.
    """
    if not by.may(owner_of_right):
        raise Invalid(_("Your role does not export lists."))
    if len(reason.strip()) < 5:
        raise Invalid(_("Say what the file is for: a few words."), field="why")
    room = allowance(viewer=by, rows=len(subjects))
    if not room.allowed:
        raise Invalid(_("This is more than you may export today. Ask for a decision."), field="why")
    line = _line(by, ReadKind.EXPORT, kind, subjects)
    line.reason, line.mark, line.approval = (
        reason.strip()[:300],
        mark_of(secrets.randbelow(len(SIGNS) ** 8)),
        room.approval,
    )
    line.save()
    return line


@command(needs=None)
def note_whole(*, by: Actor, archive: int, reason: str) -> None:
    """Write down that the whole company was exported: every record, so none is named."""
    line = _line(by, ReadKind.EXPORT, "core.archive", [archive])
    line.reason = reason.strip()[:300]
    line.save()


def seal_reads() -> int:
    """Chain the lines written since the last seal and return how many. Run by one timer at a time."""
    last = ReadSeal.objects.order_by("-read_id").first()
    digest, after = (last.digest, last.read_id) if last else ("", 0)
    seals = []
    for line in Read.objects.filter(id__gt=after).order_by("id")[:AT_ONCE]:
        digest = chained(digest, told(line))
        seals.append(ReadSeal(read_id=line.pk, digest=digest))
    ReadSeal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def _line(by: Actor, what: ReadKind, kind: str, subjects: Sequence[int]) -> Read:
    return Read(
        at=clock.now(),
        person_id=by.id,
        person=by.name,
        role=by.role,
        what=what,
        kind=kind,
        subjects=list(subjects),
        rows=len(subjects),
        address=origin().address,
    )
