"""The journal of reads: what is written, limits of exports, marks, seals that hold against any meddling."""

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.anchors import check_anchors, write_anchor
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import add_contact
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.terms import ActivityKind
from mostik.people.commands.approvals import approve
from mostik.people.commands.reads import note_read, seal_reads
from mostik.people.models import Approval, ApprovalLimit, Read, ReadSeal, Role
from mostik.people.queries.reads import broken_read, leaks
from mostik.people.terms import ReadKind
from tests.pages import text_of

WHY = "Meeting at the fair"


@pytest.fixture
def clients(cast):
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    fields = {"phone": "+79123456789", "email": "one@client.test"}
    return [add_company(by=boris, fields={"title": f"Client {n}", **fields}) for n in range(12)]


def test_opening_a_card_and_a_page_of_contacts_is_written_down(cast, clients, sign_in):
    browser = sign_in(cast.anna)
    browser.get(reverse("crm:company", args=[clients[0]]))
    browser.get(reverse("crm:company_list"))
    sign_in(cast.vera).get(reverse("crm:company", args=[clients[0]]))  # refused: nothing was seen
    lines = list(Read.objects.order_by("pk").values_list("person", "what", "kind", "rows"))
    assert lines == [("Anna Koroleva", "card", "crm.company", 1), ("Anna Koroleva", "list", "crm.company", 12)]
    assert Read.objects.first().subjects == [clients[0]]


def test_opening_a_person_and_a_page_of_people_is_written_down(cast, clients, sign_in):
    person = add_contact(by=cast.actor("boris"), company_id=clients[0], fields={"first_name": "Ivan"})
    browser = sign_in(cast.anna)
    browser.get(reverse("crm:contact", args=[person]))
    browser.get(reverse("crm:contact_list"))
    assert browser.get(reverse("crm:contact_list"), {"format": "csv"})["Content-Type"].startswith("text/html")
    browser.get(reverse("crm:contact_list"), {"format": "csv", "why": WHY})
    lines = list(Read.objects.order_by("pk").values_list("what", "kind", "subjects"))
    assert lines == [(what, "crm.contact", [person]) for what in ("card", "list", "export")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_export_asks_what_for_and_marks_the_file(cast, clients, sign_in, ending):
    browser, address = sign_in(cast.anna), reverse("crm:company_list")
    asked = browser.get(address, {"format": ending, "columns": "title.phone"})
    assert asked["Content-Type"].startswith("text/html")
    assert "+79123456789" not in text_of(asked)
    assert browser.get(address, {"format": ending, "why": "no"}).status_code == 422
    assert not Read.objects.filter(what="export").exists()
    answer = browser.get(address, {"format": ending, "why": WHY})
    line = Read.objects.get(what="export")
    assert (line.person, line.rows, line.reason, len(line.mark)) == ("Anna Koroleva", 12, WHY, 9)
    content = b"".join(answer.streaming_content)
    if ending == "csv":
        assert line.mark in content.decode().splitlines()[-1]
    else:
        import io
        import zipfile

        book = zipfile.ZipFile(io.BytesIO(content))
        told = [name for name in book.namelist() if line.mark in book.read(name).decode("utf-8", "replace")]
        assert {"docProps/core.xml", "docProps/custom.xml", "xl/worksheets/sheet1.xml"} <= set(told)


def test_export_above_the_day_limit_needs_a_second_person(cast, clients, sign_in):
    ApprovalLimit.objects.create(kind="people.export", role=Role.objects.get(code="head"), size=20)
    address, browser = reverse("crm:company_list"), sign_in(cast.anna)
    assert "text/csv" in browser.get(address, {"format": "csv", "why": WHY})["Content-Type"]
    refused = browser.get(address, {"format": "csv", "why": WHY})
    assert refused.status_code == 422
    assert reverse("people:export_ask") in text_of(refused)
    assert Read.objects.filter(what="export").count() == 1
    browser.post(reverse("people:export_ask"), {"why": WHY, "rows": 12, "page": address})
    request = Approval.objects.get()
    assert (request.kind, request.size, request.decider) == ("people.export", 24, cast.olga)
    assert browser.get(address, {"format": "csv", "why": WHY}).status_code == 422
    approve(by=cast.actor("olga"), approval_id=request.pk)
    assert "text/csv" in browser.get(address, {"format": "csv", "why": WHY})["Content-Type"]
    assert Read.objects.filter(what="export", approval=request.pk).count() == 1
    assert browser.get(address, {"format": "csv", "why": WHY}).status_code == 422  # an approval is good once


def test_screen_is_for_owner_and_auditor_and_tells_of_a_period(cast, clients, sign_in):
    sign_in(cast.anna).get(reverse("crm:company_list"), {"format": "csv", "why": WHY})
    assert sign_in(cast.anna).get(reverse("people:reads")).status_code == 403
    browser = sign_in(cast.olga)
    assert WHY in text_of(browser.get(reverse("people:reads")))
    page = text_of(browser.get(reverse("people:incident")))
    assert "Anna Koroleva" in page
    for query in ({"first": "2020-01-01", "last": "2020-01-02"}, {"first": "x", "last": ""}, {"first": "9999-12-31"}):
        assert (
            "Anna Koroleva" not in text_of(browser.get(reverse("people:incident"), query))
            or query["first"] != "2020-01-01"
        )
    assert "Anna Koroleva" in text_of(browser.get(reverse("people:incident"), {"format": "csv"}))
    today = clock.today()
    found = leaks(viewer=cast.actor("olga"), first=today, last=today, subject=clients[3])
    assert [(each.person, each.exports) for each in found] == [("Anna Koroleva", 1)]
    assert leaks(viewer=cast.actor("olga"), first=today, last=today, subject=10**9) == []
    assert leaks(viewer=cast.actor("olga"), first=today - timedelta(9), last=today - timedelta(8)) == []


def test_database_refuses_to_change_or_remove_a_line(cast, clients):
    note_read(by=cast.actor("anna"), what=ReadKind.CARD, kind="crm.company", subjects=[1])
    with pytest.raises(DatabaseError), transaction.atomic():
        Read.objects.update(person="Somebody")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            Read.objects.all().delete()


def meddle(cursor, chance, first, last):
    """Edit, delete, swap or cut lines as somebody with the whole database in hand; the seals of cut lines too."""
    line = chance.randint(first, last)
    way = chance.choice(("edit", "edit", "edit", "delete", "swap", "cut"))
    if way == "edit":
        column, value = chance.choice(
            (("person", "'Nobody'"), ("rows", "rows + 1"), ("subjects", "'[70]'"), ("mark", "'X'"))
        )
        cursor.execute(f"UPDATE people_read SET {column} = {value} WHERE id = {line}")
    elif way == "delete":
        cursor.execute(f"DELETE FROM people_readseal WHERE read_id = {line}")
        cursor.execute(f"DELETE FROM people_read WHERE id = {line}")
    elif way == "swap":
        other = line + 1 if line < last else first
        cursor.execute(
            f"UPDATE people_read SET person_id = (SELECT CASE WHEN people_read.id = {line} THEN b.person_id ELSE a.person_id END "
            f"FROM people_read a, people_read b WHERE a.id = {line} AND b.id = {other}) WHERE id IN ({line}, {other})"
        )
    else:
        cursor.execute(f"DELETE FROM people_readseal WHERE read_id >= {line}")
        cursor.execute(f"DELETE FROM people_read WHERE id >= {line}")


@pytest.mark.slow
def test_thousand_ways_to_meddle_are_all_found(cast, clients, tmp_path):
    actors = [cast.actor(name) for name in ("anna", "boris", "vera", "dasha")]
    for number in range(40):
        note_read(by=actors[number % 4], what=ReadKind.CARD, kind="crm.company", subjects=[number + 1])
    offset = Read.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert seal_reads() == 40
    write_anchor(tmp_path)
    assert (broken_read(), check_anchors(tmp_path)) == (None, [])
    chance, missed = random.Random(5), []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys=ON")
            for name in ("people_read_no_update", "people_read_no_delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("ALTER TABLE people_read DISABLE TRIGGER USER")
        for turn in range(1000):
            spot = transaction.savepoint()
            meddle(cursor, chance, offset, offset + 39)
            if broken_read() is None and not check_anchors(tmp_path):
                missed.append(turn)
            transaction.savepoint_rollback(spot)
    assert missed == []
    assert ReadSeal.objects.count() == 40


def test_reads_by_programs_the_queue_and_the_whole_company_are_written_down(cast, clients, sign_in):
    person = add_contact(by=cast.actor("boris"), company_id=clients[0], fields={"first_name": "Ivan"})
    call = {"kind": ActivityKind.CALL, "due_at": clock.now(), "title": "Call"}
    plan_activity(by=cast.actor("boris"), contact_id=person, company_id=clients[0], **call)
    browser = sign_in(cast.boris)
    browser.get(reverse("api_contacts"))
    browser.get(reverse("api_contact", args=[person]))
    browser.get(reverse("api_contact", args=[10**6]))  # refused: nothing was seen
    browser.get(reverse("crm:queue"))
    lines = list(Read.objects.order_by("pk").values_list("what", "kind", "subjects"))
    assert lines == [
        ("list", "crm.contact", [person]),
        ("card", "crm.contact", [person]),
        ("list", "crm.contact", [person]),
    ]
    sign_in(cast.olga).post(reverse("core:company_export"), {"reason": "a copy for the auditor"})
    line = Read.objects.get(kind="core.archive")
    assert (line.what, line.reason, line.person) == ("export", "a copy for the auditor", "Olga Orlova")
