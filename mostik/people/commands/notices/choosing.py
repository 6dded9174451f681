"""What a person chooses: where and when notifications reach them, their messenger, trial messages, no more letters."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import time, timedelta
from typing import Any

from mostik.core import clock, company, limits, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.quiet import Quiet
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.adapters.telegram import Said
from mostik.people.commands.notices.sending import enqueue
from mostik.people.models import Delivery, NoticeChoice
from mostik.people.queries import notices as queries
from mostik.people.queries.notices import NotOpen
from mostik.people.rules.notices import LONGEST_QUIET, MAIL, TELEGRAM, kept_ways

HEAR = "people.hear_bot"
CODE_LIVES = timedelta(minutes=10)
HEAR_EVERY = timedelta(seconds=3)


class OneEndOnly(Invalid):
    """Quiet hours without an end."""

    message = gettext_noop("Give both the beginning and the end, or neither.")


class TooQuiet(Invalid):
    """Quiet for nearly the whole day."""

    message = gettext_noop("Quiet hours may last up to 16 hours.")


class LetterInQuiet(Invalid):
    """The letter's hour lies within the quiet ones."""

    message = gettext_noop("This is within your quiet hours. Choose another time.")


class OddLink(Invalid):
    """The link was not signed here."""

    message = gettext_noop("This link is not valid. Change the letter in your profile.")


@command(needs=None)
def choose_ways(
    *,
    by: Actor,
    ways: Mapping[str, Collection[str]],
    zone: str,
    quiet: tuple[time | None, time | None],
    urgent_passes: bool,
    letter: bool,
    letter_at: time,
) -> None:
    """Keep where and when notifications reach one; refuses odd quiet hours and a letter within them."""
    _check_quiet(*quiet, letter_at if letter else None)
    kept = {
        "ways": {code: kept_ways(each) for code, each in ways.items()},
        "zone": zone,
        "quiet_from": quiet[0],
        "quiet_to": quiet[1],
        "urgent_passes": urgent_passes,
        "letter": letter,
        "letter_at": letter_at,
    }
    NoticeChoice.objects.update_or_create(person_id=by.id or 0, defaults=kept)


@command(needs=None)
def send_trial(*, by: Actor, way: str) -> None:
    """Promise a trial message to oneself, at once and whatever the hour; a few in a minute at most."""
    found = queries.reached(viewer=by)
    if way not in {MAIL, TELEGRAM} & queries.open_ways() or found.closed(way):
        raise NotOpen
    limits.knock(f"trial:{by.id}", per_minute=3, burst=3)
    key = f"trial:{way}:{by.id}:{secrets.token_hex(6)}"
    enqueue(Delivery.objects.create(key=key, person=found.person, way=way, made_at=clock.now()))


@command(needs=None)
def try_way_again(*, by: Actor, way: str) -> None:
    """Open a way again that took nothing more: the cause is mended."""
    mended: dict[str, Any] = {"mail_refused": "", "mail_why": ""}
    if way == TELEGRAM:
        mended = {"chat_refused_at": None, "chat_why": ""}
    NoticeChoice.objects.filter(person_id=by.id or 0).update(**mended)


@command(needs=None)
def make_code(*, by: Actor) -> str:
    """Return a one-time code for the bot, which ties its chat to one; works for ten minutes, the last one only."""
    if TELEGRAM not in queries.open_ways():
        raise NotOpen
    code, now = secrets.token_urlsafe(12), clock.now()
    kept = {"code": _digest(code), "code_until": now + CODE_LIVES}
    NoticeChoice.objects.update_or_create(person_id=by.id or 0, defaults=kept)
    listen(person=by.id or 0, turn=0, code=kept["code"])  # type: ignore[arg-type]
    return code


def listen(*, person: int, turn: int, code: str) -> None:
    """Promise to hear what was written to the bot, soon."""
    told = {"person": person, "turn": turn, "code": code}
    outbox.enqueue(
        HEAR, key=f"hear:{person}:{code[:12]}:{turn}", payload=told, delay=HEAR_EVERY if turn else timedelta()
    )


@command(needs=None)
def use_codes(*, by: Actor, said: Collection[Said]) -> list[int]:
    """Tie the chats whose codes were written to their people, and return who they are. The worker's own."""
    found = [person for each in said if (person := _use(each)) is not None]
    if said:
        company.choose(by=by, code=queries.HEARD, value=max(each.update for each in said) + 1)
    return found


@command(needs=None)
def forget_chat(*, by: Actor) -> None:
    """Untie one's messenger."""
    NoticeChoice.objects.filter(person_id=by.id or 0).update(
        chat=None, chat_title="", chat_refused_at=None, chat_why="", code="", code_until=None
    )


@command(needs=None)
def stop_letter(*, by: Actor, token: str) -> None:
    """Stop the daily letter of whom a signed link names; refuses `OddLink`."""
    person = queries.person_of_token(token)
    if person is None:
        raise OddLink
    row, _made = NoticeChoice.objects.get_or_create(person_id=person)
    row.letter = False
    row.save(update_fields=["letter"])


def _use(said: Said) -> int | None:
    code = said.text.removeprefix("/start").strip()
    if not said.chat or not code:
        return None
    row = NoticeChoice.objects.filter(code=_digest(code), code_until__gt=clock.now()).first()
    if row is None:
        return None
    NoticeChoice.objects.filter(chat=said.chat).exclude(pk=row.pk).update(chat=None, chat_title="")
    tied = {"chat": said.chat, "chat_title": said.title, "chat_refused_at": None, "chat_why": ""}
    NoticeChoice.objects.filter(pk=row.pk).update(**tied, code="", code_until=None)
    return row.person_id


def _check_quiet(first: time | None, last: time | None, letter_at: time | None) -> None:
    if (first is None) != (last is None):
        raise OneEndOnly(field="quiet_to" if last is None else "quiet_from")
    if first is None or last is None:
        return
    quiet = Quiet(first, last)
    if quiet.length > LONGEST_QUIET:
        raise TooQuiet(field="quiet_to")
    if letter_at is not None and quiet.holds(letter_at):
        raise LetterInQuiet(field="letter_at")


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode(errors="replace")).hexdigest()
