"""A look at what bytes really are, whatever they are called: archives that swell, office files among them."""

import io
import zipfile

from mostik.core import files
from mostik.kernel.refusals import Invalid, gettext_noop

ZIP, PDF, TEXT = "application/zip", "application/pdf", files.TEXT
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MOST_INSIDE = 500 * 1024 * 1024
MOST_MEMBERS = 10_000
MOST_SWELLING = 200
OFFICE = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)


class Swelling(Invalid):
    """An archive that is far larger inside than outside, or damaged."""

    message = gettext_noop("This archive is damaged or far larger inside than outside. Pack less into it.")


def judged(content: bytes) -> str:
    """Return what the bytes are, by the bytes alone; refuses `UnknownKind` and `Swelling`."""
    kind = files.kind_of(content)
    return _archive(content) if kind == ZIP else kind


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise Swelling(field="file") from None
    inside = sum(each.file_size for each in members)
    if len(members) > MOST_MEMBERS or inside > MOST_INSIDE or inside > MOST_SWELLING * max(len(content), 1024):
        raise Swelling(field="file")
    names = [each.filename for each in members]
    if "[Content_Types].xml" not in names:
        return ZIP
    return next((kind for start, kind in OFFICE if any(name.startswith(start) for name in names)), ZIP)
