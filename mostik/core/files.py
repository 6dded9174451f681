"""Stored files: generated names outside the web's reach, our own look at what they are, one door to get them back."""

import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.core.search import index
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

FILES = "core.file"
LARGEST = 50 * 1024 * 1024
LONGEST_TITLE = 255
TEXT = "text/plain; charset=utf-8"
#: What a file really is, by its first bytes; everything else is text or refused.
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)

Guard = Callable[[Actor, int], bool]
GUARDS: dict[str, Guard] = {}


class FileTooLarge(Invalid):
    """More than is stored."""

    message = gettext_noop("The file is larger than {most} MB. Split it or send less.")


class FileEmpty(Invalid):
    """Nothing inside."""

    message = gettext_noop("The file is empty. Choose the one with the data.")


class UnknownKind(Invalid):
    """Neither text nor a kind we know."""

    message = gettext_noop("This kind of file is not accepted. Send a table (CSV, XLSX), a PDF or a picture.")


class NoSuchFile(Missing):
    """The file is not there, or what it belongs to is not yours to see."""

    message = gettext_noop("This file does not exist or is not yours to see.")


def guard(kind: str, check: Guard) -> None:
    """Let a room say who may get the files of its records: ``check(viewer, record number)``. No guard, no file."""
    GUARDS[kind] = check


def store(*, by: Actor, content: bytes, title: str, about: Ref, largest: int = LARGEST) -> File:
    """Keep a file and return its row; refuses empty, too large and unknown ones. Called inside a command.

    The bytes lie on the disk before the row is committed: a row never points at nothing.
    """
    if not content:
        raise FileEmpty(field="file")
    if len(content) > largest:
        raise FileTooLarge(field="file", params={"most": largest // 2**20})
    kind = kind_of(content)
    name = secrets.token_hex(16)
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
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
    found = File.objects.filter(pk=file_id).first()
    check = GUARDS.get(found.about_kind) if found else None
    if found is None or check is None or not check(viewer, found.about_id):
        raise NoSuchFile
    return found


def opened(row: File) -> BinaryIO:
    """Return a stored file, open for reading."""
    return place(row.stored).open("rb")


def place(name: str) -> Path:
    """Return where a stored name lies: never built from what people call their files."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def clean_title(title: str) -> str:
    """Return a title without paths and control characters, of a length that fits."""
    bare = title.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in bare if letter.isprintable()).strip()
    return shown[-LONGEST_TITLE:] or "file"


def kind_of(content: bytes) -> str:
    """Return what the bytes are; refuses `UnknownKind`. Anything with zero bytes that has no known sign is refused."""
    for sign, kind in SIGNS:
        if content.startswith(sign):
            return kind
    if b"\x00" in content[:4096]:
        raise UnknownKind(field="file")
    return TEXT
