"""Tables dropped into a source: every row a lead by itself, repeats merged, the odd ones kept, the rest stoppable."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.commands.drops import drop_table, stop_drop
from mostik.channels.commands.sources import add_source
from mostik.channels.models import Drop, Enquiry, Sending
from mostik.channels.queries.drops import drop_line
from mostik.channels.rules.sources import NoWay, lead, reachable, told
from mostik.channels.terms import SourceKind
from mostik.core.actors import SYSTEM
from mostik.crm.commands.distribution import save_rule
from mostik.crm.models import Contact, Deal, Intake
from mostik.kernel.refusals import Conflict, Invalid
from tests.crm import stage
from tests.pages import text_of

CSV = """Имя;Телефон;Почта;Город;Вопрос
Иван Петров;8 912 345-67-89;;Пермь;Насос
Мария Иванова;;maria@acme.ru;Казань;
Иван;+7 912 345-67-89;ivan@acme.ru;;И ещё вопрос
Без связи;нет;;Тула;Позвоните
Мария Иванова;;maria@acme.ru;Казань;
"""


@pytest.fixture
def source(cast):
    stage.pipeline()
    return add_source(by=cast.actor("anna"), kind=SourceKind.TABLE, title="Выставка")[0]


def upload(text: str, title: str = "лиды.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(title, text.encode("cp1251"))


@pytest.mark.django_db
@pytest.mark.duty("CH-01")
def test_table_is_dropped_on_screen_read_row_by_row_and_its_odd_row_is_put_right(cast, source, sign_in, work):
    rule = {"title": "Все", "keeper_id": cast.anna.pk, "only_at_work": False, "greeting": "Здравствуйте!"}
    save_rule(by=cast.actor("anna"), values={**rule, "takers": [(cast.vera.pk,)]})
    anna = sign_in(cast.anna)
    assert anna.get(f"/sources/{source}/").status_code == 200
    answer = anna.post(f"/sources/{source}/drop/", {"file": upload(CSV)})
    drop = Drop.objects.get()
    assert answer.headers["Location"] == f"/sources/drops/{drop.pk}/"
    assert (drop.title, drop.rows, drop.fresh, drop.by) == ("лиды.csv", 5, 4, cast.anna)
    page = f"/sources/drops/{drop.pk}/"
    assert "/progress/" in text_of(anna.get(page))
    assert anna.get(f"{page}progress/").status_code == 200
    work()
    assert anna.get(f"{page}progress/").headers["HX-Redirect"] == page
    line = drop_line(drop.pk, viewer=cast.actor("anna"))
    assert (line.taken, line.joined, line.odd, line.waits, line.share) == (2, 1, 1, 0, 1)
    assert sorted(Deal.objects.values_list("contact__phone", "contact__email", "owner")) == [
        ("", "maria@acme.ru", cast.vera.pk),
        ("+79123456789", "ivan@acme.ru", cast.vera.pk),
    ]
    assert "Город: Пермь" in Deal.objects.get(contact__phone="+79123456789").note
    assert Sending.objects.count() == 0
    odd = Enquiry.objects.get(state="odd")
    assert "Без связи" in anna.get(f"/sources/enquiries/{odd.pk}/").content.decode()
    anna.post(f"/sources/enquiries/{odd.pk}/", {"text": bytes(odd.body).decode().replace('"нет"', '"8 901 000-11-22"')})
    work()
    assert Contact.objects.filter(phone="+79010001122").exists()
    anna.post(f"/sources/{source}/drop/", {"file": upload(CSV + "Пётр;89020001122;;;\n", "ещё.csv")})
    work()
    again = drop_line(Drop.objects.latest("pk").pk, viewer=cast.actor("anna"))
    assert (again.rows, again.fresh, again.repeated, again.taken) == (6, 1, 5, 1)
    assert Intake.objects.filter(source=f"table:{source}").count() == 5


@pytest.mark.django_db
def test_spreadsheet_is_read_too_and_what_is_no_table_is_refused_at_the_field(cast, source, sign_in, work):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet()
    for place, row in enumerate([["Имя", "Телефон"], ["Иван", 79123456789]]):
        sheet.write_row(place, 0, row)
    book.close()
    anna = sign_in(cast.anna)
    anna.post(f"/sources/{source}/drop/", {"file": SimpleUploadedFile("лиды.xlsx", kept.getvalue())})
    work()
    assert Contact.objects.get().phone == "+79123456789"
    for file in (SimpleUploadedFile("x.csv", b"\x00\x01\x02"), SimpleUploadedFile("x.csv", b"a;b\n")):
        assert anna.post(f"/sources/{source}/drop/", {"file": file}).status_code == 422
    assert anna.post(f"/sources/{source}/drop/", {}).status_code == 422
    assert Drop.objects.count() == 1


@pytest.mark.django_db
def test_reading_is_stopped_and_gone_on_with(cast, source, sign_in, work):
    anna = sign_in(cast.anna)
    rows = [{"Телефон": f"8901000{n:04}"} for n in range(30)]
    number = drop_table(by=cast.actor("anna"), source_id=source, title="лиды.csv", rows=rows)
    anna.post(f"/sources/drops/{number}/stop/")
    work()
    assert (Deal.objects.count(), drop_line(number, viewer=cast.actor("anna")).left) == (0, 30)
    anna.post(f"/sources/drops/{number}/go-on/")
    work()
    assert (Deal.objects.count(), drop_line(number, viewer=cast.actor("anna")).left) == (30, 0)
    assert stop_drop(by=cast.actor("anna"), drop_id=number) == 0


@pytest.mark.django_db
def test_only_a_source_of_tables_takes_them_and_not_without_end(cast, source):
    anna = cast.actor("anna")
    form = add_source(by=anna, kind=SourceKind.FORM, title="Сайт")[0]
    with pytest.raises(Conflict):
        drop_table(by=anna, source_id=form, title="x", rows=[{"Телефон": "1"}])
    for rows in ([], [{"Телефон": "1"}] * 10_001):
        with pytest.raises(Invalid):
            drop_table(by=SYSTEM, source_id=source, title="x", rows=rows)


TEXT = st.text(max_size=40)


@given(row=st.dictionaries(TEXT, TEXT, max_size=12), mapping=st.dictionaries(st.sampled_from(["phone", "name"]), TEXT))
def test_any_row_by_any_mapping_becomes_a_lead_that_loses_no_words_or_is_refused(row, mapping):

    try:
        said = told(json.dumps(row).encode(), "application/json")
    except Invalid:
        return
    found = lead(said, mapping)
    everything = " ".join([*found.fields.values(), *found.marks.values(), *found.rest.values()])
    own = {"_t", "_key", "website", "csrfmiddlewaretoken", "consent", "cookies", "formid", "formname", "tranid", "test"}
    for name, value in said.items():
        last = name.rpartition(".")[2].strip().lower()
        if value.strip() and last not in own and not last.startswith("_"):
            assert value.strip() in everything
    try:
        reachable(found)
    except NoWay:
        assert not found.fields.get("messenger")
