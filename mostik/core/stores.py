"""Where the bytes of files lie: on the disk, or in an S3-compatible store with the disk as its antechamber.

A file is first written to the disk, in the time of the change that makes it, and carried to the store after the commit
by a thread of its own: the network is asked neither inside a transaction nor while writers or the request wait. Whoever
reads looks on the disk first. What could not be carried is carried by the timer.
"""

import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.db import transaction

from mostik.core import clock, outbound
from mostik.kernel.refusals import Refusal, gettext_noop

NAME = re.compile(r"[0-9a-f]{32}")
IN_MEMORY = 1 << 20
SECONDS = 10


class StoreSilent(Refusal, status=503):
    """The store cannot be reached."""

    message = gettext_noop("The store of files does not answer. Try again in a minute.")


def place(name: str) -> Path:
    """Return where a name lies on the disk: never built from what people call their files."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def keep(name: str, content: bytes) -> None:
    """Keep bytes under a name; they are carried to the store once the running change is committed."""
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if settings.S3_BUCKET:
        thread = threading.Thread(target=_carried, args=(name,), name="carry")
        transaction.on_commit(thread.start, robust=True)


def opened(name: str) -> BinaryIO:
    """Return kept bytes, open for reading; refuses `StoreSilent`, and what is not there as a missing file."""
    with suppress(FileNotFoundError):
        return place(name).open("rb")
    if not settings.S3_BUCKET:
        raise FileNotFoundError(name)
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed over open
    with _asked():
        _client().download_fileobj(settings.S3_BUCKET, _key(name), target)
    target.seek(0)
    return cast("BinaryIO", target)


def drop(name: str) -> None:
    """Forget bytes, wherever they lie."""
    place(name).unlink(missing_ok=True)
    if settings.S3_BUCKET:
        with _asked():
            _client().delete_object(Bucket=settings.S3_BUCKET, Key=_key(name))


def listed() -> Iterator[tuple[str, datetime]]:
    """Yield every kept name with when it was kept: on the disk, then in the store."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/*")):
        if NAME.fullmatch(path.name) and path.is_file():
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, tz=clock.UTC)
    if settings.S3_BUCKET:
        yield from _stored()


def carry() -> int:
    """Carry to the store what still lies on this disk and return how much; the timer's own."""
    if not settings.S3_BUCKET:
        return 0
    root = Path(settings.MEDIA_ROOT)
    return sum(_carried(path.name) for path in root.glob("[0-9a-f][0-9a-f]/*") if NAME.fullmatch(path.name))


def reached() -> str:
    """Return what the store is called, once it has answered; refuses `StoreSilent`."""
    if not settings.S3_BUCKET:
        return str(settings.MEDIA_ROOT)
    with _asked():
        _client().head_bucket(Bucket=settings.S3_BUCKET)
    return f"{settings.S3_URL or 's3'}/{settings.S3_BUCKET}"


def copy_to(name: str, target: Path) -> None:
    """Write kept bytes to a path."""
    with opened(name) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)


def is_old(at: datetime, age: timedelta) -> bool:
    """Return whether something was kept longer ago than so."""
    return clock.now() - at > age


def _carried(name: str) -> int:
    path = place(name)
    with suppress(StoreSilent, FileNotFoundError), _asked():
        _client().upload_file(str(path), settings.S3_BUCKET, _key(name))
        path.unlink(missing_ok=True)
        return 1
    return 0


def _stored() -> Iterator[tuple[str, datetime]]:
    with _asked():
        pages = (
            _client().get_paginator("list_objects_v2").paginate(Bucket=settings.S3_BUCKET, Prefix=settings.S3_PREFIX)
        )
        found = [
            (each["Key"].rpartition("/")[2], each["LastModified"])
            for page in pages
            for each in page.get("Contents", [])
        ]
    yield from (each for each in found if NAME.fullmatch(each[0]))


def _key(name: str) -> str:
    return f"{settings.S3_PREFIX}{name[:2]}/{name}"


@contextmanager
def _asked() -> Iterator[None]:
    """Ask the store outside any transaction: what it does not answer is `StoreSilent`, an absent name is missing."""
    from boto3.exceptions import Boto3Error  # noqa: PLC0415 - heavy, for stores alone
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    outbound.refuse_in_transaction()
    try:
        yield
    except ClientError as failure:
        if failure.response["Error"]["Code"] in {"404", "NoSuchKey"}:
            raise FileNotFoundError(str(failure)) from None
        raise StoreSilent from failure
    except (BotoCoreError, Boto3Error) as failure:
        raise StoreSilent from failure


def _client() -> Any:
    return _made(settings.S3_URL, settings.S3_KEY, settings.S3_SECRET, settings.S3_REGION)


@lru_cache(maxsize=4)
def _made(url: str, key: str, secret: str, region: str) -> Any:
    import boto3  # noqa: PLC0415 - heavy, for stores alone
    from botocore.config import Config  # noqa: PLC0415

    tuned = Config(
        connect_timeout=SECONDS, read_timeout=SECONDS, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
    )
    return boto3.client(
        "s3",
        endpoint_url=url or None,
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        region_name=region,
        config=tuned,
    )
