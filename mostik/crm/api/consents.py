"""Consents for programs: what people agreed to, given and withdrawn with their evidence."""

from functools import partial
from typing import Any

from ninja import Router

from mostik.core.actors import Actor
from mostik.crm.commands import consents
from mostik.crm.models import Consent
from mostik.crm.queries.personal.consents import consents as consent_rows
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.people.access import clear, shown
from mostik.web import resources, schemas
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)


def _give(*, by: Actor, said: dict[str, Any]) -> int:
    return consents.give_consent(
        by=by,
        contact_id=said["contact"],
        purpose=ConsentPurpose(said["purpose"]),
        channel=ConsentChannel(said["channel"]),
        text=said["text"],
        how=said["given_how"],
        at=said.get("given_at"),
    )


CONSENTS = Resource(
    name="consents",
    one="consent",
    model=Consent,
    kind="crm.consent",
    stays=True,
    see="crm.see_deals",
    rows=lambda viewer: consent_rows(viewer=viewer),
    shows="contact purpose channel text given_at given_how withdrawn_at withdrawn_how",
    filters="contact purpose channel given_at",
    create=Write(
        needs="crm.edit_client",
        takes="contact* purpose* channel* text* given_how* given_at",
        call=_give,
        says="Write down what somebody agreed to, to which text, and how",
    ),
    actions={
        "withdraw": Write(
            needs="crm.edit_client",
            also={"how": (schemas.text(500), ...)},
            says="Write down that somebody agrees no more, and how they said so",
            call=lambda by, pk, said, **_: consents.withdraw_consent(by=by, consent_id=pk, how=said["how"]),
        )
    },
)


def routes(router: Router) -> None:
    """Put the consents' operations on the room's router."""
    resources.register(router, CONSENTS)
