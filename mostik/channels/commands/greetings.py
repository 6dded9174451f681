"""A robot's first answer to a lead: written at once in the house's name, over the way the client came by."""

from contextlib import suppress
from dataclasses import replace

from django.utils.translation import gettext as _

from mostik.channels.catalog.ways import EMAIL
from mostik.channels.commands.letters import NoAddress
from mostik.channels.commands.talks import write
from mostik.channels.queries.talks import way_they_write
from mostik.channels.terms import Purpose
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.crm.queries.answering import greeting_of
from mostik.kernel.refusals import Refusal

ROBOT = replace(SYSTEM, kind=ActorKind.ROBOT, rights=frozenset({"channels.write_letters"}))
#: How a client who never wrote over any way is reached, the first that can be.
COLD = (EMAIL, "sms")


@command(needs=None)
def greet(*, by: Actor, deal_id: int) -> None:
    """Answer a lead that waits in its rule's words, once; with no words or no way to the client it stays unanswered."""
    if text := greeting_of(deal_id, viewer=by):
        with suppress(Refusal):
            first_answer(by=ROBOT, deal_id=deal_id, text=text, key=f"greeting:{deal_id}")


@command(needs=None)
def first_answer(*, by: Actor, deal_id: int, text: str, key: str) -> int:
    """Write a lead's client the first answer where they write to us, else by e-mail, else by SMS.

    Returns the sending's number. Refuses a client no way reaches, as the last way tried does.
    """
    refusal: Refusal = NoAddress(field="text")
    for way in dict.fromkeys(filter(None, (way_they_write(deal_id, viewer=by), *COLD))):
        try:
            return write(
                by=by,
                deal_id=deal_id,
                way=way,
                subject=_("Your enquiry"),
                text=text,
                key=key,
                purpose=Purpose.ANSWER,
            )
        except Refusal as told:
            refusal = told
    raise refusal
