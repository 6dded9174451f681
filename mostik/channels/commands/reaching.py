"""Writing to a client by whichever way reaches them: the way they talk by, else mail, else SMS."""

from django.db import transaction

from mostik.channels.catalog.ways import EMAIL, WAYS
from mostik.channels.commands.letters import RIGHT
from mostik.channels.commands.talks import write
from mostik.channels.models import Sending
from mostik.channels.queries.reaching import ways_to
from mostik.channels.terms import Purpose
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Conflict, Invalid, Refusal, gettext_noop


class NoWay(Invalid):
    """Nothing the client could be reached by."""

    message = gettext_noop("There is no way to write to the client: no talk, no e-mail, no phone for SMS.")


@command(needs=RIGHT)
def reach(*, by: Actor, deal_id: int, subject: str, text: str, key: str, purpose: str = Purpose.SERVICE) -> str:
    """Promise one message to the client of a deal by the first way that takes it, and return the way.

    The same key promises nothing twice. What the gate refuses is refused: no other way is tried around it.
    """
    if known := Sending.objects.filter(key=key).values_list("way", flat=True).first():
        return str(known)
    why: Refusal = NoWay()
    for way in ways_to(deal_id, viewer=by):
        said = subject if way == EMAIL else ""
        try:
            with transaction.atomic():
                write(by=by, deal_id=deal_id, way=way, subject=said, text=text, key=key, purpose=purpose)
        except Refusal as refusal:
            if type(refusal) is Conflict:
                raise
            why = refusal
        else:
            return WAYS[way].code
    raise why
