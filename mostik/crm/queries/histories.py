"""What happened to a record: its timeline and the last thing somebody did to it."""

from django.utils.translation import gettext as _

from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.models import Entry
from mostik.kernel.events import Ref


def latest_change(*, viewer: Actor, about: Ref) -> tuple[str, str]:  # noqa: ARG001 - the card was already seen
    """Return who changed a record last and what they did, for the words of a conflict."""
    last = journal.timeline(about).first()
    return (last.actor_name, _said(last)) if last else ("", "")


def _said(entry: Entry) -> str:
    """Return the sentence of a journal line in the reader's language; its name when this version lost the words."""
    event = journal.read(entry)
    return _(event.says).format(**entry.payload) if event and event.says else entry.name
