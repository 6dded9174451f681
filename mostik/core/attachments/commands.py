"""Files attached, given a new version, removed and brought back; what is orphaned swept away."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from mostik.core import clock, files, outbox, stores
from mostik.core.actors import Actor
from mostik.core.attachments import queries
from mostik.core.attachments.contents import PDF, PICTURES, judged
from mostik.core.attachments.events import FileAttached, FileBroughtBack, FileEvent, FileRemoved
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import File
from mostik.core.search import index
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied, Invalid, gettext_noop

PREVIEW = "core.preview"
GRACE = timedelta(days=7)
KEPT_REMOVED = timedelta(days=30)


class NoRoom(Invalid):
    """All the room for files is taken."""

    message = gettext_noop("There is no room for this file: {most} MB are taken. Remove what is not needed.")


class NotYours(Denied):
    """Whoever may see a record need not be the one who changes its files."""

    message = gettext_noop("Your role does not change the files of this record.")


@command(needs=None)
def attach_file(*, by: Actor, about: Ref, title: str, content: bytes) -> File:
    """Attach a file to a record whose files one may change; refuses by size, by kind and when there is no room."""
    _refuse_unless_editor(by, about)
    return _stored(by, about, title, content)


@command(needs=None)
def add_version(*, by: Actor, file_id: int, title: str, content: bytes) -> File:
    """Put a newer file in the place of one; the older stays among its versions."""
    return _next(by, _editable(by, file_id), title, content)


@command(needs=None, whole=False)
def restore_version(*, by: Actor, file_id: int) -> File:
    """Make an older version the newest again, as a version of its own: nothing between them is lost.

    Outside one transaction, as the store may be another host.
    """
    row = _editable(by, file_id)
    with files.opened(row) as source:
        content = source.read()
    return add_version(by=by, file_id=file_id, title=row.title, content=content)


@command(needs=None)
def remove_file(*, by: Actor, file_id: int) -> File:
    """Take a file away with all its versions; for thirty days it can be brought back."""
    row = _editable(by, file_id)
    rows = File.objects.filter(series=row.series)
    rows.update(removed_at=clock.now())
    index(files.FILES, list(rows.values_list("pk", flat=True)))
    publish(_told(FileRemoved, row))
    return row


@command(needs=None)
def bring_back_file(*, by: Actor, file_id: int) -> File:
    """Bring a removed file back with all its versions."""
    row = File.objects.filter(pk=file_id, removed_at__isnull=False).first()
    if row is None:
        raise files.NoSuchFile
    _refuse_unless_editor(by, Ref(row.about_kind, row.about_id))
    rows = File.objects.filter(series=row.series)
    rows.update(removed_at=None)
    index(files.FILES, list(rows.values_list("pk", flat=True)))
    publish(_told(FileBroughtBack, row))
    return row


@command(needs=None)
def keep_preview(*, by: Actor, file_id: int, picture: bytes) -> None:  # noqa: ARG001 - the frame asks who
    """Keep the small picture of a file. The worker's own."""
    row = File.objects.filter(pk=file_id, preview="").first()
    if row is not None:
        row.preview = files.fresh_name()
        stores.keep(row.preview, picture)
        row.save(update_fields=["preview"])


@command(needs=None, whole=False)
def sweep(*, by: Actor) -> int:
    """Forget bytes no row speaks of after a grace period, and files removed long ago; return how many.

    The timer's own; outside one transaction, as the store may be another host.
    """
    gone = File.objects.filter(removed_at__lt=clock.now() - KEPT_REMOVED)
    with transaction.atomic():
        File.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
    used = queries.names_in_use(viewer=by)
    lost = [name for name, at in stores.listed() if name not in used and stores.is_old(at, GRACE)]
    for name in lost:
        stores.drop(name)
    return len(lost)


def _stored(by: Actor, about: Ref, title: str, content: bytes, *, series: int | None = None, version: int = 1) -> File:
    if queries.taken(viewer=by) + len(content) > queries.allowed():
        raise NoRoom(field="file", params={"most": queries.allowed() // 2**20})
    kind = judged(content) if content else ""
    row = files.store(by=by, content=content, title=title, about=about)
    row.series, row.version, row.content_type = series or row.pk, version, kind
    row.save(update_fields=["series", "version", "content_type"])
    if kind in PICTURES | {PDF}:
        outbox.enqueue(PREVIEW, key=f"preview:{row.pk}", payload={"file": row.pk})
    publish(_told(FileAttached, row))
    return row


def _next(by: Actor, before: File, title: str, content: bytes) -> File:
    """Store the next version of a series: one at a time, so that no two get the same number."""
    rows = File.objects.filter(series=before.series)
    rows.update(version=F("version"))  # whoever comes at the same time waits here
    last = rows.order_by("-version").values_list("version", flat=True)[0]
    rows.filter(newest=True).update(newest=False)
    about = Ref(before.about_kind, before.about_id)
    made = _stored(by, about, title or before.title, content, series=before.series, version=last + 1)
    index(files.FILES, list(rows.values_list("pk", flat=True)))
    return made


def _editable(by: Actor, file_id: int) -> File:
    row = files.file_for(viewer=by, file_id=file_id)
    _refuse_unless_editor(by, Ref(row.about_kind, row.about_id))
    if row.series is None:
        raise Denied(_MADE_ELSEWHERE)
    return row


_MADE_ELSEWHERE = gettext_noop("This file is part of something else and is changed there.")


def _refuse_unless_editor(by: Actor, about: Ref) -> None:
    if not queries.may_see(viewer=by, about=about):
        raise files.NoSuchFile
    if not queries.may_edit(viewer=by, about=about):
        raise NotYours


def _told(kind: type[FileEvent], row: File) -> FileEvent:
    return kind(
        at=clock.now(),
        file=row.pk,
        title=row.title,
        version=row.version,
        record=row.about_kind,
        record_id=row.about_id,
    )
