"""Attached files: what they are by their bytes, versions, the store they lie in, what is swept away."""

import io
import os
import threading
import time
import zipfile
from datetime import timedelta
from urllib.request import Request, urlopen

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from PIL import Image

from mostik.config import doctor
from mostik.core import clock, files, outbox, stores
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.archive import reading, writing
from mostik.core.attachments import commands, contents, pictures, queries
from mostik.core.models import File
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied, Invalid

DOOR = Ref("trial.door", 1)
READER, WRITER = (Actor(kind=ActorKind.PERSON, id=n, name=f"P{n}") for n in (1, 2))


@pytest.fixture(autouse=True)
def guarded(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setitem(files.GUARDS, "trial.door", lambda viewer, _n: viewer.id in {1, 2, None})
    monkeypatch.setitem(files.EDITORS, "trial.door", lambda viewer, _n: viewer.id in {2, None})


@pytest.fixture
def bucket(settings):
    """An S3-compatible store on loopback with a bucket in it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings.S3_URL, settings.S3_BUCKET = f"http://{host}:{port}", "mostik-files"
    settings.S3_KEY = settings.S3_SECRET = "testing"
    settings.S3_PREFIX = "company/"
    client = boto3.client(
        "s3", endpoint_url=settings.S3_URL, aws_access_key_id="t", aws_secret_access_key="t", region_name="us-east-1"
    )
    urlopen(Request(f"{settings.S3_URL}/moto-api/reset", method="POST"), timeout=5).close()
    client.create_bucket(Bucket="mostik-files")
    yield server
    server.stop()


def attach(content: bytes = b"a;b\n1;2\n", title: str = "a.csv", by: Actor = WRITER) -> File:
    return commands.attach_file(by=by, about=DOOR, title=title, content=content)


def carried() -> None:
    """Wait until everything kept is in the store, or could not be carried."""
    for thread in threading.enumerate():
        if thread.name == "carry":
            thread.join(60)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def picture(size: tuple[int, int] = (800, 600), kind: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(drawn, kind)
    return drawn.getvalue()


# What bytes are


@given(title=st.text(max_size=400), front=st.sampled_from(["", "../", "C:\\", "/etc/", "\x00", "\u202e", "..\\..\\"]))
def test_any_name_becomes_a_harmless_label(title, front):
    kept = files.clean_title(front + title)
    assert 0 < len(kept) <= files.LONGEST_TITLE
    assert kept.isprintable()
    assert not set(kept) & {"/", "\\", "\x00", "\n", "\r", "\u202e"}
    assert kept.strip(". ")
    assert files.clean_title(kept) == kept


def test_name_of_ten_megabytes_is_read_in_no_time():
    name = "x/" * 5_000_000 + "я" * 300 + ".pdf"
    began = time.perf_counter()
    kept = files.clean_title(name)
    assert time.perf_counter() - began < 0.5
    assert kept.endswith("я.pdf")


@given(content=st.binary(max_size=300), name=st.text(max_size=20))
@tuned(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_known_or_refused_whatever_they_are_called(content, name):
    try:
        kind = contents.judged(content)
    except Invalid:
        return
    assert kind in {files.TEXT, contents.ZIP, *(kind for _sign, kind in files.SIGNS), "image/webp"}
    assert not kind.startswith("text/html")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><script>steal()</script>", files.TEXT),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", files.TEXT),
        (b"GIF89a/*<script>*/=1;alert(1)", "image/gif"),
        (picture(), "image/png"),
        (picture(kind="WEBP"), "image/webp"),
        (zipped(**{"[Content_Types].xml": b"<x/>", "word__document.xml": b"<x/>"}), contents.OFFICE[0][1]),
        (zipped(**{"[Content_Types].xml": b"<x/>", "xl__workbook.xml": b"<x/>"}), contents.OFFICE[1][1]),
        (zipped(**{"a.txt": b"x"}), contents.ZIP),
    ],
)
def test_kind_goes_by_the_bytes(content, kind):
    assert contents.judged(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        zipped(bomb=b"\0" * 20_000_000),
        zipped(**{f"n{n}": b"" for n in range(10_001)}),
        b"PK\x03\x04 not an archive",
        zipped(a=b"x" * 1000)[:-30],
    ],
    ids=["bomb", "too many", "not one", "cut"],
)
def test_archive_that_swells_or_is_broken_is_refused(content):
    with pytest.raises(contents.Swelling):
        contents.judged(content)


@pytest.mark.parametrize("content", [b"MZ\x00\x01", b"\x7fELF\x00\x01", b"\xca\xfe\xba\xbe\x00"])
def test_program_is_refused_under_any_name(content):
    with pytest.raises(files.UnknownKind):
        contents.judged(content)


# Attaching


@pytest.mark.django_db
def test_reader_sees_and_does_not_change():
    row = attach()
    assert list(queries.attached(viewer=READER, about=DOOR)) == [row]
    for act in (
        lambda: attach(by=READER),
        lambda: commands.remove_file(by=READER, file_id=row.pk),
        lambda: commands.add_version(by=READER, file_id=row.pk, title="", content=b"x"),
    ):
        with pytest.raises(Denied):
            act()
    with pytest.raises(files.NoSuchFile):
        attach(by=Actor(kind=ActorKind.PERSON, id=3))
    assert File.objects.count() == 1


@pytest.mark.django_db
def test_versions_stay_and_an_older_one_becomes_the_newest_again():
    first = attach(b"one", "price.txt")
    second = commands.add_version(by=WRITER, file_id=first.pk, title="price 2.txt", content=b"two")
    third = commands.restore_version(by=WRITER, file_id=first.pk)
    assert [row.pk for row in queries.attached(viewer=READER, about=DOOR)] == [third.pk]
    assert [(v.version, v.who, v.newest) for v in queries.versions(viewer=READER, file_id=third.pk)] == [
        (3, "P2", True),
        (2, "P2", False),
        (1, "P2", False),
    ]
    assert [files.opened(row).read() for row in (first, second, third)] == [b"one", b"two", b"one"]


@pytest.mark.django_db
def test_removed_file_is_gone_with_its_versions_until_it_is_brought_back():
    first = attach(b"one")
    newest = commands.add_version(by=WRITER, file_id=first.pk, title="", content=b"two")
    commands.remove_file(by=WRITER, file_id=newest.pk)
    assert not queries.attached(viewer=READER, about=DOOR)
    for row in (first, newest):
        with pytest.raises(files.NoSuchFile):
            files.file_for(viewer=READER, file_id=row.pk)
    commands.bring_back_file(by=WRITER, file_id=newest.pk)
    assert files.opened(files.file_for(viewer=READER, file_id=first.pk)).read() == b"one"


@pytest.mark.django_db
def test_company_has_so_much_room(settings):
    settings.FILES_QUOTA_MB = 1
    attach(b"x" * 900_000)
    with pytest.raises(commands.NoRoom) as refused:
        attach(b"x" * 200_000)
    assert refused.value.field == "file"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer; they take turns there")
def test_versions_brought_at_once_get_numbers_of_their_own():
    first, start = attach(b"one"), threading.Barrier(4)

    def bring(n: int) -> None:
        start.wait(60)
        commands.add_version(by=WRITER, file_id=first.pk, title="", content=b"v%d" % n)
        connections.close_all()

    threads = [threading.Thread(target=bring, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(File.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
    assert File.objects.filter(newest=True).count() == 1


# Small pictures


def drawn_from(content: bytes, kind: str, tmp_path) -> bytes:
    source = tmp_path / "in"
    source.write_bytes(content)
    return pictures.drawn(kind, source, tmp_path / "out.webp")


def test_picture_is_drawn_anew_and_carries_nothing_over(tmp_path):
    payload = b"<script>steal()</script>"
    small = drawn_from(picture() + payload, "image/png", tmp_path)
    assert Image.open(io.BytesIO(small)).size == (320, 240)
    assert payload not in small


def test_first_page_of_a_pdf_is_drawn(tmp_path):
    page = io.BytesIO()
    Image.new("RGB", (400, 600), (20, 90, 200)).save(page, "PDF")
    small = Image.open(io.BytesIO(drawn_from(page.getvalue(), "application/pdf", tmp_path)))
    assert small.width < small.height <= 320


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"GIF89a/*<script>*/", "image/gif"),
        (b"%PDF-1.4 nothing", "application/pdf"),
        (picture((12_000, 9_000)), "image/png"),
    ],
    ids=["not a picture", "not a page", "a picture of a hundred megapixels"],
)
def test_what_cannot_be_drawn_has_no_picture(content, kind, tmp_path):
    assert drawn_from(content, kind, tmp_path) == b""


def test_drawing_that_does_not_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "SECONDS", 0.01)
    assert drawn_from(picture(), "image/png", tmp_path) == b""


@pytest.mark.django_db
def test_worker_draws_the_picture_of_what_was_attached():
    row = attach(picture(), "photo.txt")
    outbox.run_due()
    row.refresh_from_db()
    assert stores.opened(row.preview).read()[8:12] == b"WEBP"


# Sweeping and the store


@pytest.mark.django_db
def test_orphans_are_swept_after_their_grace_and_nothing_else():
    kept, removed = attach(b"kept"), attach(b"removed")
    lost, young = files.fresh_name(), files.fresh_name()
    for name in (lost, young):
        stores.keep(name, b"nobody's")
    month_ago = clock.now() - timedelta(days=31)
    for name in (lost, kept.stored, removed.stored):
        os.utime(stores.place(name), (month_ago.timestamp(),) * 2)
    os.utime(stores.place(young), (clock.now().timestamp(),) * 2)
    commands.remove_file(by=WRITER, file_id=removed.pk)
    assert commands.sweep(by=SYSTEM) == 1
    assert [stores.place(name).exists() for name in (lost, young, kept.stored, removed.stored)] == [0, 1, 1, 1]
    File.objects.filter(pk=removed.pk).update(removed_at=month_ago)
    assert commands.sweep(by=SYSTEM) == 1
    assert [stores.place(name).exists() for name in (kept.stored, removed.stored)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_files_lie_in_the_store_and_come_back(bucket):
    row = attach(b"in the store")
    carried()
    assert not stores.place(row.stored).exists()
    assert [name for name, _at in stores.listed()] == [row.stored]
    with files.opened(row) as back:
        assert back.read() == b"in the store"
    assert [each.well for each in doctor.files()] == [True]
    stores.drop(row.stored)
    with pytest.raises(files.NoSuchFile):
        files.opened(row)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_slow_store(bucket, monkeypatch):
    answer, done = threading.Event(), []
    monkeypatch.setattr(stores, "_carried", lambda name: answer.wait(5) and done.append(name))
    row = attach(b"slow")
    assert done == []
    assert [each.daemon for each in threading.enumerate() if each.name == "carry"] == [False], "an exit waits for it"
    answer.set()
    carried()
    assert done == [row.stored]


@pytest.mark.django_db(transaction=True)
def test_file_that_another_carried_meanwhile_breaks_nothing(bucket):
    row = attach(b"once")
    carried()
    assert (stores._carried(row.stored), stores.carry()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_version_that_lies_in_the_store_becomes_the_newest_again(bucket):
    first = attach(b"one")
    commands.add_version(by=WRITER, file_id=first.pk, title="", content=b"two")
    carried()
    assert not stores.place(first.stored).exists()
    restored = commands.restore_version(by=WRITER, file_id=first.pk)
    with files.opened(restored) as back:
        assert (restored.version, back.read()) == (3, b"one")


@pytest.mark.django_db(transaction=True)
def test_store_that_is_silent_loses_nothing(bucket, settings):
    """What is attached meanwhile waits on the disk, is read from there and is carried when the store is back."""
    there, settings.S3_URL = settings.S3_URL, "http://127.0.0.1:9"
    row = attach(b"meanwhile")
    carried()
    assert files.opened(row).read() == b"meanwhile"
    (found,) = doctor.files()
    assert (found.well, "cannot be reached" in found.what, "MOSTIK_S3_" in found.cure) == (False, True, True)
    settings.S3_URL = there
    assert (stores.carry(), stores.carry()) == (1, 0)
    assert not stores.place(row.stored).exists()
    assert files.opened(row).read() == b"meanwhile"
    settings.S3_URL = "http://127.0.0.1:9"
    with pytest.raises(stores.StoreSilent):
        files.opened(row)


@pytest.mark.django_db
def test_store_is_not_asked_inside_a_transaction(bucket, monkeypatch):
    from mostik.core import outbound

    asked = []
    monkeypatch.setattr(outbound, "refuse_in_transaction", lambda: asked.append(connection.in_atomic_block))
    attach(b"x")
    assert asked == [], "the file waits for the commit"


@pytest.mark.django_db(transaction=True)
def test_export_holds_what_lies_in_the_store_and_restore_puts_it_back(bucket, settings, tmp_path, roles):
    row = attach(b"in the archive", by=SYSTEM)
    told = writing.write(tmp_path / "company.zip")
    name = f"{row.stored[:2]}/{row.stored}"
    assert told.files[name]["size"] == 14
    stores.drop(row.stored)
    reading.restore(tmp_path / "company.zip")
    assert not stores.place(row.stored).exists()
    assert files.opened(File.objects.get(pk=row.pk)).read() == b"in the archive"
