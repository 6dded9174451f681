"""Clients asked why they refused, for programs: the seller's reason beside the client's own, filed by a reader."""

from functools import partial
from typing import Any

from ninja import Router

from mostik.channels.commands.refusals import RIGHT, settle_refusal
from mostik.channels.models import Refusal
from mostik.channels.queries.refusals import refusal_rows
from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import reason_titles
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import clear, shown
from mostik.web import resources
from mostik.web.api import Id
from mostik.web.resources import Write

Resource = partial(resources.Resource, clear=clear, shown=shown)


def _settle(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    del version
    if said["reason"] not in reason_titles(viewer=by):
        raise Invalid(gettext_noop("There is no such one in use."), field="reason")
    settle_refusal(by=by, refusal_id=pk, reason_id=said["reason"])


REFUSALS = Resource(
    name="refusals",
    one="refusal",
    model=Refusal,
    kind="channels.refusal",
    see="crm.see_deals",
    rows=lambda viewer: refusal_rows(viewer=viewer),
    shows="deal owner given reason state answer asked_at answered_at decided_by",
    filters="deal owner given reason state asked_at answered_at",
    actions={
        "settle": Write(
            needs=RIGHT, also={"reason": (Id, ...)}, call=_settle, says="File the client's reason as a person reads it"
        )
    },
)


def routes(router: Router) -> None:
    """Give refusals their operations."""
    resources.register(router, REFUSALS)
