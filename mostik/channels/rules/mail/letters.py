"""A letter's bytes become what is said in it: by whom, about what, in answer to what, with which files."""

import email
import email.policy
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from mostik.channels.rules.mail.html import words_of
from mostik.channels.rules.mail.notices import MESSAGE_ID, Bounce, bounces, is_automatic
from mostik.channels.rules.mail.words import addresses, decoded, header, sent, title

MOST_PARTS: Final = 300
MOST_FILES: Final = 30
MOST_NUMBERS: Final = 50
LONGEST_TEXT: Final = 200_000
LONGEST_SUBJECT: Final = 200
POLICY: Final = email.policy.compat32


class Kind(StrEnum):
    """Who wrote a letter."""

    PERSON = "person"
    MACHINE = "machine"
    BOUNCE = "bounce"


@dataclass(frozen=True)
class Sent:
    """A file of a letter; ``cid`` is what the letter's HTML calls it by."""

    title: str
    content: bytes
    kind: str = ""
    cid: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter read; ``number`` is its Message-ID, or what its bytes come to where it has none."""

    number: str
    kind: Kind = Kind.PERSON
    sender: str = ""
    name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    at: datetime | None = None
    text: str = ""
    html: str = ""
    files: tuple[Sent, ...] = ()
    answers: tuple[str, ...] = ()
    bounces: tuple[Bounce, ...] = field(default=())


def read(raw: bytes) -> Letter:
    r"""Return what a letter says; whatever the bytes are, it is a letter.

    >>> read(b"From: Ivan <ivan@client.test>\nSubject: Hi\nMessage-ID: <1@client.test>\n\nHello").text
    'Hello'
    """
    fallback = f"<{hashlib.sha256(raw).hexdigest()[:40]}@nameless>"
    try:
        letter = email.message_from_bytes(raw, policy=POLICY)
        return _read(letter, fallback)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return Letter(number=fallback, text=decoded(raw[:LONGEST_TEXT]), kind=Kind.MACHINE)


def _read(letter: Message, fallback: str) -> Letter:
    senders = addresses(_raw(letter, "From")) or addresses(_raw(letter, "Sender"))
    name, sender = senders[0] if senders else ("", "")
    subject = header(_raw(letter, "Subject"))[:LONGEST_SUBJECT]
    parts = list(_parts(letter))
    text, html = _words(parts)
    told = bounces(letter)
    machine = not sender or is_automatic(letter, sender, subject)
    return Letter(
        number=next(iter(_numbers(letter, "Message-ID")), fallback),
        kind=Kind.BOUNCE if told else Kind.MACHINE if machine else Kind.PERSON,
        sender=sender,
        name=name[:120],
        to=tuple(address for each in ("To", "Cc", "Delivered-To") for _, address in addresses(_raw(letter, each))),
        subject=subject,
        at=_moment(_raw(letter, "Date")),
        text=(text or words_of(html))[:LONGEST_TEXT],
        html=html,
        files=tuple(_files(parts))[:MOST_FILES],
        answers=(*_numbers(letter, "In-Reply-To"), *reversed(_numbers(letter, "References"))),
        bounces=told,
    )


def _raw(letter: Message, name: str) -> str:
    """Return a header's bytes as they came: the first of its name, its eighth bits kept apart."""
    return next((str(value) for each, value in letter.raw_items() if each.lower() == name.lower()), "")


def _numbers(letter: Message, name: str) -> list[str]:
    return MESSAGE_ID.findall(header(_raw(letter, name)))[:MOST_NUMBERS]


def _moment(raw: str) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        said = parsedate_to_datetime(raw)
        moment = said.replace(tzinfo=UTC) if said.tzinfo is None else said
        return moment.astimezone(UTC)
    return None


def _parts(letter: Message) -> Iterator[Message]:
    """Yield what a letter is made of, flat; a letter within it is one part, and there is an end to them."""
    waiting, seen = [letter], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(), seen + 1
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting += [each for each in reversed(inside) if isinstance(each, Message)]
        else:
            yield part


def _words(parts: list[Message]) -> tuple[str, str]:
    """Return the text and the HTML of a letter: the first of each that is no file."""
    found = {"text/plain": "", "text/html": ""}
    for part in parts:
        kind = part.get_content_type()
        if kind in found and not found[kind] and not _is_file(part):
            found[kind] = decoded(_content(part), str(part.get_param("charset") or "")).replace("\r\n", "\n")
    return found["text/plain"].strip(), found["text/html"].strip()


def _files(parts: list[Message]) -> Iterator[Sent]:
    for part in parts:
        kind = part.get_content_type()
        if not _is_file(part) and part.get_content_maintype() == "text":
            continue
        if kind in {"message/delivery-status", "text/rfc822-headers"}:
            continue
        content = _content(part)
        if content:
            cid = header(_raw(part, "Content-ID")).strip("<> ")
            yield Sent(_title(part) or _usual(part), content, kind, cid[:200])


def _is_file(part: Message) -> bool:
    return header(_raw(part, "Content-Disposition")).lower().startswith("attachment") or bool(_title(part))


def _title(part: Message) -> str:
    return (title(_param(part, "Content-Disposition", "filename")) or title(_param(part, "Content-Type", "name")))[:200]


def _param(part: Message, where: str, name: str) -> object:
    """Return a header's parameter, whether its bytes say what they are or not."""
    raw = _raw(part, where)
    if not raw.isascii():
        part = Message()
        part[where] = sent(raw)
    return part.get_param(name, header=where)


def _usual(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return (header(_raw(inner[0], "Subject"))[:80] or "letter") + ".eml"
    return f"{part.get_content_maintype()}.{part.get_content_subtype()}"[:60]


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"".join(each.as_bytes(policy=POLICY) for each in inner if isinstance(each, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
