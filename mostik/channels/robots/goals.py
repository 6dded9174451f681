"""What ends the work of robots on deals by the client's word: they wrote, booked, asked not to be written to."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.goals import Goal, declare, withdraws
from mostik.channels import events
from mostik.channels.commands.letters import withdraw
from mostik.channels.queries.since import has_booked, has_stopped, has_written
from mostik.core.actors import SYSTEM
from mostik.crm.access import visible_deals


def _wrote(event: events.ClientWrote) -> QuerySet[Any]:
    """Return the deal a client wrote about and their others."""
    theirs = Q(pk=event.deal or 0)
    if event.contact:
        theirs |= Q(contact=event.contact)
    if event.company:
        theirs |= Q(company=event.company, contact__isnull=True)
    return visible_deals(SYSTEM).filter(theirs)


def _booked(event: Any) -> Sequence[int]:
    return [event.deal] if event.deal else []


withdraws(withdraw)
declare(
    Goal(
        "deal.replied",
        _("The client writes to us"),
        "deal",
        {events.ClientWrote: _wrote},
        lambda number, since: has_written(number, since, viewer=SYSTEM),
    ),
    Goal(
        "deal.booked",
        _("The client books a meeting"),
        "deal",
        {events.MeetingBooked: _booked},
        lambda number, since: has_booked(number, since, viewer=SYSTEM),
    ),
    Goal(
        "deal.unsubscribed",
        _("The client asks not to be written to"),
        "deal",
        {events.ClientStopped: lambda event: event.deals},
        lambda number, since: has_stopped(number, since, viewer=SYSTEM),
        good=False,
    ),
)
