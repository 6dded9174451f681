"""What happened to a record: its timeline and the last thing somebody did to it."""

from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.queries import said
from mostik.kernel.events import Ref


def latest_change(*, viewer: Actor, about: Ref) -> tuple[str, str]:  # noqa: ARG001 - the card was already seen
    """Return who changed a record last and what they did, for the words of a conflict."""
    last = journal.timeline(about).first()
    return (last.actor_name, said(last)) if last else ("", "")
