"""A lead typed in by hand becomes a paid invoice: the story of one sale, told through the screens.

A man calls the office. Boris writes the lead down, finds out what is needed, makes a proposal, sends it by link; the
client accepts it, gets an invoice with the code a bank reads, and pays. Nobody writes a second report.
"""

import re

import pytest
from django.urls import reverse

from mostik.core import outbox
from mostik.core.actors import SYSTEM
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Deal, Document, Stage
from mostik.kernel.money import Money
from tests.crm.papers import seller

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


def offered(answer) -> dict:
    """Return a dialog's form as it is offered: what a person gets by pressing its button."""
    return {bound.name: "" if bound.value() is None else bound.value() for bound in answer.context["form"]}


@pytest.fixture
def office(cast):
    """An office ready to sell: its pipeline, its requisites, its templates, a client it knows."""
    seed_default_pipeline(by=SYSTEM)
    seller()
    seed_templates(by=SYSTEM)
    add_company(by=cast.actor("boris"), fields={"title": "АО «Волга-Пром»", "phone": "+7 912 345-67-89"})
    return {stage.title: stage.pk for stage in Stage.objects.all()}


def test_from_a_lead_typed_in_by_hand_to_a_paid_invoice(cast, client, office):
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")

    # Monday morning, a call: the lead is written down in one dialog, with what comes next.
    lead = {"title": "Два компрессора", "stage": office["Новая заявка"], "step": "позвонить завтра 10:00"}
    client.post(url("deal_add"), {**lead, "company": "АО «Волга-Пром»", "amount": "244 000"}, headers=HTMX)
    deal = Deal.objects.get()
    assert (deal.amount, deal.company.title) == (Money.of(244_000), "АО «Волга-Пром»")

    # The talk: qualified, and a proposal made in two presses from the deal's card.
    client.post(url("activity_log"), {"deal": deal.pk, "ended": "call:talked", "note": "Нужны два", "minutes": "7"})
    client.post(url("deal_move", deal.pk), {"stage": office["Квалификация"], "version": Deal.objects.get().version})
    dialog = client.get(url("document_add", deal.pk, "proposal"), headers=HTMX)
    client.post(
        url("document_add", deal.pk, "proposal"), {**offered(dialog), "terms": "Срок поставки 10 дней"}, headers=HTMX
    )
    proposal = Document.objects.get()
    while outbox.run_due():
        pass

    # It goes to the client by a link; they open it at home, without signing in, and accept it.
    token = re.search(
        r"/d/([\w-]{40,})/", words(client.post(url("document_link", proposal.pk), {"days": "7"}, headers=HTMX))
    )[1]
    guest = type(client)()
    assert "КП-2026-0001" in words(guest.get(url("public_document", token)))
    guest.post(url("public_seen", token))
    guest.post(url("public_accept", token), {"edition": "1", "who": "Пётр Волгин, директор"})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.accepted_by) == ("accepted", "Пётр Волгин, директор")

    # Half is paid in advance: an invoice for a part, with the code a bank's application reads.
    dialog = client.get(url("document_add", deal.pk, "invoice"), headers=HTMX)
    client.post(url("document_add", deal.pk, "invoice"), {**offered(dialog), "amount": "122 000"}, headers=HTMX)
    invoice = Document.objects.get(kind="invoice")
    assert (invoice.amount, invoice.tax) == (Money.of(122_000), Money.of(22_000))
    assert "|Sum=12200000|" in invoice.editions.get().values["payment.qr"]

    # The money comes: written down on the deal, the invoice is settled, the deal moves on.
    client.post(url("payment_record", deal.pk), {"amount": "122 000", "paid_on": "2026-11-18"})
    client.post(url("document_settle", invoice.pk))
    invoice.refresh_from_db()
    assert invoice.status == "paid"

    # One card tells the whole story.
    card = words(client.get(url("deal", deal.pk)))
    for told in ("КП-2026-0001", "Пётр Волгин, директор", "СЧ-2026-0001", "122 000"):
        assert told in card, told
    panel = words(client.get(url("deal_documents", deal.pk)))
    assert "Оплачен" in panel
    assert "Принят" in panel
