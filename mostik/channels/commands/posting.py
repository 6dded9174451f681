"""What a person writes in the day's queue leaves by the ways connected here."""

from mostik.channels.access import visible_letters
from mostik.channels.commands.letters import RECORDED, RIGHT
from mostik.channels.commands.taking_back import take_back
from mostik.channels.commands.talks import write
from mostik.channels.queries.reaching import ways_from_here
from mostik.channels.terms import SendingState
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.catalog import Post, Written, post_by
from mostik.people.queries.people import hold_of


@command(needs=RIGHT)
def promise_written(*, by: Actor, activity_id: int, written: Written) -> None:
    """Promise what a person wrote about a deal and recorded as an activity: it is written down once."""
    assert written.deal_id is not None
    told = {"way": written.way, "subject": written.subject, "text": written.text, "key": f"{RECORDED}{activity_id}"}
    write(by=by, deal_id=written.deal_id, hold=hold_of(viewer=by), **told)


@command(needs=None)
def take_back_written(*, by: Actor, activity_id: int) -> None:
    """Take back the letter an activity records, if one is on its way; refuses one that has gone."""
    row = visible_letters(by).filter(key=f"{RECORDED}{activity_id}").first()
    if row is not None and row.state not in {SendingState.FAILED, SendingState.DROPPED}:
        take_back(by=by, letter_id=row.pk)


def declare() -> None:
    """Let what is written about deals leave by itself."""
    post_by(Post(ways_from_here, promise_written, take_back_written))
