"""The screens of own fields: the editor, forms with own fields, values changed in place on a card."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core.models import File
from mostik.crm.models import Company, Deal, OwnField
from mostik.crm.terms import FieldType, Holder
from tests.crm.owned import field
from tests.crm.stage import company
from tests.pages import text_of

T = FieldType
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


@pytest.fixture
def anna(cast, pipeline, sign_in):
    return sign_in(cast.anna)


def test_head_makes_changes_archives_and_brings_a_field_back(anna):
    said = {"title": "Цвет", "type": "choice", "options": "Красный = Red\nСиний", "listed": "on", "default": "red"}
    assert anna.post(url("field_add") + "?of=company", said).status_code == 302
    made = OwnField.objects.get()
    assert [each["title_en"] for each in made.options] == ["Red", ""]
    assert (made.holder, made.default) == ("company", 1)
    page = anna.get(url("fields") + "?of=company").content.decode()
    assert "Цвет" in page
    form = anna.get(url("field_edit", made.pk), **HTMX).content.decode()
    assert "Красный = Red #1" in form
    anna.post(
        url("field_edit", made.pk), {**said, "title": "Окраска", "version": 0, "options": "Алый #1", "default": "алый"}
    )
    made.refresh_from_db()
    assert (made.title, made.options[0]["title"]) == ("Окраска", "Алый")
    anna.post(url("field_archive", made.pk))
    assert url("field_restore", made.pk) in anna.get(url("fields") + "?of=company").content.decode()
    anna.post(url("field_restore", made.pk))
    made.refresh_from_db()
    assert made.archived_at is None


def test_wrong_settings_come_back_at_their_field(anna):
    answer = anna.post(url("field_add"), {"title": "Цвет", "type": "choice"}, **HTMX)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"options"})


def test_type_changes_only_after_its_preview(anna, cast):
    one = field(T.TEXT, "Площадь", holder=Holder.COMPANY)
    for title, area in (("А", "120"), ("Б", "большая")):
        row = company(cast.boris, title)
        row.own = {one.slot: area, one.key: area}
        row.save()
    said = {"title": "Площадь", "type": "number", "version": 0}
    shown = anna.post(url("field_edit", one.id), said, **HTMX)
    assert shown.status_code == 422
    assert "большая" in shown.content.decode()
    assert OwnField.objects.get().type == "text"
    anna.post(url("field_edit", one.id), {**said, "seen": "number:1"}, **HTMX)
    assert OwnField.objects.get().type == "number"
    assert Company.objects.get(title="А").own == {one.slot: 120_000_000}


def test_forms_ask_for_own_fields_and_the_card_shows_them(anna, cast):
    power = field(T.NUMBER, "Мощность", required=True, holder=Holder.COMPANY)
    field(T.CHOICES, "Цвета", holder=Holder.COMPANY)
    refused = anna.post(url("company_add"), {"title": "Кедр"}, **HTMX)
    assert set(refused.context["form"].errors) == {power.name}
    anna.post(url("company_add"), {"title": "Кедр", power.name: "1,5"})
    row = Company.objects.get()
    assert row.own == {power.slot: 1_500_000}
    assert "Мощность" in anna.get(url("company", row.pk)).content.decode()


def test_value_is_changed_in_place_from_the_version_it_was_seen_at(anna, cast, deal_of):
    one = field(T.DAY, "Пуск")
    deal = deal_of(cast.boris)
    address = url("deal_own", deal.pk, one.id)
    form = anna.get(address, **HTMX).content.decode()
    assert 'type="date"' in form
    wrong = anna.post(address, {one.name: "завтра", "version": deal.version}, **HTMX)
    assert wrong.status_code == 422
    good = anna.post(address, {one.name: "2026-12-01", "version": deal.version}, **HTMX)
    assert "2026" in good.content.decode()
    stale = anna.post(address, {one.name: "2026-12-02", "version": deal.version}, **HTMX)
    assert stale.status_code == 422
    assert Deal.objects.get(pk=deal.pk).own == {one.slot: "2026-12-01"}
    assert "own-edit" in anna.get(address + "?shown=1", **HTMX).content.decode()


def test_file_is_kept_with_its_record_and_got_back(anna, cast, deal_of):
    one = field(T.FILE, "Чертёж")
    deal = deal_of(cast.boris)
    address = url("deal_own", deal.pk, one.id)
    sent = SimpleUploadedFile("план.pdf", b"%PDF-1.4 drawing")
    assert "план.pdf" in anna.post(address, {one.name: sent, "version": deal.version}, **HTMX).content.decode()
    kept = File.objects.get()
    assert Deal.objects.get(pk=deal.pk).own == {one.slot: kept.pk}
    assert anna.get(reverse("core:file", args=[kept.pk])).status_code == 200
    version = Deal.objects.get(pk=deal.pk).version
    anna.post(address, {"clear": "1", "version": version}, **HTMX)
    assert Deal.objects.get(pk=deal.pk).own == {}


def test_list_costs_the_same_with_few_rows_and_many(anna, cast, deal_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person, number = field(T.PERSON, "Инженер"), field(T.NUMBER, "Мощность")
    counts = []
    for _ in range(2):
        for _ in range(3):
            deal = deal_of(cast.boris)
            Deal.objects.filter(pk=deal.pk).update(own={person.slot: cast.vera.pk, number.slot: 5_000_000})
        with CaptureQueriesContext(
            connection,
        ) as caught:
            page = anna.get(url("deal_list") + f"?sort={number.name}&{number.name}_from=1")
        counts.append(len(caught))
        assert "Volkova" in page.content.decode()
    assert counts[0] == counts[1]


def test_own_field_of_a_masked_kind_is_not_changed_in_place(cast, sign_in, deal_of, pipeline):
    from tests.conftest import person

    one = field(T.MONEY, "Наценка", masked="margin")
    trainee = person("Tara", "Trainee", "trainee", cast.sales, cast.north, sells=True)
    deal = deal_of(trainee)
    Deal.objects.filter(pk=deal.pk).update(own={one.slot: 777_00})
    client = sign_in(trainee)
    page = text_of(client.get(url("deal", deal.pk)))
    assert "777" not in page
    assert "•••" in page
    assert client.get(url("deal_own", deal.pk, one.id), **HTMX).status_code == 404
