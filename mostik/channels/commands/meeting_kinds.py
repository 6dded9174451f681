"""Kinds of meeting people may book: made, changed, put away and brought back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from mostik.channels.events import MeetingKindChanged, MeetingKindRemoved, MeetingKindRestored
from mostik.channels.models import MeetingKind
from mostik.channels.queries.booking import meeting_kind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Conflict, Invalid

RIGHT: Final = "channels.connect_ways"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
STEPS: Final = (5, 10, 15, 20, 30, 60)
BOUNDS: Final = {
    "minutes": (5, 480),
    "before": (0, 240),
    "after": (0, 240),
    "notice": (0, 30 * 24 * 60),
    "horizon": (1, 180),
    "daily": (0, 50),
}
MOST_QUESTIONS: Final = 10


@command(needs=RIGHT)
def save_meeting_kind(*, by: Actor, kind_id: int | None, fields: Mapping[str, Any], version: int | None = None) -> int:
    """Make or change a kind of meeting and return its number; refuses each value at its field, a stale version."""
    row = meeting_kind(kind_id, viewer=by) if kind_id else MeetingKind()
    if version is not None and row.pk and row.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Look at it again."))
    said = {**fields, "questions": _questions(fields.get("questions", ()))}
    _refuse(said, row.pk)
    changes = [
        (name, str(getattr(row, name)), str(value)) for name, value in said.items() if getattr(row, name) != value
    ]
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1 if row.pk else 0
    row.save()
    publish(MeetingKindChanged(at=clock.now(), kind=row.pk, title=row.title, changes=tuple(changes)))
    return row.pk


@command(needs=RIGHT)
def remove_meeting_kind(*, by: Actor, kind_id: int) -> None:
    """Offer a meeting no more; those booked stay. ``restore_meeting_kind`` brings it back."""
    row = meeting_kind(kind_id, viewer=by)
    row.removed_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["removed_at", "version"])
    publish(MeetingKindRemoved(at=row.removed_at, kind=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_meeting_kind(*, by: Actor, kind_id: int) -> None:
    """Offer a removed meeting again."""
    row = meeting_kind(kind_id, viewer=by, removed=True)
    if row.removed_at is None:
        raise Conflict(_("This was not removed."))
    row.removed_at, row.version = None, row.version + 1
    row.save(update_fields=["removed_at", "version"])
    publish(MeetingKindRestored(at=clock.now(), kind=row.pk, title=row.title))


def _refuse(said: Mapping[str, Any], own: int | None) -> None:
    for name, (least, most) in BOUNDS.items():
        if not least <= said[name] <= most:
            raise Invalid(_("This is from {least} to {most}."), field=name, params={"least": least, "most": most})
    if said["step"] not in STEPS:
        raise Invalid(_("Choose one of the steps."), field="step")
    if not SLUG.fullmatch(said["slug"]) or len(said["slug"]) > 60:
        raise Invalid(_("Write latin letters, digits and hyphens, for example consultation."), field="slug")
    if MeetingKind.objects.filter(slug=said["slug"]).exclude(pk=own or 0).exists():
        raise Invalid(_("Another meeting has this address."), field="slug")
    if (said["person"] is None) == (said["team"] is None):
        raise Invalid(_("Choose one person or one team."), field="person")


def _questions(asked: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = [{"words": each["words"].strip()[:200], "required": bool(each["required"])} for each in asked]
    found = [each for each in found if each["words"]]
    if len(found) > MOST_QUESTIONS:
        raise Invalid(_("Ask at most {most} questions."), field="questions", params={"most": MOST_QUESTIONS})
    return found
