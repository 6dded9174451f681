"""The whole company leaves in one file and comes back into an empty installation, equal by hash, or not at all."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from mostik.core import files, outbox, stores
from mostik.core.actors import SYSTEM
from mostik.core.archive import commands, reading, writing
from mostik.core.archive.refusals import AnotherVersion, NoReason, NotAnArchive, NotEmpty
from mostik.core.archive.tables import LEFT_OUT, NOT_DATA, all_models, digest_of, label
from mostik.core.models import Archive, Entry
from mostik.crm.commands.clients import add_company
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Denied
from mostik.people.models import User
from mostik.people.queries.actors import actor_of


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def olga(cast):
    return actor_of(cast.olga)


@pytest.fixture
def archive(olga, tmp_path):
    """An archive of a company with a client, a journal and a file."""
    number = add_company(by=olga, fields={"title": "Ромашка"})
    files.store(by=SYSTEM, content=b"scan", title="договор.txt", about=Ref("crm.company", number))
    path = tmp_path / "company.zip"
    commands.export_company(by=olga, path=path, reason="moving house")
    return path


@pytest.fixture
def emptied(monkeypatch):
    """Let a database with people in it pass for an empty one: what is judged here is the rest."""
    monkeypatch.setattr(reading, "refuse_unless_empty", lambda: None)


def rewritten(path, target, change):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            for given, content in change(name, old.read(name)):
                new.writestr(given, content)
    return target


def test_every_table_goes_along_or_stays_behind_with_a_reason(db):
    known = {model._meta.db_table for model in all_models()} | NOT_DATA.keys()
    known |= {label_table(name) for name in LEFT_OUT}
    with connection.cursor() as cursor:
        there = {name for name in connection.introspection.table_names(cursor) if not name.startswith("sqlite_")}
    assert sorted(there - known) == []


def label_table(name):
    from django.apps import apps

    return apps.get_model(name)._meta.db_table


def test_what_is_restored_is_equal_by_hash_and_nothing_made_since_is_left(archive, emptied, olga, settings):
    before = {label(model): digest_of(model) for model in all_models()}
    add_company(by=olga, fields={"title": "Лишняя"})
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file():
            path.unlink()
    told = commands.restore_company(by=SYSTEM, path=archive)
    assert {label(model): digest_of(model) for model in all_models()} == before
    assert told.files
    assert all((settings.MEDIA_ROOT / name).read_bytes() == b"scan" for name in told.files)
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.update(name="forged")


def test_numbers_go_on_after_the_restored_ones(archive, emptied, olga):
    commands.restore_company(by=SYSTEM, path=archive)
    assert add_company(by=olga, fields={"title": "Следующая"})


def test_an_installation_people_work_in_is_left_alone(archive):
    with pytest.raises(NotEmpty):
        commands.restore_company(by=SYSTEM, path=archive)
    assert User.objects.count() > 1


DAMAGES = {
    "a row changed": lambda n, c: [(n, c.replace("Ромашка".encode(), "Лютик!!".encode()) if "Company" in n else c)],
    "a line cut": lambda n, c: [(n, c[:-9] if n.endswith("crm.Company.jsonl") else c)],
    "a table missing": lambda n, c: [] if n.endswith("crm.Company.jsonl") else [(n, c)],
    "a stranger inside": lambda n, c: [(n, c), *([("files/../../evil", b"x")] if n == "manifest.json" else [])],
    "no manifest": lambda n, c: [] if n == "manifest.json" else [(n, c)],
    "a manifest that is none": lambda n, c: [(n, b"[1]" if n == "manifest.json" else c)],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_changes_nothing(archive, emptied, tmp_path, damage):
    broken = rewritten(archive, tmp_path / "broken.zip", DAMAGES[damage])
    before = {label(model): digest_of(model) for model in all_models()}
    with pytest.raises(NotAnArchive):
        commands.restore_company(by=SYSTEM, path=broken)
    assert {label(model): digest_of(model) for model in all_models()} == before
    assert not (tmp_path / "evil").exists()


def test_names_that_leave_their_folder_are_refused_even_when_the_manifest_names_them(archive, emptied, tmp_path):
    def forge(name, content):
        if name != "manifest.json":
            return [(name, content)]
        told = json.loads(content)
        told["files"]["../evil"] = {"size": 1, "sha256": "0"}
        fixed = reading.manifest.Manifest(**{k: v for k, v in told.items() if k != "digest"})
        return [("files/../evil", b"x"), (name, fixed.text())]

    with pytest.raises(NotAnArchive):
        commands.restore_company(by=SYSTEM, path=rewritten(archive, tmp_path / "forged.zip", forge))
    assert not (tmp_path / "evil").exists()


def test_an_archive_of_a_newer_version_is_refused_by_name(archive, emptied, tmp_path):
    def newer(name, content):
        if name != "manifest.json":
            return [(name, content)]
        told = json.loads(content)
        return [(name, json.dumps({**told, "version": "9.0", "migrations": [*told["migrations"], ["crm", "9999_x"]]}))]

    with pytest.raises(AnotherVersion) as refused:
        commands.restore_company(by=SYSTEM, path=rewritten(archive, tmp_path / "newer.zip", newer))
    assert refused.value.params["theirs"] == "9.0"


def test_what_is_no_zip_is_refused(emptied, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(NotAnArchive):
        commands.restore_company(by=SYSTEM, path=tmp_path / "x.zip")


def test_only_the_owner_exports_and_says_why(cast, olga, tmp_path):
    with pytest.raises(Denied):
        commands.export_company(by=actor_of(cast.anna), path=tmp_path / "a.zip", reason="moving house")
    with pytest.raises(NoReason):
        commands.export_company(by=olga, path=tmp_path / "a.zip", reason=" ")
    assert not list(tmp_path.glob("*.zip"))


def test_an_archive_is_made_in_the_background_downloaded_and_deleted(client, cast):
    client.force_login(cast.olga)
    page = reverse("core:company")
    assert client.post(reverse("core:company_export"), {"reason": "x"}).status_code == 422
    assert client.post(reverse("core:company_export"), {"reason": "moving house"}).status_code == 302
    row = Archive.objects.get()
    assert "moving house" in client.get(page).content.decode()
    assert client.get(reverse("core:archive_progress", args=[row.pk])).status_code == 200
    assert client.post(reverse("core:company_export"), {"reason": "once more"}).status_code == 409
    while outbox.run_due():
        pass
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", row.total)
    assert Entry.objects.get(name="core.company_exported").payload["reason"] == "moving house"
    file = b"".join(client.get(reverse("core:archive_download", args=[row.pk])).streaming_content)
    assert file.startswith(b"PK")
    assert client.get(reverse("core:archive_progress", args=[row.pk])).status_code == 204
    assert client.post(reverse("core:archive_drop", args=[row.pk])).status_code == 302
    assert not commands.place(row).exists()
    assert client.get(reverse("core:archive_download", args=[row.pk])).status_code == 404


def test_an_archive_is_restored_on_screen_and_everybody_signs_in_anew(client, cast, archive, emptied):
    client.force_login(cast.olga)
    with archive.open("rb") as file:
        answer = client.post(reverse("core:company_restore"), {"file": file})
    assert answer.status_code == 302
    assert client.get(reverse("core:company")).status_code == 302
    with archive.open("rb") as file:
        client.force_login(User.objects.get(pk=cast.olga.pk))
        file.read(100)
        assert client.post(reverse("core:company_restore"), {"file": file}).status_code == 422


def test_an_archive_written_into_the_data_directory_does_not_hold_itself(olga, settings):
    path = Path(settings.MEDIA_ROOT) / "company.zip"
    commands.export_company(by=olga, path=path, reason="a move")
    with zipfile.ZipFile(path) as made:
        assert [name for name in made.namelist() if "company.zip" in name] == []


def test_a_file_carried_to_the_store_meanwhile_goes_along(olga, tmp_path, settings, monkeypatch):
    name, opened = files.fresh_name(), stores.opened
    stores.keep(name, b"scan")
    (Path(settings.MEDIA_ROOT) / "notes.txt").write_bytes(b"kept by hand")

    def carried_meanwhile(kept: str) -> io.BytesIO:
        content = opened(kept).read()
        stores.place(kept).unlink()
        return io.BytesIO(content)

    monkeypatch.setattr(stores, "opened", carried_meanwhile)
    told = writing.write(tmp_path / "company.zip")
    assert not stores.place(name).exists()
    with zipfile.ZipFile(tmp_path / "company.zip") as made:
        assert {each: made.read(f"files/{each}") for each in told.files} == {
            f"{name[:2]}/{name}": b"scan",
            "notes.txt": b"kept by hand",
        }


def test_a_half_written_archive_never_shows(monkeypatch, olga, tmp_path):
    def fail(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(writing, "_write_files", fail)
    with pytest.raises(OSError, match="disk is full"):
        commands.export_company(by=olga, path=tmp_path / "a.zip", reason="moving house")
    assert not list(tmp_path.glob("*zip*"))
