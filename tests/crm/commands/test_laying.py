"""Payments laid on invoices: what is paid of an invoice follows from them, and from nothing else."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.core import clock
from mostik.crm import events
from mostik.crm.commands import payments
from mostik.crm.commands.documents import drafts, issuing, outcomes
from mostik.crm.commands.items import set_items
from mostik.crm.commands.payments import record_payment, return_payment, withdraw_payment
from mostik.crm.models import Allocation, Document, Payment
from mostik.crm.queries.documents.lines import written_lines
from mostik.crm.queries.documents.values import paper_values
from mostik.crm.rules.items import ItemSaid
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.commands.approvals import approve
from mostik.people.models import Approval
from tests.crm.papers import draft, issued
from tests.crm.stage import company, deal, told


def paid(row: Document) -> tuple[str, int]:
    row.refresh_from_db()
    return row.status, row.paid_minor // 100


def pay(cast, row, rub, **more):
    return record_payment(by=cast.actor("boris"), deal_id=row.pk, amount=Money.of(rub), **more)


@pytest.fixture
def two(cast):
    """A deal of 100,000 with invoices of 60,000 and 40,000, the second to be paid first."""
    row = deal(cast.boris, rub=100_000, company=company(cast.boris))
    late = clock.today() + timedelta(days=20)
    return (
        row,
        issued(cast.boris, row=row, amount=Money.of(60_000), due_on=late),
        issued(cast.boris, row=row, amount=Money.of(40_000)),
    )


def test_money_goes_to_the_invoice_due_first_and_the_rest_is_an_advance(cast, two):
    row, later, sooner = two
    pay(cast, row, 50_000)
    assert (paid(sooner), paid(later)) == (("paid", 40_000), ("issued", 10_000))
    pay(cast, row, 70_000)
    assert paid(later) == ("paid", 60_000)
    assert sum(Allocation.objects.values_list("amount_minor", flat=True)) == 100_000_00
    third = issued(cast.boris, row=row, amount=Money.of(30_000))
    assert paid(third) == ("issued", 20_000)
    assert [event.number for event in told(events.DocumentPaid)] == [sooner.number, later.number]


def test_a_payment_taken_back_leaves_its_invoices_and_comes_back_to_what_is_open(cast, two):
    row, later, sooner = two
    number = pay(cast, row, 100_000)
    withdraw_payment(by=cast.actor("boris"), payment_id=number)
    assert (paid(sooner), paid(later)) == (("issued", 0), ("issued", 0))
    outcomes.cancel_document(by=cast.actor("boris"), document_id=sooner.pk)
    return_payment(by=cast.actor("boris"), payment_id=number)
    assert (paid(sooner), paid(later)) == (("cancelled", 0), ("paid", 60_000))
    outcomes.reinstate_document(by=cast.actor("boris"), document_id=sooner.pk)
    assert paid(sooner) == ("paid", 40_000)


def test_the_mark_of_paid_records_the_missing_money_and_takes_only_that_back(cast, two):
    row, later, _sooner = two
    pay(cast, row, 15_000, invoice_id=later.pk)
    payments.settle_document(by=cast.actor("boris"), document_id=later.pk)
    assert paid(later) == ("paid", 60_000)
    assert [event.paid for event in told(events.PaymentReceived)] == [15_000_00, 45_000_00]
    payments.unsettle_document(by=cast.actor("boris"), document_id=later.pk)
    assert paid(later) == ("issued", 0)
    assert list(Payment.objects.filter(withdrawn_at=None).values_list("amount_minor", flat=True)) == [15_000_00]
    assert len(told(events.DocumentUnpaid)) == 1


def test_an_invoice_made_anew_for_less_lets_go_of_what_is_too_much(cast, two):
    row, later, sooner = two
    pay(cast, row, 20_000, invoice_id=later.pk)
    issuing.remake_document(by=cast.actor("boris"), document_id=later.pk, fields={"amount": Money.of(15_000)})
    assert paid(later) == ("paid", 15_000)
    assert paid(sooner) == ("issued", 0)
    pay(cast, row, 35_000)
    assert paid(sooner) == ("issued", 35_000)


def test_an_invoice_of_another_deal_is_refused(cast, two):
    with pytest.raises(Missing):
        pay(cast, deal(cast.boris), 100, invoice_id=two[1].pk)


def test_an_invoice_waits_for_a_discount_to_be_decided(cast):
    row = deal(cast.boris, company=company(cast.boris))
    boris = cast.actor("boris")
    ready = draft(cast.boris, row=row)
    set_items(by=boris, deal_id=row.pk, items=[ItemSaid(title="Pump", price=100_000_00, discount=1500)])
    for deed in (
        lambda: drafts.draft_document(by=boris, deal_id=row.pk, kind="invoice"),
        lambda: issuing.issue_document(by=boris, document_id=ready.pk),
    ):
        with pytest.raises(Invalid, match="ждёт согласования"):
            deed()
    assert drafts.draft_document(by=boris, deal_id=row.pk, kind="proposal")
    approve(by=cast.actor("anna"), approval_id=Approval.objects.get().pk)
    assert issuing.issue_document(by=boris, document_id=ready.pk)


def test_a_paper_carries_the_clients_requisites(cast):
    known = {"inn": "7736050003", "kpp": "772801001", "ogrn": "1027700070518", "address": "Москва, ул. Наметкина, 16"}
    bank = {"bank": "Банк ГПБ (АО)", "bic": "044525823", "account": "40702810900000000005"}
    bank["correspondent"] = "30101810200000000823"
    client = company(cast.boris, "Газ", full_title="ПАО «Газ»", **known, **bank)
    row = draft(cast.boris, row=deal(cast.boris, company=client))
    values = paper_values(row, written_lines(row, viewer=cast.actor("boris")), viewer=cast.actor("boris"))
    assert {name: values[f"client.{name}"] for name in (*known, *bank)} == {**known, **bank}
    assert values["client.details"].replace("\u00a0", " ") == (
        "ПАО «Газ», ИНН 7736050003, КПП 772801001, Москва, ул. Наметкина, 16"
    )
    assert "40702810900000000005, Банк ГПБ (АО), БИК 044525823" in values["client.bank_details"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["pay", "take back", "give back", "cancel", "revive", "settle"]), st.integers(1, 60)),
        max_size=8,
    )
)
def test_whatever_happens_allocations_fit_payments_and_balances_are_invoices_minus_payments(cast, two, deeds):
    from django.db import transaction

    row, *_invoices = two
    by = cast.actor("boris")
    with transaction.atomic():
        for deed, size in deeds:
            _try(by, row, deed, size)
            _sound(row)
        transaction.set_rollback(True)


def _try(by, row, deed, size):
    invoice = Document.objects.filter(deal=row).order_by("pk")[size % 2].pk
    payment = Payment.objects.filter(deal=row, withdrawn_at__isnull=deed != "give back").order_by("pk").first()
    try:
        if deed == "pay":
            record_payment(by=by, deal_id=row.pk, amount=Money.of(size * 1000))
        elif deed == "take back" and payment:
            withdraw_payment(by=by, payment_id=payment.pk)
        elif deed == "give back" and payment:
            return_payment(by=by, payment_id=payment.pk)
        elif deed == "cancel":
            outcomes.cancel_document(by=by, document_id=invoice)
        elif deed == "revive":
            outcomes.reinstate_document(by=by, document_id=invoice)
        elif deed == "settle":
            payments.settle_document(by=by, document_id=invoice)
    except Conflict:
        pass


def _sound(row):
    for payment in Payment.objects.filter(deal=row):
        laid = sum(each.amount_minor for each in payment.allocations.all())
        assert laid == 0 if payment.withdrawn_at else laid <= payment.amount_minor
    for invoice in Document.objects.filter(deal=row):
        laid = sum(each.amount_minor for each in invoice.allocations.all())
        assert invoice.paid_minor == laid <= invoice.amount_minor
        assert bool(invoice.paid_at) == (laid == invoice.amount_minor)
        assert not (invoice.cancelled_at and laid)
