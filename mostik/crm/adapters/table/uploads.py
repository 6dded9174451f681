"""Files from a form, each with a place on the disk for the time of the request."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def on_disk(files: Sequence[UploadedFile]) -> Iterator[list[tuple[str, Path]]]:
    """Yield (the person's file name, path) of every file; the copies are gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="mostik-import-") as folder:
        yield [(_title(each), _written(each, Path(folder) / str(number))) for number, each in enumerate(files)]


def _title(file: UploadedFile) -> str:
    bare = (file.name or "file").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in bare if sign.isprintable())[-255:]


def _written(file: UploadedFile, path: Path) -> Path:
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path
