"""Stored files: generated names outside the web's reach, our own look at what they are, one door to get them back."""

import hashlib
import secrets
from collections.abc import Callable
from typing import BinaryIO

from mostik.core import clock, stores
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.core.search import index
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

FILES = "core.file"
#: What a browser may do with a file by itself: nothing.
SEALED = "default-src 'none'; sandbox"
LARGEST = 50 * 1024 * 1024
LONGEST_TITLE = 255
LOOKED_AT = 4096
TEXT = "text/plain; charset=utf-8"
#: What a file really is, by its first bytes; everything else is text or refused.
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

Guard = Callable[[Actor, int], bool]
GUARDS: dict[str, Guard] = {}
EDITORS: dict[str, Guard] = {}
#: Who is told of every file somebody looked at or took: the room that keeps the journal of reads.
Seen = Callable[[Actor, int], None]
SEEN: list[Seen] = []


class FileTooLarge(Invalid):
    """More than is stored."""

    message = gettext_noop("The file is larger than {most} MB. Split it or send less.")


class FileEmpty(Invalid):
    """Nothing inside."""

    message = gettext_noop("The file is empty. Choose the one with the data.")


class UnknownKind(Invalid):
    """Neither text nor a kind we know."""

    message = gettext_noop("This kind of file is not accepted. Send a document, a table, a PDF, a picture or a text.")


class NoSuchFile(Missing):
    """The file is not there, or what it belongs to is not yours to see."""

    message = gettext_noop("This file does not exist or is not yours to see.")


def guard(kind: str, check: Guard, *, edits: Guard | None = None) -> None:
    """Let a room say who may get the files of its records, and who may attach and remove them.

    ``check(viewer, record number)``; no guard, no file; nobody attaches where ``edits`` is not said.
    """
    GUARDS[kind] = check
    if edits:
        EDITORS[kind] = edits


def seen_by(told: Seen) -> None:
    """Let a room hear of every file somebody looked at or took."""
    if told not in SEEN:
        SEEN.append(told)


def note_seen(viewer: Actor, row: File) -> None:
    """Tell that somebody looks at a file or takes it."""
    for told in SEEN:
        told(viewer, row.pk)


def store(*, by: Actor, content: bytes, title: str, about: Ref, largest: int = LARGEST) -> File:
    """Keep a file and return its row; refuses empty, too large and unknown ones. Called inside a command.

    The bytes lie on the disk before the row is committed: a row never points at nothing.
    """
    if not content:
        raise FileEmpty(field="file")
    if len(content) > largest:
        raise FileTooLarge(field="file", params={"most": largest // 2**20})
    kind = kind_of(content)
    name = fresh_name()
    stores.keep(name, content)
    row = File.objects.create(
        title=clean_title(title),
        stored=name,
        size=len(content),
        content_type=kind,
        digest=hashlib.sha256(content).hexdigest(),
        about_kind=about.kind,
        about_id=about.id,
        owner_id=by.id,
        made_at=clock.now(),
    )
    index(FILES, [row.pk])
    return row


def file_for(*, viewer: Actor, file_id: int) -> File:
    """Return a file the viewer may get; refuses `NoSuchFile`."""
    found = File.objects.filter(pk=file_id, removed_at__isnull=True).first()
    check = GUARDS.get(found.about_kind) if found else None
    if found is None or check is None or not check(viewer, found.about_id):
        raise NoSuchFile
    return found


def fresh_name() -> str:
    """Return a name nothing is kept under yet."""
    return secrets.token_hex(16)


def opened(row: File) -> BinaryIO:
    """Return a stored file, open for reading; refuses one that is lost."""
    try:
        return stores.opened(row.stored)
    except FileNotFoundError:
        raise NoSuchFile from None


def clean_title(title: str) -> str:
    """Return a title without paths and control characters, of a length that fits."""
    bare = title[-LOOKED_AT:].replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in bare if letter.isprintable()).strip()
    kept = shown[-LONGEST_TITLE:].strip()
    return kept if kept.strip(". ") else "file"


def kind_of(content: bytes) -> str:
    """Return what the bytes are; refuses `UnknownKind`. Anything with zero bytes that has no known sign is refused."""
    for sign, kind in SIGNS:
        if content.startswith(sign):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if b"\x00" in content[:4096]:
        raise UnknownKind(field="file")
    return TEXT
