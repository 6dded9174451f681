"""A robot's first answer to a lead: written at once in the house's name, over the way the client came by."""

from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from mostik.channels.commands.reaching import reach
from mostik.channels.terms import Purpose
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.crm.queries.answering import greeting_of
from mostik.kernel.refusals import Refusal

ROBOT = replace(SYSTEM, kind=ActorKind.ROBOT, rights=frozenset({"channels.write_letters"}))


@command(needs=None)
def greet(*, by: Actor, deal_id: int) -> None:
    """Answer a lead that waits in its rule's words, once; with no words or no way to the client it stays unanswered."""
    if text := greeting_of(deal_id, viewer=by):
        with suppress(Refusal):
            first_answer(by=ROBOT, deal_id=deal_id, text=text, key=f"greeting:{deal_id}")


@command(needs=None)
def first_answer(*, by: Actor, deal_id: int, text: str, key: str) -> str:
    """Write a lead's client the first answer where they write to us, else by e-mail, else by SMS; return the way.

    Refuses a client no way reaches.
    """
    subject = _("Your enquiry")
    return reach(by=by, deal_id=deal_id, subject=subject, text=text, key=key, purpose=Purpose.ANSWER)
