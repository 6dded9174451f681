"""What a client says when booking: checked and brought to the form it is kept in; whom of several a meeting goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from mostik.channels.terms import Guest
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.kernel.zones import zone_names

LONGEST_NAME: Final = 120
LONGEST_ANSWER: Final = 1000


class SlotTaken(Conflict):
    """Somebody was faster, or the time was never free."""

    message = gettext_noop("This time is taken already. Choose another one.")


class NoName(Invalid):
    """A meeting is with somebody."""

    message = gettext_noop("Write your name, up to 120 characters.")


class NoWayBack(Invalid):
    """The client cannot be told of a change."""

    message = gettext_noop("Write a phone number or an e-mail address, so that we can reach you.")


class NotAnEmail(Invalid):
    """The text is not an e-mail address."""

    message = gettext_noop("This is not an e-mail address. Write one like ivan@example.ru.")


class NoConsent(Invalid):
    """Personal data are kept only with the person's word."""

    message = gettext_noop("Agree to the processing of your data: without it the meeting cannot be kept.")


class Unanswered(Invalid):
    """A question that has to be answered was not."""

    message = gettext_noop("Answer this question in up to {most} characters.")


def mistakes(guest: Guest, questions: Sequence[Mapping[str, Any]]) -> list[Invalid]:
    """Return all that is wrong in what was said, each at its field, in the order of the page.

    >>> said = Guest(name=" ", email="ivan@", consent=False)
    >>> [each.field for each in mistakes(said, [{"words": "How many of you?", "required": True}])]
    ['name', 'email', 'answer_0', 'consent']
    >>> [each.code for each in mistakes(Guest(name="Ivan", consent=True), ())]
    ['no-way-back']
    """
    found: list[Invalid] = []
    if not 1 <= len(" ".join(guest.name.split())) <= LONGEST_NAME:
        found.append(NoName(field="name"))
    if not guest.phone.strip() and not guest.email.strip():
        found.append(NoWayBack(field="phone"))
    tries = [partial(_phone, guest.phone), partial(_email, guest.email)]
    tries += [partial(_answer, number, each, guest.answers) for number, each in enumerate(questions)]
    for each in tries:
        try:
            each()
        except Invalid as refused:
            found.append(refused)
    return found if guest.consent else [*found, NoConsent(field="consent")]


def checked(guest: Guest, questions: Sequence[Mapping[str, Any]], usual_zone: str) -> Guest:
    """Return what was said in the form it is kept in; refuses the first thing wrong at its field.

    >>> said = checked(Guest(name=" Иван ", phone="8 912 345-67-89", zone="Mars", consent=True), (), "Europe/Moscow")
    >>> said.name, said.phone, said.zone
    ('Иван', '+79123456789', 'Europe/Moscow')
    """
    for refused in mistakes(guest, questions):
        raise refused
    name, phone, email = " ".join(guest.name.split()), _phone(guest.phone), _email(guest.email)
    answers = tuple(_answer(number, each, guest.answers) for number, each in enumerate(questions))
    zone = guest.zone if guest.zone in zone_names() else usual_zone
    language = guest.language if guest.language in {"ru", "en"} else "ru"
    return replace(guest, name=name, phone=phone, email=email, zone=zone, language=language, answers=answers)


def picked(people: Sequence[int], load: Mapping[int, tuple[int, datetime | None]], *, in_turn: bool) -> int:
    """Return whom a meeting goes to: in turn, or whoever has fewer that day; alike, the one with the longest pause.

    ``load`` says of each how many meetings the day has and when they were booked last.

    >>> early, late = datetime(2026, 11, 2), datetime(2026, 11, 3)
    >>> load = {1: (0, late), 2: (3, early), 3: (0, None)}
    >>> picked([1, 2], load, in_turn=True), picked([1, 2], load, in_turn=False), picked([1, 2, 3], load, in_turn=True)
    (2, 1, 3)
    """

    def weight(person: int) -> tuple[int, bool, float, int]:
        count, last = load.get(person, (0, None))
        return (0 if in_turn else count), last is not None, last.timestamp() if last else 0.0, person

    return min(people, key=weight)


def wall_of(at: datetime, zone: str) -> str:
    """Return an instant as a clock on the wall of a zone shows it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    try:
        phone = Phone.parse(text)
    except Invalid as refused:
        refused.field = "phone"
        raise
    return phone.e164


def _email(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise NotAnEmail(field="email") from None


def _answer(number: int, question: Mapping[str, Any], answers: Sequence[str]) -> str:
    said = answers[number].strip() if number < len(answers) else ""
    if len(said) > LONGEST_ANSWER or (question.get("required") and not said):
        raise Unanswered(field=f"answer_{number}", params={"most": LONGEST_ANSWER})
    return said
