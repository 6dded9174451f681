"""What a person writes in the day's queue leaves by the ways connected here: the room's `Post`."""

from mostik.channels.access import visible_letters
from mostik.channels.commands import taking_back
from mostik.channels.commands.letters import RECORDED, RIGHT
from mostik.channels.commands.talks import write
from mostik.channels.queries.reaching import ways_from_here as ways
from mostik.channels.terms import SendingState
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.catalog import Written
from mostik.people.queries.people import hold_of

__all__ = ["promise", "take_back", "ways"]


@command(needs=RIGHT)
def promise(*, by: Actor, activity_id: int, written: Written) -> None:
    """Promise what a person wrote about a deal and recorded as an activity: it is written down once."""
    assert written.deal_id is not None
    told = {"way": written.way, "subject": written.subject, "text": written.text, "key": f"{RECORDED}{activity_id}"}
    write(by=by, deal_id=written.deal_id, hold=hold_of(viewer=by), **told)


@command(needs=None)
def take_back(*, by: Actor, activity_id: int) -> None:
    """Take back the letter an activity records, if one is on its way; refuses one that has gone."""
    row = visible_letters(by).filter(key=f"{RECORDED}{activity_id}").first()
    if row is not None and row.state not in {SendingState.FAILED, SendingState.DROPPED}:
        taking_back.take_back(by=by, letter_id=row.pk)
