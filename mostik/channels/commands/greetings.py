"""A robot's first answer to a lead: written at once in the house's name, counted apart from people's answers."""

from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from mostik.channels.commands.letters import write_letter
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.crm.commands.answering import note_robots_answer
from mostik.crm.queries.answering import greeting_of
from mostik.kernel.refusals import Refusal

ROBOT = replace(SYSTEM, kind=ActorKind.ROBOT, rights=frozenset({"channels.write_letters"}))


@command(needs=None)
def greet(*, by: Actor, deal_id: int) -> None:
    """Answer a lead that just came in its rule's words; without words or an address it stays unanswered."""
    text = greeting_of(deal_id, viewer=by)
    if not text:
        return
    with suppress(Refusal):
        first_answer(by=ROBOT, deal_id=deal_id, text=text, key=f"greeting:{deal_id}")


@command(needs=None)
def first_answer(*, by: Actor, deal_id: int, text: str, key: str) -> None:
    """Write the first answer to a lead and keep when. Refuses as a letter does."""
    write_letter(by=by, deal_id=deal_id, subject=_("Your enquiry"), text=text, key=key)
    note_robots_answer(by=by, deal_id=deal_id)
