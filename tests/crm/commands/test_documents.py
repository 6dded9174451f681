"""Papers: drafted from a deal, issued under a number, sent, signed, settled, cancelled."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from mostik.core import clock
from mostik.crm import events
from mostik.crm.commands import payments
from mostik.crm.commands.documents import drafts, issuing, outcomes
from mostik.crm.commands.sellers import archive_seller, make_main, save_seller
from mostik.crm.models import Document, NumberCount, Seller
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.conftest import TODAY
from tests.crm.papers import OURS, draft, issued, seller
from tests.crm.stage import company, deal, told


def test_a_draft_takes_the_deal_with_its_sum_and_tax(cast):
    row = draft(cast.boris, row=deal(cast.boris, "Насос", rub=122_000, company=company(cast.boris)))
    line = row.lines.get()
    assert (row.status, row.number, row.amount, row.tax) == ("draft", "", Money.of(122_000), Money.of(22_000))
    assert (line.title, line.amount_minor, line.vat_rate, line.tax_minor) == ("Насос", 12_200_000, 2200, 2_200_000)
    assert row.company.title == "Acme"
    assert [event.sum for event in told(events.DocumentDrafted)] == [12_200_000]


def test_a_part_of_the_sum_is_one_line_on_account(cast):
    row = draft(cast.boris, row=deal(cast.boris, "Насос", rub=100_000), amount=Money.of(30_000))
    assert (row.amount, row.lines.get().title) == (Money.of(30_000), "Аванс: Насос")


def test_issuing_takes_the_next_number_of_the_kind_and_year(cast):
    first, second = issued(cast.boris), issued(cast.vera)
    act = issued(cast.boris, "act")
    last_year = issued(cast.boris, dated_on=date(2025, 12, 30), due_on=None)
    assert [each.number for each in (first, second, act, last_year)] == [
        f"СЧ-{TODAY.year}-0001",
        f"СЧ-{TODAY.year}-0002",
        f"А-{TODAY.year}-0001",
        "СЧ-2025-0001",
    ]
    assert next(event.number for event in told(events.DocumentIssued)) == first.number


def test_a_rolled_back_issue_leaves_no_gap(cast):
    one, other = draft(cast.boris), draft(cast.boris)

    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        issuing.issue_document(by=cast.actor("boris"), document_id=one.pk)
        raise Stop
    assert issuing.issue_document(by=cast.actor("boris"), document_id=other.pk).endswith("0001")


@pytest.mark.django_db(transaction=True)
def test_twenty_issuers_at_once_take_twenty_numbers_without_gap_or_double(cast):
    rows = [draft(cast.boris).pk for _ in range(40)]
    by, numbers, troubles, counts = cast.actor("boris"), [], [], []
    gate = threading.Barrier(20)

    def issue(mine):
        try:
            gate.wait(60)
            for pk in mine:
                numbers.append(issuing.issue_document(by=by, document_id=pk))
            counts.append(NumberCount.objects.get(kind="invoice").last)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(rows[place::20],)) for place in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    assert sorted(numbers) == [f"СЧ-{TODAY.year}-{count:04d}" for count in range(1, 41)]
    assert max(counts) == 40


def test_the_database_itself_refuses_doubles_and_numberless_papers(cast):
    one, other = issued(cast.boris), issued(cast.boris)
    for change in ({"sequence": one.sequence}, {"number": ""}, {"status": "draft"}, {"removed_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=other.pk).update(**change)


def test_a_paper_lives_from_issue_to_money(cast):
    row, boris = issued(cast.boris), cast.actor("boris")
    outcomes.send_document(by=boris, document_id=row.pk)
    outcomes.sign_document(by=boris, document_id=row.pk, who="Иванов И. И.")
    payments.settle_document(by=boris, document_id=row.pk)
    row.refresh_from_db()
    assert (row.status, row.accepted_by) == ("paid", "Иванов И. И.")
    payments.unsettle_document(by=boris, document_id=row.pk)
    row.refresh_from_db()
    assert row.status == "accepted"
    assert len(told(events.DocumentPaid)) == len(told(events.DocumentUnpaid)) == 1


def test_a_cancelled_paper_keeps_its_number_and_comes_back(cast):
    row, boris = issued(cast.boris), cast.actor("boris")
    outcomes.send_document(by=boris, document_id=row.pk)
    outcomes.cancel_document(by=boris, document_id=row.pk, why="Ошибка в реквизитах")
    row.refresh_from_db()
    assert (row.status, row.sequence, row.cancelled_why) == ("cancelled", 1, "Ошибка в реквизитах")
    assert issued(cast.boris).sequence == 2
    outcomes.reinstate_document(by=boris, document_id=row.pk)
    row.refresh_from_db()
    assert (row.status, row.sequence) == ("sent", 1)


def test_only_drafts_are_removed_and_brought_back(cast):
    row, boris = draft(cast.boris), cast.actor("boris")
    drafts.remove_document(by=boris, document_id=row.pk)
    with pytest.raises(Missing):
        issuing.issue_document(by=boris, document_id=row.pk)
    drafts.restore_document(by=boris, document_id=row.pk)
    issuing.issue_document(by=boris, document_id=row.pk)
    for deed in (drafts.remove_document, drafts.restore_document, issuing.issue_document):
        with pytest.raises(Conflict):
            deed(by=boris, document_id=row.pk)
    with pytest.raises(Conflict):
        drafts.edit_document(by=boris, document_id=row.pk, fields={"due_on": None})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dated_on": date(1026, 1, 1)}, "dated_on"),
        ({"due_on": date(2026, 11, 1)}, "due_on"),
        ({"payment_url": "http://pay.example"}, "payment_url"),
        ({"payment_url": "javascript:alert(1)"}, "payment_url"),
        ({"seller": 10**9}, "seller"),
        ({"template": 10**9}, "template"),
        ({"amount": Money(0)}, "amount"),
        ({"extra": {"owner": "x"}}, None),
    ],
)
def test_impossible_values_are_refused_at_their_field(cast, fields, field):
    with pytest.raises(Invalid) as refusal:
        draft(cast.boris, **fields)
    assert refusal.value.field == field
    assert not Document.objects.exists()


def test_without_a_company_of_our_own_nothing_is_made(cast):
    with pytest.raises(Invalid) as refusal:
        drafts.draft_document(by=cast.actor("boris"), deal_id=deal(cast.boris).pk, kind="invoice")
    assert refusal.value.field == "seller"


def test_a_stale_version_is_refused(cast):
    row, boris = draft(cast.boris), cast.actor("boris")
    drafts.edit_document(by=boris, document_id=row.pk, fields={"due_on": None}, version=row.version)
    with pytest.raises(Conflict):
        drafts.edit_document(by=boris, document_id=row.pk, fields={"due_on": None}, version=row.version)


def test_strangers_touch_no_paper(cast):
    row, ready = draft(cast.boris), issued(cast.boris)
    vera = cast.actor("vera")
    for deed, pk in (
        (issuing.issue_document, row.pk),
        (drafts.remove_document, row.pk),
        (outcomes.send_document, ready.pk),
        (outcomes.cancel_document, ready.pk),
    ):
        with pytest.raises(Missing):
            deed(by=vera, document_id=pk)
        with pytest.raises(Denied):
            deed(by=cast.actor("semyon"), document_id=pk)
    with pytest.raises(Missing):
        drafts.draft_document(by=vera, deal_id=row.deal_id, kind="act")
    assert Document.objects.filter(status="draft").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("inn", "7707083894"),
        ("kpp", "12"),
        ("ogrn", "1027700132196"),
        ("bic", "123"),
        ("account", "40702810200000000002"),
        ("correspondent", "30101810400000000226"),
        ("vat_rate", 1900),
    ],
)
def test_wrong_requisites_are_refused_at_their_field(cast, field, value):
    with pytest.raises(Invalid) as refusal:
        save_seller(by=cast.actor("anna"), values={**OURS, field: value})
    assert refusal.value.field == field
    assert not Seller.objects.exists()


def test_the_first_company_is_the_main_one_until_another_is(cast):
    anna, first = cast.actor("anna"), seller()
    second = save_seller(by=anna, values={"title": "ИП Орлова"})
    with pytest.raises(Conflict):
        archive_seller(by=anna, seller_id=first.pk)
    make_main(by=anna, seller_id=second)
    archive_seller(by=anna, seller_id=first.pk)
    assert draft(cast.boris).seller_id == second
    with pytest.raises(Denied):
        save_seller(by=cast.actor("boris"), values={"title": "Own"})
