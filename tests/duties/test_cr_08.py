"""CR-08, payments and receivables: a statement loaded, matched and taken back; debts by age, promises, credit, steps."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.core import clock
from mostik.crm import events
from mostik.crm.models import BankLine, Document, Payment, Reminder, ReminderRule, Statement
from mostik.crm.tasks import mind_debts
from mostik.kernel.money import Money
from tests.crm.bank import came, statement, went
from tests.crm.papers import issued
from tests.crm.stage import company, deal, told

HTMX = {"HX-Request": "true"}
GAS, MILK, METRO = "7736050003", "7707083893", "7710140679"


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def file(*documents):
    return SimpleUploadedFile("kl_to_1c.txt", statement(*documents).encode("cp1251"), "text/plain")


def state(row: Document) -> tuple[str, int]:
    row.refresh_from_db()
    return row.status, row.paid_minor // 100


@pytest.fixture
def owed(cast):
    """What three clients owe: by gas one invoice of 100,000, by milk two of 40,000 and 60,000, by metro 30,000."""
    made = {}
    for name, inn, sums in (("Газ", GAS, [100]), ("Молоко", MILK, [40, 60]), ("Метро", METRO, [30])):
        row = deal(cast.boris, name, rub=sum(sums) * 1000, company=company(cast.boris, name, inn=inn))
        made[name] = [issued(cast.boris, row=row, amount=Money.of(each * 1000)) for each in sums]
    return made


@pytest.mark.duty("CR-08")
def test_a_statement_finds_its_invoices_and_a_person_decides_the_rest(cast, sign_in, owed):
    (gas,), (milk, more_milk), (metro,) = owed.values()
    anna = sign_in(cast.anna)
    sent = [
        came("11", 100_000, payer="ПАО Газ", inn=GAS, purpose=f"Оплата по счету № {gas.sequence} от 18.11.2026"),
        came("12", 70_000, payer="ООО Молоко", inn=MILK, purpose="За молоко"),
        came("13", 35_000, payer="Метро", inn=METRO, purpose=f"Счет {metro.number}"),
        came("14", 500, payer="Неизвестный", purpose="Возврат займа"),
        came("15", 1_000, title="Банковский ордер", payer="Банк", purpose="Проценты"),
        went("16", 12_000),
    ]
    # Loading shows what will happen to each line; nothing counts yet.
    page = anna.post(url("statement_load"), {"file": file(*sent)}, follow=True)
    row = Statement.objects.get()
    said = words(page)
    assert "будет разнесён" in said
    assert "будет ждать решения" in said
    assert "kl_to_1c.txt" in said
    assert (Payment.objects.count(), page.context["card"].counts) == (0, {"certain": 1, "doubtful": 3, "aside": 2})

    # Applied, the certain one is laid by itself; the others wait, each with its reasons.
    anna.post(url("statement_apply", row.pk))
    assert state(gas) == ("paid", 100_000)
    waiting = {line.number: line.pk for line in BankLine.objects.filter(live=True, state="waiting")}
    assert set(waiting) == {"12", "13", "14"}
    listed = words(anna.get(url("bank_lines") + "?state=waiting"))
    assert "ИНН клиента" in listed
    assert "пришло больше, чем осталось" in listed

    # 70,000 is split over two invoices by hand; 35,000 leaves an advance; a stranger's money goes back.
    parts = {f"invoice_{milk.pk}": "40 000", f"invoice_{more_milk.pk}": "30 000"}
    assert "больше самого платежа" in words(
        anna.post(url("bank_line", waiting["12"]), {**parts, f"invoice_{milk.pk}": "50000"})
    )
    anna.post(url("bank_line", waiting["12"]), parts)
    assert (state(milk), state(more_milk)) == (("paid", 40_000), ("issued", 30_000))
    anna.post(url("bank_confirm"), {"pk": [waiting["13"]]})
    assert state(metro) == ("paid", 30_000)
    assert Payment.objects.get(line=waiting["13"]).amount == Money.of(35_000)
    anna.post(url("bank_line_return", waiting["14"]))
    assert BankLine.objects.get(pk=waiting["14"]).state == "returned"

    # A decision is undone; the same file adds nothing; another with one new line adds one.
    anna.post(url("bank_line_reopen", waiting["12"]))
    assert (state(milk), state(more_milk)) == (("issued", 0), ("issued", 0))
    anna.post(url("bank_line", waiting["12"]), parts)
    before = Payment.objects.filter(withdrawn_at=None).count()
    anna.post(url("statement_load"), {"file": file(*sent)})
    again = Statement.objects.first()
    assert words(anna.get(url("statement", again.pk))).count("уже известна") == 6
    anna.post(url("statement_apply", again.pk))
    anna.post(
        url("statement_load"), {"file": file(*sent, came("17", 30_000, inn=MILK, purpose=f"Счет {more_milk.number}"))}
    )
    anna.post(url("statement_apply", Statement.objects.first().pk))
    assert [event.count for event in told(events.StatementApplied)] == [6, 0, 1]
    assert Payment.objects.filter(withdrawn_at=None).count() == before + 1
    assert state(more_milk) == ("paid", 60_000)

    # Taken back, nothing of the first statement is left; facts of money follow.
    anna.post(url("statement_undo", row.pk))
    assert (state(gas), state(milk), state(metro)) == (("issued", 0), ("issued", 0), ("issued", 0))
    assert state(more_milk) == ("issued", 30_000)
    received = sum(event.paid for event in told(events.PaymentReceived))
    withdrawn = sum(event.paid for event in told(events.PaymentWithdrawn))
    kept = sum(Payment.objects.filter(withdrawn_at=None).values_list("amount_minor", flat=True))
    assert received - withdrawn == kept == 30_000_00


@pytest.mark.duty("CR-08")
def test_debts_are_seen_by_age_promised_limited_and_reminded_of(cast, sign_in, owed):
    (gas,), (milk, _more), (metro,) = owed.values()
    today = clock.today()
    for row, days in ((gas, 40), (milk, 10), (metro, 0)):
        Document.objects.filter(pk=row.pk).update(
            due_on=today - timedelta(days=days), dated_on=today - timedelta(days=60)
        )

    # The list: sums by age, one client, an export; another team's person sees nothing of it.
    boris = sign_in(cast.boris)
    page = boris.get(url("receivables"))
    (sums,) = page.context["sums"]
    assert {age: money.minor // 100_000 for age, money in sums.buckets} == {
        "not due": 90,
        "1-30": 40,
        "31-60": 100,
        "61-90": 0,
        "90+": 0,
    }
    assert [row.pk for row in boris.get(url("receivables") + "?age=31-60").context["page"].rows] == [gas.pk]
    (total,) = page.context["totals"]
    late = boris.get(total["over_href"]).context["page"].rows
    assert {row.pk for row in late} == {gas.pk, milk.pk}
    assert len(boris.get(total["href"]).context["page"].rows) == sums.count == 4
    assert "Belov Boris" in words(boris.get(url("receivables") + "?by=person"))
    assert "100 000" in words(boris.get(url("company_money", milk.company_id)))
    dasha = sign_in(cast.dasha)
    assert dasha.get(url("receivables")).context["sums"] == []

    # A promise is written down, broken by itself the day after; another is kept.
    boris = sign_in(cast.boris)
    boris.post(
        url("promise_add", gas.pk),
        {"due_on": today.isoformat(), "amount": "50 000", "who": "Главный бухгалтер"},
        headers=HTMX,
    )
    boris.post(
        url("promise_add", milk.pk), {"due_on": today.isoformat(), "amount": "40 000", "who": "Директор"}, headers=HTMX
    )
    boris.post(url("payment_record", milk.deal_id), {"amount": "40000", "paid_on": today.isoformat()})

    # Steps are rows of data: a task three days before and a letter after a month; promised debts are left alone.
    anna = sign_in(cast.anna)
    anna.post(
        url("reminder_rule_add"),
        {"days": 30, "way": "letter", "title": "Письмо", "text": "{client}: {open}"},
        headers=HTMX,
    )
    anna.post(url("reminder_rule_add"), {"days": -3, "way": "task", "title": "Позвонить до срока"}, headers=HTMX)
    mind_debts()
    assert {(row.document_id, row.rule.title) for row in Reminder.objects.select_related("rule")} >= {
        (metro.pk, "Позвонить до срока")
    }
    assert not Reminder.objects.filter(document=gas).exists()
    assert [event.who for event in told(events.PromiseKept)] == ["Директор"]
    with clock.stopped(clock.now() + timedelta(days=1)):
        mind_debts()
        mind_debts()
    assert [event.who for event in told(events.PromiseBroken)] == ["Главный бухгалтер"]
    letter = Reminder.objects.get(document=gas)
    assert letter.text.replace("\u00a0", " ").startswith("Газ: 100 000")
    assert letter.activity.kind == "email"
    assert letter.activity.owner == cast.boris
    assert ReminderRule.objects.count() == 2

    # A credit limit: a warning first, a refusal when it is strict.
    anna.post(url("company_credit", gas.company_id), {"limit": "120 000", "currency": "RUB"}, headers=HTMX)
    second = issued(cast.boris, row=deal(cast.boris, "Ещё газ", rub=50_000, company=gas.company))
    assert "превышен" in words(anna.get(url("document_money", second.pk)))
    limits = {"limit": "120 000", "currency": "RUB", "strict": "on"}
    anna.post(url("company_credit", gas.company_id), limits, headers=HTMX)
    third = deal(cast.boris, "И ещё", rub=10_000, company=gas.company)
    form = sign_in(cast.boris).get(url("document_add", third.pk, "invoice"), headers=HTMX).context["form"]
    said = {bound.name: "" if bound.value() is None else bound.value() for bound in form}
    answer = sign_in(cast.boris).post(url("document_add", third.pk, "invoice"), said, headers=HTMX)
    assert (answer.status_code, third.documents.count()) == (422, 0)
    assert "40 000" in words(answer)
