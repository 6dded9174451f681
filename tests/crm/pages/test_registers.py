"""The screens of registers: made, rows listed, added, changed, worked in bulk, loaded from a file, shown on cards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mostik.crm.models import Register, RegisterRow
from mostik.crm.terms import FieldType, Holder
from tests.crm.owned import field
from tests.crm.stage import company

T = FieldType
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


@pytest.fixture
def anna(cast, pipeline, sign_in):
    return sign_in(cast.anna)


@pytest.fixture
def samples(anna) -> Register:
    """A register of samples, made on screen."""
    said = {"title": "Образцы", "code": "samples", "icon": "flag", "links": ["company"], "see_head": "department"}
    said |= {"add_head": "on", "edit_head": "department", "remove_head": "department"}
    said |= {"see_manager": "own", "add_manager": "on", "edit_manager": "own"}
    assert anna.post(url("register_add"), said).status_code == 302
    return Register.objects.get()


def test_register_is_in_the_menu_of_whoever_may_see_it(anna, samples, cast, client):
    assert "Образцы" in anna.get(url("deal_list")).content.decode()
    assert "Образцы" in anna.get(url("register_index")).content.decode()
    client.force_login(cast.dina, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Образцы" not in client.get(url("deal_list")).content.decode()
    assert client.get(url("register_list", "samples")).status_code == 404


def test_rows_are_added_listed_changed_removed_and_brought_back(anna, samples, cast):
    area = field(T.NUMBER, "Площадь", holder=Holder.ROW, register=samples.pk)
    company(cast.boris, "Кедр")
    said = {"title": "Ткань", "company": "Кедр", area.name: "2,5", "owner": cast.boris.pk}
    refused = anna.post(url("row_add", "samples"), {**said, area.name: "много"}, **HTMX)
    assert set(refused.context["form"].errors) == {area.name}
    assert anna.post(url("row_add", "samples"), said).status_code == 302
    row = RegisterRow.objects.get()
    assert (row.company.title, row.own, row.owner) == ("Кедр", {area.slot: 2_500_000}, cast.boris)
    page = anna.get(url("register_list", "samples") + f"?{area.name}_from=2&q=ткань&sort=-{area.name}")
    assert [each.pk for each in page.context["page"].rows] == [row.pk]
    anna.post(url("row_edit", row.pk), {"title": "Кожа", "company": "", "version": 0, area.name: "3"})
    row.refresh_from_db()
    assert (row.title, row.company, row.own) == ("Кожа", None, {area.slot: 3_000_000})
    in_place = anna.post(url("row_own", row.pk, area.id), {area.name: "4", "version": row.version}, **HTMX)
    assert in_place.status_code == 200
    card = anna.get(url("row", row.pk)).content.decode()
    assert "Площадь: 3" in card
    anna.post(url("rows_remove", "samples"), {"pk": [row.pk]})
    listed = anna.get(url("register_list", "samples"))
    assert listed.context["removed"] == [row.pk]
    anna.post(url("rows_restore", "samples"), {"pk": [row.pk]})
    row.refresh_from_db()
    assert row.removed_at is None
    anna.post(url("rows_hand_over", "samples"), {"pk": [row.pk], "owner": cast.vera.pk})
    row.refresh_from_db()
    assert row.owner == cast.vera


def test_list_is_exported_and_loaded_back_the_same(anna, samples, cast):
    kinds = (T.TEXT, T.LONG, T.NUMBER, T.MONEY, T.YES_NO, T.DAY, T.MOMENT, T.CHOICE, T.CHOICES, T.PERSON)
    fields = {kind: field(kind, holder=Holder.ROW, register=samples.pk) for kind in kinds}
    said = {
        fields[T.TEXT].name: "=1+1; «кавычки»",
        fields[T.LONG].name: "первая\nвторая",
        fields[T.NUMBER].name: "123456789012.123456",
        fields[T.MONEY].name: "1 500,50",
        fields[T.YES_NO].name: "0",
        fields[T.DAY].name: "1961-04-12",
        fields[T.MOMENT].name: "2026-11-26T10:30",
        fields[T.CHOICE].name: "2",
        fields[T.CHOICES].name: ["1", "3"],
        fields[T.PERSON].name: str(cast.vera.pk),
    }
    anna.post(url("row_add", "samples"), {"title": "Ткань", "owner": cast.boris.pk, **said})
    row = RegisterRow.objects.get()
    assert len(row.own) == len(kinds) + 2
    columns = ".".join(("title", "number", *(each.name for each in fields.values())))
    for kind in ("csv", "xlsx"):
        answer = anna.get(url("register_list", "samples") + f"?format={kind}&columns={columns}")
        content = b"".join(answer.streaming_content)
        RegisterRow.objects.update(own={})
        sent = SimpleUploadedFile(f"rows.{kind}", content)
        page = anna.post(url("rows_import", "samples"), {"file": sent, "then": "load"})
        assert page.context["loaded"].refused == []
        assert RegisterRow.objects.get().own == row.own, kind


def test_file_that_cannot_be_read_is_refused_at_its_field(anna, samples):
    sent = SimpleUploadedFile("rows.csv", b"\x00\x01\x02")
    answer = anna.post(url("rows_import", "samples"), {"file": sent, "then": "load"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})


def test_panel_shows_the_rows_of_a_client(anna, samples, cast):
    client = company(cast.boris, "Кедр")
    anna.post(url("row_add", "samples"), {"title": "Ткань", "company": f"#{client.pk}", "owner": cast.boris.pk})
    panel = anna.get(url("company_registers", client.pk)).content.decode()
    assert "Ткань" in panel
    assert f"?company={client.pk}" in panel


def test_file_is_kept_with_a_row(anna, samples, cast):
    anna.post(url("row_add", "samples"), {"title": "Ткань", "owner": cast.boris.pk})
    row = RegisterRow.objects.get()
    anna.post(reverse("core:files_add", args=["crm.row", row.pk]), {"file": SimpleUploadedFile("акт.pdf", b"%PDF-1.4")})
    assert "акт.pdf" in anna.get(reverse("core:files", args=["crm.row", row.pk])).content.decode()


def test_list_costs_the_same_with_few_rows_and_many(anna, samples, cast):
    person = field(T.PERSON, "Инженер", holder=Holder.ROW, register=samples.pk)
    counts = []
    for _ in range(2):
        for _ in range(3):
            anna.post(url("row_add", "samples"), {"title": "Ткань", "owner": cast.boris.pk, person.name: cast.vera.pk})
        with CaptureQueriesContext(connection) as caught:
            anna.get(url("register_list", "samples"))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 20
