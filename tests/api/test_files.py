"""A program attaches files to deals, clients and people: as a person on a card, within the same limits."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mostik.core.models import File
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from tests.crm.stage import deal, pipeline


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def records(cast):
    pipeline()
    by = cast.actor("anna")
    company = add_company(by=by, fields={"title": "Acme"})
    contact = add_contact(by=by, fields={"first_name": "Al"}, company_id=company)
    return {"crm.deal": deal(cast.anna).pk, "crm.company": company, "crm.contact": contact}


def send(it, record, number, content=b"Agreed.", name="договор.txt", **headers):
    known = {"Authorization": f"Bearer {it.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    file = {"file": SimpleUploadedFile(name, content)}
    return it.client.post(f"/api/v1/files?record={record}&record_id={number}", file, headers=known)


@pytest.mark.parametrize("record", ["crm.deal", "crm.company", "crm.contact"])
def test_a_file_is_attached_listed_and_read_back(records, program, record):
    it, number = program(), records[record]
    made = send(it, record, number)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["title"], told["size"], told["record"], told["record_id"]) == ("договор.txt", 7, record, number)
    listed = it.get(f"files?record={record}&record_id={number}").json()
    assert [each["id"] for each in listed] == [told["id"]]
    assert b"".join(it.get(f"files/{told['id']}/content").streaming_content) == b"Agreed."


def test_the_same_key_attaches_once_however_its_parts_are_divided(records, program):
    it, number = program(), records["crm.deal"]
    first = send(it, "crm.deal", number, Idempotency_Key="k1")
    body = (
        '--other\r\nContent-Disposition: form-data; name="file"; filename="договор.txt"\r\n'
        "Content-Type: text/plain\r\n\r\nAgreed.\r\n--other--\r\n"
    ).encode()
    headers = {"Authorization": f"Bearer {it.token}", "Idempotency-Key": "k1"}
    address, parts = f"/api/v1/files?record=crm.deal&record_id={number}", "multipart/form-data; boundary=other"
    again = it.client.generic("POST", address, body, parts, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert send(it, "crm.deal", number, b"Other.", Idempotency_Key="k1").status_code == 409
    assert File.objects.count() == 1


def test_what_is_too_large_empty_or_of_no_known_kind_is_refused_at_the_field(records, program):
    it, number = program(), records["crm.deal"]
    for content, name in ((b"a" * ((50 << 20) + 1), "big.txt"), (b"", "empty.txt"), (b"MZ\x90\x00\x03\x00", "run.exe")):
        answer = send(it, "crm.deal", number, content, name)
        assert (answer.status_code, answer.json()["field"]) == (422, "file"), name
    headers = {"Authorization": f"Bearer {it.token}"}
    address = f"/api/v1/files?record=crm.deal&record_id={number}"
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json"):
        for more in ({}, {"Idempotency-Key": f"odd-{kind}"}):
            answer = it.client.generic("POST", address, b"\r\n", kind, headers={**headers, **more})
            assert answer.status_code == 422
            assert json.loads(answer.content)["message"]
    assert not File.objects.exists()


def test_out_of_reach_or_without_the_right_nothing_is_attached(cast, records, program):
    assert send(program(), "crm.deal", 10**9).status_code == 404
    assert send(program(), "crm.nothing", 1).status_code == 404
    reads = program(rights=["crm.see_deals"])
    assert send(reads, "crm.deal", records["crm.deal"]).status_code == 403
    assert send(type(reads)(reads.client, "mostik_none"), "crm.deal", records["crm.deal"]).status_code == 401
    assert not File.objects.exists()
