"""CR-07, documents: from the company's own Word file with the deal's data; numbers, words, PDF, code, link, states."""

import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core import outbox
from mostik.crm.models import Document, Edition, Template
from mostik.kernel.money import Money
from tests.crm.papers import OURS
from tests.crm.stage import company, deal

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def signed_in(client):
    def enter(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def own_file() -> bytes:
    """The company's own act, as somebody writes it in Word: a field split over runs, a row for each line."""
    document = docx.Document()
    paragraph = document.add_paragraph("Акт сверки № ")
    for piece in ("{docu", "ment.num", "ber}"):
        paragraph.add_run(piece).bold = True
    table = document.add_table(2, 3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("№", "Что", "Сумма"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("{item.n}", "{item.title}", "{item.amount}"), strict=True):
        cell.text = text
    document.add_paragraph("Итого: {document.amount_words}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def form_of(answer) -> dict:
    return {bound.name: "" if bound.value() is None else bound.value() for bound in answer.context["form"]}


def work():
    while outbox.run_due():
        pass


def text_of(answer) -> str:
    document = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells]).replace("\u00a0", " ")


@pytest.mark.duty("CR-07")
def test_a_paper_is_set_up_made_sent_opened_and_accepted(cast, signed_in, client):
    # The head writes down the company, takes the ready templates and loads the company's own act.
    anna = signed_in(cast.anna)
    anna.post(url("seller_add"), OURS, headers=HTMX)
    anna.post(url("templates_ready"))
    anna.post(url("document_numbers", "invoice"), {"pattern": "М-{n:3}/{yy}"}, headers=HTMX)
    sent = {"kind": "act", "title": "Наш акт", "language": "ru", "file": SimpleUploadedFile("акт.docx", own_file())}
    anna.post(url("template_add"), sent)
    ours = Template.objects.get(title="Наш акт")

    # A manager makes an invoice in two presses, and an act from the company's own file.
    row = deal(cast.boris, "Компрессор КВ-15", rub=122_000, company=company(cast.boris, "АО «Волга-Пром»"))
    boris = signed_in(cast.boris)
    invoice_form = form_of(boris.get(url("document_add", row.pk, "invoice"), headers=HTMX))
    boris.post(
        url("document_add", row.pk, "invoice"), {**invoice_form, "payment_url": "https://pay.example/7"}, headers=HTMX
    )
    act_form = form_of(boris.get(url("document_add", row.pk, "act"), headers=HTMX))
    boris.post(url("document_add", row.pk, "act"), {**act_form, "template": ours.pk}, headers=HTMX)
    invoice, act = Document.objects.order_by("pk")
    assert (invoice.number, act.number) == ("М-001/26", "А-2026-0001")
    work()

    # The files say what the deal says: sums in words, VAT, who sells to whom, and the code a bank reads.
    told = text_of(boris.get(url("document_docx", invoice.pk)))
    for said in ("М-001/26", "АО «Волга-Пром»", "122 000,00", "22 000,00", "40702810200000000001"):
        assert said in told, said
    assert "Сто двадцать две тысячи рублей 00 копеек" in told
    own = text_of(boris.get(url("document_docx", act.pk)))
    assert "Акт сверки № А-2026-0001" in own
    assert "Компрессор КВ-15" in own
    code = Edition.objects.get(document=invoice).values["payment.qr"]
    fields = dict(part.split("=", 1) for part in code.split("|")[1:])
    assert code.startswith("ST00012|")
    assert (fields["PersonalAcc"], fields["BIC"], fields["Sum"]) == ("40702810200000000001", "044525225", "12200000")
    assert fields["Purpose"].replace("\u00a0", " ").startswith("Оплата по счёту № М-001/26 от 18.11.2026")
    assert b"".join(boris.get(url("document_pdf", invoice.pk)).streaming_content).startswith(b"%PDF-")

    # Sent by link, opened without signing in, accepted under a name; the deal's card tells it.
    answer = boris.post(url("document_link", invoice.pk), {"days": "30"}, headers=HTMX)
    token = re.search(r"/d/([\w-]{40,})/", words(answer))[1]
    client.logout()
    page = words(client.get(url("public_document", token)))
    assert "Счёт № М-001/26" in page
    assert "https://pay.example/7" in page
    client.post(url("public_seen", token))
    invoice.refresh_from_db()
    assert invoice.status == "viewed"
    client.post(url("public_accept", token), {"edition": "1", "who": "Иван Петров"})
    invoice.refresh_from_db()
    assert (invoice.status, invoice.accepted_by, invoice.amount) == ("accepted", "Иван Петров", Money.of(122_000))
    card = words(signed_in(cast.boris).get(url("deal", row.pk)))
    assert "М-001/26" in card
    assert "Иван Петров" in card

    # What is wrong is cancelled; its number is never given again.
    boris = signed_in(cast.boris)
    boris.post(url("document_cancel", act.pk), {"why": "Ошибка"}, headers=HTMX)
    boris.post(url("document_add", row.pk, "act"), act_form, headers=HTMX)
    assert [each.number for each in Document.objects.filter(kind="act").order_by("pk")] == [
        "А-2026-0001",
        "А-2026-0002",
    ]
    listed = words(boris.get(f"{url('document_list')}?status=cancelled"))
    assert "А-2026-0001" in listed
    assert "А-2026-0002" not in listed
