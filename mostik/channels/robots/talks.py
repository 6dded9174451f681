"""What robots do through the channels: letters and messages to clients, talks they hold, meetings they book."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog import dialogues
from mostik.automation.catalog.robots import Ask, Deed, Told, Trigger, declare
from mostik.automation.catalog.words import phrase_in
from mostik.channels import events
from mostik.channels.catalog.ways import WAYS
from mostik.channels.commands.dialogues import MOUTH, hands, says, takes_meeting
from mostik.channels.commands.greetings import first_answer
from mostik.channels.commands.letters import NoAddress, write_letter
from mostik.channels.commands.talks import write
from mostik.channels.queries.booking import booking_rows, meeting_kinds
from mostik.channels.queries.dialogues import answered_by_a_person, deal_of_talk, free_meetings, is_robots, talk_titles
from mostik.channels.queries.refusals import answers_another
from mostik.channels.rules.sms import parts_of
from mostik.channels.terms import PURPOSES, BookingState, Purpose
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.queries.letters import draft_about, mail_templates, message_templates


def _write(*, by: Actor, number: int, told: Told, key: str) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    purpose = told.get("purpose") or Purpose.SERVICE
    write_letter(by=by, deal_id=number, subject=draft.subject, text=draft.text, key=key, purpose=purpose)
    return f"{draft.to}: {draft.subject}"


def _write_shows(*, by: Actor, number: int, told: Told) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    if not draft.to:
        raise NoAddress
    return f"{draft.to}: {draft.subject}\n{draft.text}"


def _booked(event: Any, told: Told) -> int | None:
    del told
    return event.deal  # type: ignore[no-any-return]


def _followed(event: events.LinkFollowed, told: Told) -> int | None:
    return event.deal if told.get("part", "").strip().lower() in event.url.lower() else None


def _first_answer(*, by: Actor, number: int, told: Told, key: str) -> str:
    first_answer(by=by, deal_id=number, text=str(told["text"]), key=key)
    return str(told["text"])


def _first_answer_shows(*, by: Actor, number: int, told: Told) -> str:
    del by, number
    return str(told["text"])


def _before_meeting(since: datetime, now: datetime, told: Told, viewer: Actor) -> Iterable[tuple[int, str]]:
    """Yield deals whose meeting begins in so many hours; once for each time it was agreed for."""
    hours = timedelta(hours=int(told["hours"]))
    rows = booking_rows(viewer=viewer).filter(state=BookingState.CONFIRMED, deal__isnull=False, starts_at__gt=now)
    near = rows.filter(starts_at__gt=since + hours, starts_at__lte=now + hours)
    for pk, deal, at in near.values_list("pk", "deal_id", "starts_at"):
        yield deal, f"meeting:{pk}:{at.isoformat()}"


def _talk_address(number: int) -> str:
    """Return where a talk is read: on the card of its deal."""
    deal = deal_of_talk(number, viewer=SYSTEM)
    return reverse("crm:deal", args=[deal]) if deal else ""


declare(
    Trigger("letter.opened", _("A client opens a letter"), "deal", {events.LetterOpened: _booked}),
    Trigger(
        "letter.link",
        _("A client follows a link in a letter"),
        "deal",
        {events.LinkFollowed: _followed},
        asks=(
            Ask("part", _("The link contains"), required=False, help=_("Any part of its address. Nothing: any link.")),
        ),
    ),
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
)


def _say(*, by: Actor, number: int, told: Told, key: str) -> str:
    draft = draft_about(number, int(told["template"]), viewer=by)
    write(by=by, deal_id=number, way=told["way"], text=draft.text, key=key)
    return _said(told, draft.text[:200])


def _say_shows(*, by: Actor, number: int, told: Told) -> str:
    return _said(told, draft_about(number, int(told["template"]), viewer=by).text)


def _said(told: Told, text: str) -> str:
    parts = parts_of(text).number
    paid = _(" ({parts} parts)").format(parts=parts) if told["way"] == "sms" and parts > 1 else ""
    return f"{WAYS[told['way']].words}{paid}: {text}"


def _ways(_viewer: Actor) -> list[tuple[str, object]]:
    return [(way.code, way.words) for way in WAYS.values() if way.fields]


def _wrote(event: events.ClientWrote, told: Told) -> int | None:
    if told.get("way", "") not in {"", event.way}:
        return None
    phrases = [line.strip() for line in str(told.get("words", "")).splitlines() if line.strip()]
    if phrases and not phrase_in(phrases, event.text):
        return None
    return None if answers_another(event, viewer=SYSTEM) else event.deal


declare(
    Trigger(
        "deal.client_wrote",
        _("A client writes to us"),
        "deal",
        {events.ClientWrote: _wrote},
        asks=(
            Ask("way", _("By what"), choices=_ways, required=False, help=_("Nothing chosen: any.")),  # type: ignore[arg-type]
            Ask(
                "words",
                _("One of the phrases"),
                required=False,
                long=True,
                help=_("A phrase a line, in any of its forms. None: whatever they write."),
            ),
        ),
    ),
    Deed(
        "deal.message",
        _("Send a message to the client"),
        "deal",
        _say,
        _say_shows,
        asks=(
            Ask("way", _("By what"), choices=_ways),  # type: ignore[arg-type]
            Ask(
                "template",
                _("Template"),
                choices=lambda viewer: message_templates(viewer=viewer),
                help=_("Its fields are filled in from the deal; the message goes in the owner's name."),
            ),
        ),
        icon="chat",
    ),
    Deed(
        "deal.first_answer",
        _("Answer a lead first"),
        "deal",
        _first_answer,
        _first_answer_shows,
        asks=(Ask("text", _("Words"), long=True),),
        icon="mail",
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
            Ask(
                "purpose",
                _("What for"),
                choices=lambda _viewer: [(code.value, _(words)) for code, words in PURPOSES.items()],
                required=False,
                usual=Purpose.SERVICE,
                help=_("By this the gate asks for consent, and lets an answer go at night."),
            ),
        ),
        icon="mail",
    ),
)
dialogues.declare(
    dialogues.Mouth(
        code=MOUTH,
        says=says,
        hands=hands,
        answered=answered_by_a_person,
        is_robots=is_robots,
        address=_talk_address,
        titles=talk_titles,
    ),
    dialogues.Offer(
        code="meeting",
        words=_("Offer free times of a meeting and book it"),
        free=free_meetings,
        takes=takes_meeting,
        asks=(
            Ask(
                "meeting",
                _("Meeting"),
                choices=lambda viewer: [(str(row.pk), row.title) for row in meeting_kinds(viewer=viewer)],
                required=False,
                help=_("Nothing chosen: the first one clients may book."),
            ),
        ),
    ),
)
