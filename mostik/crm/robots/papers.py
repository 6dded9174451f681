"""How robots hear that a client accepts a paper by its link, and what waits for it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.goals import Goal
from mostik.automation.catalog.goals import declare as declare_goals
from mostik.automation.catalog.robots import Ask, Told, Trigger, declare
from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.queries.documents.sending import paper_kinds


def _accepted(event: events.DocumentAccepted, told: Told) -> int | None:
    return event.deal if told.get("paper", "") in {"", event.kind} else None


def _deal(event: events.DocumentAccepted) -> Sequence[int]:
    return [event.deal]


def _was_accepted(number: int, since: datetime) -> bool:
    return visible_documents(SYSTEM).filter(deal=number, accepted_at__gt=since).exists()


declare(
    Trigger(
        "deal.accepted",
        _("A client accepts a paper"),
        "deal",
        {events.DocumentAccepted: _accepted},
        asks=(Ask("paper", _("Paper"), choices=paper_kinds, required=False, help=_("Nothing chosen: any.")),),
    )
)
declare_goals(
    Goal("deal.accepted", _("The client accepts a paper"), "deal", {events.DocumentAccepted: _deal}, _was_accepted)
)
