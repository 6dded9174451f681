"""Files of a record as its card shows them, their versions, and how much of the room is taken."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mostik.core import files
from mostik.core.actors import Actor
from mostik.core.attachments.contents import PDF, PICTURES
from mostik.core.journal import timeline
from mostik.core.models import File
from mostik.kernel.events import Ref

HEAD = 8192
WORDS = {
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/x-ole-storage": "Office",
    "text/plain; charset=utf-8": _("text"),
}


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file as a card shows it."""

    id: int
    title: str
    size: int
    kind: str
    version: int
    made_at: datetime
    thumb: str
    opens: bool


@dataclass(frozen=True)
class VersionLine:
    """One version of a file: who brought it and when."""

    id: int
    version: int
    size: int
    made_at: datetime
    who: str
    newest: bool


def may_see(*, viewer: Actor, about: Ref) -> bool:
    """Return whether the viewer may get the files of a record."""
    check = files.GUARDS.get(about.kind)
    return check is not None and check(viewer, about.id)


def may_edit(*, viewer: Actor, about: Ref) -> bool:
    """Return whether the viewer may attach files to a record and remove them."""
    check = files.EDITORS.get(about.kind)
    return may_see(viewer=viewer, about=about) and check is not None and check(viewer, about.id)


def attached(*, viewer: Actor, about: Ref) -> QuerySet[File]:
    """Return the newest versions of a record's files, newest first; refuses what is not the viewer's to see."""
    if not may_see(viewer=viewer, about=about):
        raise files.NoSuchFile
    rows = File.objects.filter(about_kind=about.kind, about_id=about.id, removed_at__isnull=True)
    return rows.filter(series__isnull=False, newest=True).order_by("-id")


def line_of(row: File) -> FileLine:
    """Return a file as its card shows it."""
    thumb = reverse("core:file_thumb", args=[row.pk]) if row.preview else ""
    opens = row.content_type in PICTURES | {PDF, files.TEXT}
    return FileLine(
        id=row.pk,
        title=row.title,
        size=row.size,
        kind=kind_words(row.content_type),
        version=row.version,
        made_at=row.made_at,
        thumb=thumb,
        opens=opens,
    )


def kind_words(content_type: str) -> str:
    """Return a kind of file in a word."""
    if content_type.startswith("image/"):
        return content_type.removeprefix("image/").upper()
    if "officedocument" in content_type:
        return {"wordprocessingml": "Word", "spreadsheetml": "Excel"}.get(content_type.split(".")[-2], "PowerPoint")
    return str(WORDS.get(content_type, content_type))


def versions(*, viewer: Actor, file_id: int) -> list[VersionLine]:
    """Return the versions of a file, newest first, with who brought each."""
    row = files.file_for(viewer=viewer, file_id=file_id)
    about = Ref(row.about_kind, row.about_id)
    told = timeline(about).filter(name="core.file_attached")
    who = {line.payload["file"]: line.actor_name for line in told}
    rows = File.objects.filter(series=row.series, removed_at__isnull=True).order_by("-version")
    return [
        VersionLine(each.pk, each.version, each.size, each.made_at, who.get(each.pk, ""), each.newest) for each in rows
    ]


def text_head(row: File) -> str:
    """Return the beginning of a text, as far as it can be read."""
    with files.opened(row) as source:
        raw = source.read(HEAD)
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as wrong:
            if encoding == "utf-8-sig" and wrong.start > len(raw) - 4:
                return raw[: wrong.start].decode(encoding)
    return raw.decode("utf-8", errors="replace")


def taken(*, viewer: Actor) -> int:  # noqa: ARG001 - one number, the same for all
    """Return how many bytes all files of the company take, removed ones too until they are swept away."""
    return File.objects.aggregate(n=Sum("size"))["n"] or 0


def allowed() -> int:
    """Return how many bytes they may take."""
    return settings.FILES_QUOTA_MB * 1024 * 1024


def names_in_use(*, viewer: Actor) -> set[str]:  # noqa: ARG001 - names nobody is shown
    """Return every name some row speaks of."""
    rows = File.objects.values_list("stored", "preview")
    return {name for pair in rows.iterator(chunk_size=2000) for name in pair if name}
