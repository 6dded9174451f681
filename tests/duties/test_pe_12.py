"""PE-12 Files: attached to any record, in versions, with previews; what they are is judged by their bytes."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from mostik.core import outbox
from mostik.core.models import Entry, File
from mostik.people.models import Read, User
from tests.permissions import world

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-12")]
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def come_in():
    """Sign somebody in at a browser of their own, in English."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["django_language"] = "en"
        return client

    return enter


def photo() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), (30, 120, 60)).save(drawn, "JPEG")
    return drawn.getvalue()


def send(client: Client, kind: str, number: int, *sent: tuple[str, bytes]):
    place = reverse("core:files_add", args=[kind, number])
    return client.post(place, {"file": [SimpleUploadedFile(*each) for each in sent]}, **HX)


def found(client: Client, words: str) -> set[int]:
    """Return which files the search finds."""
    page = client.get(reverse("home:search"), {"q": words}).content.decode()
    return set(map(int, re.findall(r'href="/files/(\d+)/"', page)))


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_files_live_with_their_record(cast, come_in):
    boris, vera, anna = come_in(cast.boris), come_in(cast.vera), come_in(cast.anna)
    deal = world.deal(cast.boris)["deal_id"]
    place = reverse("core:files", args=["crm.deal", deal])
    assert "core/files/_of" not in boris.get(reverse("crm:deal", args=[deal])).content.decode()
    assert place in boris.get(reverse("crm:deal", args=[deal])).content.decode()

    # Several at once; the page says what they are, the timeline that they came.
    sent = send(
        boris, "crm.deal", deal, ("смета.csv", "Товар;Цена\nСтол;100\n".encode()), ("../../фото.jpg.html", photo())
    )
    assert "files-changed" in sent["HX-Trigger"]
    page = boris.get(place).content.decode()
    assert ("смета.csv" in page, "фото.jpg.html" in page, "JPEG" in page) == (True, True, True)
    assert "смета.csv" in boris.get(reverse("crm:deal", args=[deal])).content.decode()
    table, picture = File.objects.order_by("pk")

    # The worker draws the picture; a text is read; whatever it is called, it is only ever saved.
    while outbox.run_due():
        pass
    thumb = boris.get(reverse("core:file_thumb", args=[picture.pk]))
    assert (thumb["Content-Type"], body(thumb)[8:12]) == ("image/webp", b"WEBP")
    assert "Стол;100" in boris.get(reverse("core:file_versions", args=[table.pk])).content.decode()
    whole = boris.get(reverse("core:file", args=[picture.pk]))
    assert (whole["Content-Type"], whole["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert whole["Content-Disposition"].startswith("attachment")
    assert body(whole) == photo()
    evil = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>"
    send(boris, "crm.deal", deal, ("logo.svg", evil))
    drawn = File.objects.latest("pk")
    shown = boris.get(reverse("core:file_versions", args=[drawn.pk])).content.decode()
    assert ("onload=&#x27;alert(1)" in shown, "<svg xmlns='http" in shown) == (True, False)
    assert boris.get(reverse("core:file", args=[drawn.pk]))["Content-Type"] == "text/plain; charset=utf-8"

    # What is refused says why, and nothing of it stays.
    count = File.objects.count()
    for name, content, words in (
        ("setup.pdf", b"MZ\x00\x01\x02", "not accepted"),
        ("empty.txt", b"", "empty"),
        ("pack.zip", b"PK\x03\x04broken", "damaged"),
    ):
        refused = send(boris, "crm.deal", deal, (name, content))
        assert (refused.status_code, words in refused.content.decode()) == (422, True), name
    assert File.objects.count() == count

    # A newer version keeps the older, which can become the newest again.
    newer = SimpleUploadedFile("смета 2.csv", b"Table;120\n")
    boris.post(reverse("core:file_version", args=[table.pk]), {"file": newer}, **HX)
    assert "version 2" in boris.get(place).content.decode()
    assert "Boris Belov" in boris.get(reverse("core:file_versions", args=[table.pk])).content.decode()
    boris.post(reverse("core:file_again", args=[table.pk]), **HX)
    newest = File.objects.get(series=table.pk, newest=True)
    assert (newest.version, body(boris.get(reverse("core:file", args=[newest.pk])))) == (
        3,
        "Товар;Цена\nСтол;100\n".encode(),
    )

    # Removed with its undo.
    gone = boris.post(reverse("core:file_remove", args=[newest.pk]), **HX)
    assert "HX-Redirect" in gone
    undo = reverse("core:file_restore", args=[newest.pk])
    assert undo in boris.get(reverse("crm:deal", args=[deal])).content.decode()
    assert boris.get(reverse("core:file", args=[newest.pk])).status_code == 404
    assert "смета.csv" not in boris.get(place).content.decode()
    listed = boris.get("/api/v1/files", {"record": "crm.deal", "record_id": deal}).json()
    assert {each["id"] for each in listed} == {picture.pk, drawn.pk}
    assert found(boris, "смета") == set()
    boris.post(reverse("core:file_restore", args=[newest.pk]), **HX)
    assert found(boris, "смета") == {newest.pk}
    assert "смета.csv" in boris.get(place).content.decode()

    # Rights follow the record: a colleague of no reach finds nothing, the head sees; both are told apart in the journal.
    for address in ("file", "file_versions", "file_thumb"):
        assert vera.get(reverse(f"core:{address}", args=[picture.pk])).status_code == 404
    assert vera.get(place).status_code == 404
    assert send(vera, "crm.deal", deal, ("x.txt", b"x")).status_code == 404
    assert anna.get(reverse("core:file", args=[picture.pk])).status_code == 200
    looked = Read.objects.filter(kind="core.file", what="file")
    assert {line.person for line in looked} == {cast.boris.short_name, cast.anna.short_name}
    assert looked.filter(person_id=cast.anna.pk).get().subjects == [picture.pk]
    told = Entry.objects.filter(name__startswith="core.file_", about_kind="crm.deal", about_id=deal)
    assert {line.name for line in told} == {"core.file_attached", "core.file_removed", "core.file_brought_back"}


def test_any_record_takes_files(cast, come_in):
    """Whose files may be seen and changed is said by each kind of record."""
    boris = come_in(cast.boris)
    boris.post(reverse("people:approval_add"), {"kind": "people.expense", "title": "Desk", "amount": "45 000"}, **HX)
    from mostik.people.models import Approval

    records = {
        "crm.company": world.company(cast.boris)["company_id"],
        "crm.contact": world.contact(cast.boris)["contact_id"],
        "crm.document": world.document(cast.boris)["document_id"],
        "crm.activity": world.activity(cast.boris)["activity_id"],
        "people.approval": Approval.objects.get().pk,
    }
    for kind, number in records.items():
        assert send(boris, kind, number, ("note.txt", kind.encode())).status_code == 204, kind
        page = boris.get(reverse("core:files", args=[kind, number]))
        assert "note.txt" in page.content.decode(), kind
        assert come_in(cast.dina).get(reverse("core:files", args=[kind, number])).status_code == 404, kind
    assert boris.get(reverse("core:files", args=["crm.rendering", 1])).status_code == 404
    assert boris.get(reverse("core:files", args=["nothing.there", 1])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_files_are_dropped_pasted_and_chosen_in_a_browser(cast, page_of):
    deal = world.deal(cast.boris)["deal_id"]
    page = page_of(cast.boris)
    page.goto(reverse("crm:deal", args=[deal]))
    form = page.locator("form[data-upload][data-ready]")  # listened to, after each time the list is drawn anew
    form.wait_for(state="attached")
    form.locator("input[type=file]").set_input_files(
        [
            {"name": "one.txt", "mimeType": "text/plain", "buffer": b"one"},
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()},
            {"name": "bad.exe", "mimeType": "text/plain", "buffer": b"MZ\x00\x01"},
        ]
    )
    page.get_by_role("link", name="photo.jpg").wait_for()
    give = """([where, kind]) => {
      const given = new DataTransfer();
      given.items.add(new File(["by " + kind], kind + ".txt", { type: "text/plain" }));
      const target = where ? document.querySelector(where) : document.body;
      target.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })
        : new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
    }"""
    form.wait_for(state="attached")
    page.evaluate(give, ["form[data-upload] [data-drop]", "drop"])
    page.get_by_role("link", name="drop.txt").wait_for()
    form.wait_for(state="attached")
    page.evaluate(give, ["", "paste"])
    page.get_by_role("link", name="paste.txt").wait_for()
    assert set(File.objects.values_list("title", flat=True)) == {"one.txt", "photo.jpg", "drop.txt", "paste.txt"}
    page.get_by_role("button", name="Remove the file").first.click()
    form.wait_for(state="attached")
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("link", name="paste.txt").wait_for()
    assert not File.objects.filter(removed_at__isnull=False).exists()
