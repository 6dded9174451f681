"""What robots do through the channels: write to the client of a deal from a template."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, Trigger, declare
from mostik.channels import events
from mostik.channels.commands.letters import write_letter
from mostik.channels.queries.booking import booking_rows
from mostik.channels.terms import BookingState
from mostik.core.actors import Actor
from mostik.crm.queries.letters import draft_about, mail_templates


def _write(*, by: Actor, number: int, told: Told, key: str) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    write_letter(by=by, deal_id=number, subject=draft.subject, text=draft.text, key=key)
    return f"{draft.to}: {draft.subject}"


def _write_shows(*, by: Actor, number: int, told: Told) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    return f"{draft.to or '—'}: {draft.subject}. {draft.text[:200]}"


def _booked(event: Any, told: Told) -> int | None:
    del told
    return event.deal  # type: ignore[no-any-return]


def _before_meeting(since: datetime, now: datetime, told: Told, viewer: Actor) -> Iterable[tuple[int, str]]:
    """Yield deals whose meeting begins in so many hours; once for each time it was agreed for."""
    hours = timedelta(hours=int(told["hours"]))
    rows = booking_rows(viewer=viewer).filter(state=BookingState.CONFIRMED, deal__isnull=False, starts_at__gt=now)
    near = rows.filter(starts_at__gt=since + hours, starts_at__lte=now + hours)
    for pk, deal, at in near.values_list("pk", "deal_id", "starts_at"):
        yield deal, f"meeting:{pk}:{at.isoformat()}"


declare(
    Trigger("meeting.booked", _("A client books a meeting"), "deal", {events.MeetingBooked: _booked}),
    Trigger("meeting.moved", _("A booked meeting is moved"), "deal", {events.MeetingMoved: _booked}),
    Trigger("meeting.cancelled", _("A booked meeting is cancelled"), "deal", {events.MeetingCancelled: _booked}),
    Trigger(
        "meeting.near",
        _("A booked meeting draws near"),
        "deal",
        due=_before_meeting,
        asks=(Ask("hours", _("Hours before"), most=24 * 14, usual="24"),),
    ),
    Deed(
        "deal.letter",
        _("Send a letter to the client"),
        "deal",
        _write,
        _write_shows,
        asks=(
            Ask(
                "template",
                _("Template"),
                choices=lambda viewer: mail_templates(viewer=viewer),
                help=_("Its fields are filled in from the deal; the letter goes in the owner's name."),
            ),
        ),
        icon="mail",
    ),
)
