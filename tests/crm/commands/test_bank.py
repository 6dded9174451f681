"""Bank statements and decisions about their payments: once, undone, by whoever may, and by one person at a time."""

import base64
import json
import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.core import clock, outbox
from mostik.crm.commands.payments import record_payment, withdraw_payment
from mostik.crm.commands.receivables import promises, reminders, statements
from mostik.crm.commands.receivables.credit import set_credit_limit
from mostik.crm.commands.receivables.matching import Part, leave_line, match_line, reopen_line, return_line
from mostik.crm.commands.receivables.promises import promise_payment, withdraw_promise
from mostik.crm.commands.receivables.reminders import remind_of_debts, save_reminder_rule
from mostik.crm.commands.receivables.statements import apply_statement, drop_statement, load_statement, undo_statement
from mostik.crm.models import BankLine, Deal, Document, Payment, PayPromise, Reminder, Statement
from mostik.crm.queries.receivables import matching
from mostik.crm.queries.receivables import statements as shown
from mostik.crm.queries.receivables.debts import ageing, debt_rows, owed_by
from mostik.crm.rules.receivables.debts import NotSplit, bucket
from mostik.crm.rules.receivables.statements import NotAStatement
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.crm.bank import came, statement, went
from tests.crm.papers import issued
from tests.crm.stage import company, deal

INN = "7707083893"


def loaded(actor, *documents) -> Statement:
    number = load_statement(by=actor, title="kl_to_1c.txt", data=statement(*documents).encode("cp1251"))
    return Statement.objects.get(pk=number)


def applied(actor, *documents) -> Statement:
    row = loaded(actor, *documents)
    apply_statement(by=actor, statement_id=row.pk)
    return row


@pytest.fixture
def invoice(cast) -> Document:
    row = deal(cast.boris, rub=100_000, company=company(cast.boris, "Молоко", inn=INN))
    return issued(cast.boris, row=row)


def doubtful(cast) -> BankLine:
    """A payment nothing is certain about: more than is open."""
    applied(cast.actor("anna"), came("1", 120_000, inn=INN))
    return BankLine.objects.get()


@pytest.fixture
def meanwhile(monkeypatch):
    """Let somebody do something once it is known what is certain and before it is laid."""

    def arrange(deed):
        def proposals(lines, *, viewer):
            found = known(lines, viewer=viewer)
            if connection.vendor == "sqlite":  # one writes at a time there
                deed()
            else:
                other = threading.Thread(target=lambda: (deed(), connection.close()))
                other.start()
                other.join(60)
            return found

        known = statements.proposals
        monkeypatch.setattr(statements, "proposals", proposals)

    return arrange


def part(row: Document, rub: int) -> Part:
    return Part(row.deal_id, row.pk, rub * 100)


def test_nothing_counts_before_it_is_applied_and_a_look_is_forgotten(cast, invoice):
    anna = cast.actor("anna")
    row = loaded(anna, came("1", 100_000, inn=INN))
    assert (Payment.objects.count(), BankLine.objects.filter(live=True).count()) == (0, 0)
    drop_statement(by=anna, statement_id=row.pk)
    assert not Statement.objects.exists()
    row = applied(anna, came("1", 100_000, inn=INN))
    with pytest.raises(Conflict):
        apply_statement(by=anna, statement_id=row.pk)
    with pytest.raises(Conflict):
        drop_statement(by=anna, statement_id=row.pk)
    assert Payment.objects.get().line.number == "1"


def test_a_statement_taken_back_may_be_loaded_anew(cast, invoice):
    anna, sent = cast.actor("anna"), came("1", 100_000, inn=INN)
    row = applied(anna, sent)
    undo_statement(by=anna, statement_id=row.pk)
    invoice.refresh_from_db()
    assert (invoice.status, invoice.paid_minor) == ("issued", 0)
    with pytest.raises(Conflict):
        undo_statement(by=anna, statement_id=row.pk)
    applied(anna, sent)
    invoice.refresh_from_db()
    assert (invoice.status, Payment.objects.filter(withdrawn_at=None).count()) == ("paid", 1)


def test_many_certain_payments_are_laid_in_parts_by_workers_and_stop_when_taken_back(cast, monkeypatch, sign_in):
    monkeypatch.setattr(statements, "AT_ONCE", 2)
    rows = [issued(cast.boris, row=deal(cast.boris, rub=1_000 + place, company=None)) for place in range(7)]
    sent = [
        came(str(row.pk), row.amount_minor / 100, purpose=f"Счет {row.number} от {row.dated_on:%d.%m.%Y}")
        for row in rows
    ]
    row = applied(cast.actor("anna"), *sent)
    laid = BankLine.objects.filter(state="matched")
    assert laid.count() == 2
    page = sign_in(cast.anna).get(f"/bank/statements/{row.pk}/progress/")
    assert (page.status_code, page.context["card"].counts["certain"]) == (200, 5)
    assert "Осталось 5" in page.content.decode()
    assert page.context["card"].lines == ()
    while outbox.run_due():
        pass
    assert laid.count() == 7
    assert sign_in(cast.anna).get(f"/bank/statements/{row.pk}/progress/").status_code == 204
    undo_statement(by=cast.actor("anna"), statement_id=row.pk)
    row = applied(cast.actor("anna"), *sent)
    undo_statement(by=cast.actor("anna"), statement_id=row.pk)
    while outbox.run_due():
        pass
    assert Payment.objects.filter(withdrawn_at=None).count() == 0


def test_many_payments_are_proposed_for_at_once_and_only_what_waits_is_laid(cast, sign_in, monkeypatch):
    client = company(cast.boris, "Молоко", inn=INN)
    rows = [issued(cast.boris, row=deal(cast.boris, rub=1_000, company=client)) for _each in range(5)]
    sent = [came(str(row.pk), 700, payer="", purpose=f"Счет {row.number}") for row in rows]
    again = came("again", 700, payer="", purpose=f"Счет {rows[0].number}")
    applied(cast.actor("anna"), *sent, again, came("none", 5, payer=""))
    lines = list(BankLine.objects.order_by("place"))
    leave_line(by=cast.actor("anna"), line_id=lines[3].pk)
    return_line(by=cast.actor("anna"), line_id=lines[4].pk)
    read, known = [], matching.open_debts
    monkeypatch.setattr(matching, "open_debts", lambda *, viewer: read.append(viewer) or known(viewer=viewer))
    sign_in(cast.anna).post("/bank/confirm/", {"pk": [line.pk for line in lines]})
    states = list(BankLine.objects.order_by("place").values_list("state", flat=True))
    assert states == ["matched", "matched", "matched", "left", "returned", "waiting", "waiting"]
    assert len(read) == 1


@pytest.mark.parametrize("q", ["", "Молоко"])
def test_a_payment_for_six_invoices_is_shown_and_laid_on_all_of_them(cast, sign_in, q):
    client = company(cast.boris, "Молоко")
    rows = [issued(cast.boris, row=deal(cast.boris, rub=1_000, company=client)) for _each in range(7)]
    purpose = "Счета " + ", ".join(row.number for row in rows[1:])
    applied(cast.actor("anna"), came("1", 6_000, payer="", purpose=purpose))
    line, anna = BankLine.objects.get(), sign_in(cast.anna)
    card = anna.get(f"/bank/lines/{line.pk}/", {"q": q}).context["card"]
    assert (line.state, card.certain) == ("waiting", False)
    assert {each.number for each in card.offers if each.laid} == {row.number for row in rows[1:]}
    assert set(card.shown.what.split(", ")) == {row.number for row in rows[1:]}
    anna.post("/bank/confirm/", {"pk": [line.pk]})
    assert Document.objects.filter(status="paid").count() == 6


def test_only_the_lines_shown_of_a_statement_are_presented(cast, invoice, monkeypatch):
    row, presented, known = loaded(cast.actor("anna"), *(came(str(place), 5) for place in range(5))), [], shown._present
    monkeypatch.setattr(shown, "_present", lambda lines, *more: presented.extend(lines) or known(lines, *more))
    card = shown.statement_card(row.pk, viewer=cast.actor("anna"), most=2)
    assert ([each.number for each in card.lines], card.more, len(presented)) == (["0", "1"], 3, 2)
    assert card.counts == {"doubtful": 5}


def test_every_count_of_a_statement_leads_to_its_lines(cast, invoice, sign_in):
    sent = [came("1", 100_000, inn=INN), came("2", 5), came("3", 6), went("4", 7)]
    row, anna = loaded(cast.actor("anna"), *sent), sign_in(cast.anna)
    address = f"/bank/statements/{row.pk}/"

    def lines(query):
        return [each.number for each in anna.get(address + query).context["card"].lines]

    def linked():
        return set(
            re.findall(r'href="(?:/bank/statements/\d+/)?(\?fate=[^"#]*)[^"]*"', anna.get(address).content.decode())
        )

    assert linked() == {"?fate=certain", "?fate=doubtful", "?fate=aside"}
    assert lines("?fate=certain") == ["1"]
    assert lines("?fate=doubtful") == ["2", "3"]
    assert lines("?fate=no+such") == ["1", "2", "3", "4"]
    apply_statement(by=cast.actor("anna"), statement_id=row.pk)
    assert lines("?fate=matched") == ["1"]
    listed = unescape(anna.get("/bank/statements/").content.decode())
    (counted, waiting) = sorted(set(re.findall(rf'href="{address}(\?fate=[^"#]*)[^"]*"', listed)))
    assert lines(waiting) == ["2", "3"]
    assert lines(counted) == ["1", "2", "3", "4"]


def test_what_is_left_of_a_payment_is_an_advance(cast, invoice):
    line = doubtful(cast)
    match_line(by=cast.actor("anna"), line_id=line.pk, parts=[part(invoice, 100_000)])
    assert Payment.objects.get().amount == Money.of(120_000)
    later = issued(cast.boris, row=invoice.deal, amount=Money.of(50_000))
    assert (later.status, later.paid) == ("issued", Money.of(20_000))


@pytest.mark.parametrize(("rub", "refusal"), [(0, NotSplit), (120_001, NotSplit), (100_001, Conflict)])
def test_more_than_came_or_than_is_open_is_refused(cast, invoice, rub, refusal):
    line = doubtful(cast)
    with pytest.raises(refusal):
        match_line(by=cast.actor("anna"), line_id=line.pk, parts=[part(invoice, rub)])
    assert Payment.objects.count() == 0


def test_decisions_are_undone_and_change_into_one_another(cast, invoice):
    line, anna = doubtful(cast), cast.actor("anna")
    match_line(by=anna, line_id=line.pk, parts=[part(invoice, 100_000)])
    with pytest.raises(Conflict):
        match_line(by=anna, line_id=line.pk, parts=[part(invoice, 1)])
    with pytest.raises(Conflict):
        withdraw_payment(by=anna, payment_id=Payment.objects.get().pk)
    return_line(by=anna, line_id=line.pk)
    invoice.refresh_from_db()
    assert (invoice.status, Payment.objects.filter(withdrawn_at=None).count()) == ("issued", 0)
    reopen_line(by=anna, line_id=line.pk)
    with pytest.raises(Conflict):
        reopen_line(by=anna, line_id=line.pk)
    leave_line(by=anna, line_id=line.pk, note="Заём")
    line.refresh_from_db()
    assert (line.state, line.note) == ("left", "Заём")


def test_statements_are_seen_by_whoever_loaded_them_and_by_those_who_see_all(cast, invoice):
    line = doubtful(cast)
    for who, refusal in (("boris", Denied), ("gleb", Denied), ("dasha", Denied)):
        with pytest.raises(refusal):
            leave_line(by=cast.actor(who), line_id=line.pk)
    leave_line(by=cast.actor("olga"), line_id=line.pk)
    row = loaded(cast.actor("olga"), came("9", 1))
    with pytest.raises(Missing):
        apply_statement(by=cast.actor("anna"), statement_id=row.pk)
    with pytest.raises(NotAStatement):
        load_statement(by=cast.actor("anna"), title="x", data=b"x")


def test_an_invoice_out_of_reach_is_never_offered_nor_paid(cast, invoice):
    other = issued(cast.dina, row=deal(cast.dina, rub=7_000, company=company(cast.dina, "Чужой")))
    anna = cast.actor("anna")
    applied(anna, came("5", 7_000, payer="Чужой", purpose=f"Счет {other.number} от 18.11.2026"))
    line = BankLine.objects.get()
    assert line.state == "waiting"
    with pytest.raises(Missing):
        match_line(by=anna, line_id=line.pk, parts=[part(other, 7_000)])


@pytest.mark.parametrize("state", ["left", "waiting"])
def test_money_that_went_is_never_decided_about(cast, invoice, sign_in, state):
    anna = cast.actor("anna")
    row = applied(anna, went("1", 100_000))
    BankLine.objects.update(state=state, inn=INN, purpose=f"Счет {invoice.number} от {invoice.dated_on:%d.%m.%Y}")
    line = BankLine.objects.get()
    for decide in (leave_line, return_line, reopen_line):
        with pytest.raises(Missing):
            decide(by=anna, line_id=line.pk)
    with pytest.raises(Missing):
        match_line(by=anna, line_id=line.pk, parts=[part(invoice, 100_000)])
    assert statements.lay_certain(by=anna, statement_id=row.pk) == 0
    assert sign_in(cast.anna).get(f"/bank/lines/{line.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["match", "leave"])
def test_what_a_person_decides_while_workers_lay_the_same_payment_holds(cast, invoice, monkeypatch, meanwhile, deed):
    with monkeypatch.context() as later:
        later.setattr(statements, "AT_ONCE", 0)
        row = applied(cast.actor("anna"), came("1", 100_000, inn=INN))
    line, olga = BankLine.objects.get(), cast.actor("olga")
    deeds = {
        "match": lambda: match_line(by=olga, line_id=line.pk, parts=[Part(invoice.deal_id, None, 100_000_00)]),
        "leave": lambda: leave_line(by=olga, line_id=line.pk),
    }
    meanwhile(deeds[deed])
    assert statements.lay_certain(by=cast.actor("anna"), statement_id=row.pk) == 0
    line.refresh_from_db()
    kept = sum(Payment.objects.filter(withdrawn_at=None).values_list("amount_minor", flat=True))
    assert (line.state, kept) == {"match": ("matched", 100_000_00), "leave": ("left", 0)}[deed]


@pytest.mark.django_db(transaction=True)
def test_a_payment_of_which_a_part_cannot_be_laid_leaves_nothing_behind(cast, meanwhile):
    client = company(cast.boris, "Молоко", inn=INN)
    rows = [issued(cast.boris, row=deal(cast.boris, rub=1_000, company=client)) for _each in range(2)]
    last = rows[1].deal
    meanwhile(lambda: Deal.objects.filter(pk=last.pk).update(removed_at=clock.now()))
    purpose = f"Счета {rows[0].number}, {rows[1].number}"
    applied(cast.actor("anna"), came("1", 2_000, inn=INN, purpose=purpose))
    assert (BankLine.objects.get().state, Payment.objects.count()) == ("waiting", 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_matching_one_payment_one_does_and_the_other_is_told(cast, invoice):
    line = doubtful(cast)
    people = [cast.actor(name) for name in ("anna", "olga")] * 3
    gate, ends = threading.Barrier(len(people)), []

    def match(by):
        try:
            gate.wait(60)
            match_line(by=by, line_id=line.pk, parts=[part(invoice, 100_000)])
            ends.append(("done", sum(Payment.objects.filter(withdrawn_at=None).values_list("amount_minor", flat=True))))
        except Exception as trouble:
            ends.append((type(trouble).__name__, 0))
        finally:
            connection.close()

    threads = [threading.Thread(target=match, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == [*[("Conflict", 0)] * 5, ("done", 120_000_00)]


@pytest.mark.django_db(transaction=True)
def test_two_statements_of_the_same_deals_are_taken_back_at_once(cast):
    client = company(cast.boris, "Молоко")
    deals = [deal(cast.boris, rub=1_000, company=client) for _each in range(12)]
    rows = [issued(cast.boris, row=each) for each in deals[:6]]
    where = [Part(row.deal_id, row.pk, 400_00) for row in rows] + [Part(each.pk, None, 400_00) for each in deals[6:]]
    anna, numbers = cast.actor("anna"), []
    for name, ordered in (("a", where), ("b", where[::-1])):
        sent = [came(f"{name}{place}", 400, payer="", purpose="") for place in range(len(ordered))]
        numbers.append(applied(anna, *sent).pk)
        lines = BankLine.objects.filter(statement=numbers[-1]).order_by("pk")
        for line, each in zip(lines, ordered, strict=True):
            match_line(by=anna, line_id=line.pk, parts=[each])
    gate, ends = threading.Barrier(2), []

    def undo(number):
        try:
            gate.wait(60)
            undo_statement(by=anna, statement_id=number)
            ends.append("done")
        except Exception as trouble:
            ends.append(type(trouble).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=undo, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ends == ["done", "done"]


def test_debts_sum_by_age_the_same_in_the_database_and_in_the_rule(cast):
    today = clock.today()
    for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400):
        row = issued(cast.boris, row=deal(cast.boris, rub=1_000, company=company(cast.boris)))
        Document.objects.filter(pk=row.pk).update(due_on=today - timedelta(days=days), dated_on=today - timedelta(500))
    rows = debt_rows(viewer=cast.actor("boris"))
    assert {row.age for row in rows} == {bucket(row.due_on, today).value for row in rows}
    assert all(row.age == bucket(row.due_on, today) for row in rows)
    (sums,) = ageing(rows)
    assert [money.minor // 100_000 for _age, money in sums.buckets] == [2, 2, 2, 2, 2]
    assert debt_rows(viewer=cast.actor("dasha")).count() == 0


def test_a_past_day_shows_what_was_open_then(cast, invoice):
    today = clock.today()
    Document.objects.filter(pk=invoice.pk).update(dated_on=today - timedelta(days=30))
    by = cast.actor("boris")
    record_payment(by=by, deal_id=invoice.deal_id, amount=Money.of(100_000), paid_on=today - timedelta(days=3))
    assert debt_rows(viewer=by).count() == 0
    assert debt_rows(viewer=by, day=today - timedelta(days=3)).count() == 0
    (row,) = debt_rows(viewer=by, day=today - timedelta(days=4))
    assert row.owed == 100_000_00
    assert debt_rows(viewer=by, day=today - timedelta(days=31)).count() == 0


def test_sums_of_a_past_day_by_client_lead_to_invoices_paid_since(cast, invoice, sign_in):
    today = clock.today()
    Document.objects.filter(pk=invoice.pk).update(dated_on=today - timedelta(days=30))
    record_payment(by=cast.actor("boris"), deal_id=invoice.deal_id, amount=Money.of(100_000), paid_on=today)
    other = issued(cast.boris, row=deal(cast.boris, rub=5, company=company(cast.boris)))
    Document.objects.filter(pk=other.pk).update(dated_on=today - timedelta(days=30))
    boris = sign_in(cast.boris)
    page = boris.get(f"/receivables/?by=company&day={today - timedelta(days=4)}")
    for each in page.context["parts"]:
        (row,) = boris.get(each["href"]).context["page"].rows
        assert Document.objects.get(pk=row.pk).company_id == each["sums"].key


def test_a_past_day_knows_an_invoice_marked_paid_after_it(cast, invoice):
    today, by = clock.today(), cast.actor("boris")
    paid_at = clock.moment(today - timedelta(days=3))
    Document.objects.filter(pk=invoice.pk).update(
        dated_on=today - timedelta(days=30), paid_at=paid_at, paid_minor=100_000_00, before_minor=100_000_00
    )
    assert debt_rows(viewer=by, day=today - timedelta(days=3)).count() == 0
    (row,) = debt_rows(viewer=by, day=today - timedelta(days=4))
    assert row.owed == 100_000_00


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 90_000), max_size=4))
def test_what_a_client_owes_is_invoices_minus_payments(cast, invoice, payments):
    from django.db import transaction

    with transaction.atomic():
        for rub in payments:
            record_payment(by=cast.actor("boris"), deal_id=invoice.deal_id, amount=Money.of(rub))
        owed = owed_by(invoice.company_id, "RUB", viewer=cast.actor("boris"))
        assert owed == Money.of(max(100_000 - sum(payments), 0))
        assert sum(each.total.minor for each in ageing(debt_rows(viewer=cast.actor("boris")))) == owed.minor
        transaction.set_rollback(True)


def test_promises_are_refused_when_they_promise_nothing(cast, invoice):
    boris, today = cast.actor("boris"), clock.today()
    for said in (
        {"due_on": today - timedelta(days=1), "who": "Директор"},
        {"due_on": today, "who": " "},
        {"due_on": today, "who": "Директор", "amount": Money.of(100_001)},
    ):
        with pytest.raises(Invalid):
            promise_payment(by=boris, document_id=invoice.pk, **said)
    first = promise_payment(by=boris, document_id=invoice.pk, due_on=today, who="Директор")
    second = promise_payment(by=boris, document_id=invoice.pk, due_on=today, who="Бухгалтер")
    with pytest.raises(Missing):
        withdraw_promise(by=boris, promise_id=first)
    with pytest.raises(Missing):
        withdraw_promise(by=cast.actor("dasha"), promise_id=second)
    assert withdraw_promise(by=boris, promise_id=second) == invoice.pk


def test_a_promise_kept_meanwhile_is_not_taken_back(cast, invoice, monkeypatch):
    boris = cast.actor("boris")
    number = promise_payment(by=boris, document_id=invoice.pk, due_on=clock.today(), who="Директор")

    def locked(rows):
        PayPromise.objects.filter(pk=number).update(state="kept")
        return known(rows)

    known = promises.locked
    monkeypatch.setattr(promises, "locked", locked)
    with pytest.raises(Missing):
        withdraw_promise(by=boris, promise_id=number)


def test_words_of_a_step_are_filled_once_and_name_no_unknown_field(cast):
    anna = cast.actor("anna")
    for said in ({"title": "{client}", "text": "{cleint}"}, {"title": "{shoe}", "text": "{client}"}):
        with pytest.raises(Invalid) as refusal:
            save_reminder_rule(by=anna, days=0, way="letter", **said)
        assert refusal.value.field == next(name for name, words in said.items() if words != "{client}")
    client = company(cast.boris, "Доход {open}")
    row = issued(cast.boris, row=deal(cast.boris, rub=1_000, company=client))
    Document.objects.filter(pk=row.pk).update(due_on=clock.today())
    save_reminder_rule(by=anna, days=0, way="letter", title="{ client }", text="{client}: {number}")
    assert remind_of_debts(by=cast.actor("boris")) == 1
    made = Reminder.objects.select_related("activity").get()
    assert made.text == f"Доход {{open}}: {row.number}"
    assert made.activity.title.startswith("Доход {open}")


def test_debts_later_than_the_last_step_are_not_walked(cast, monkeypatch):
    save_reminder_rule(by=cast.actor("anna"), days=-3, way="task", title="Позвонить")
    save_reminder_rule(by=cast.actor("anna"), days=10, way="task", title="Написать")
    rows, asked = {}, []
    for days in (-4, -3, 24, 25, 400):
        rows[days] = issued(cast.boris, row=deal(cast.boris, rub=1_000, company=company(cast.boris))).pk
        Document.objects.filter(pk=rows[days]).update(due_on=clock.today() - timedelta(days=days))
    monkeypatch.setattr(reminders, "remind_of_one", lambda *, by, document_id: asked.append(document_id) or 0)
    remind_of_debts(by=cast.actor("boris"))
    assert asked == [rows[-3], rows[24]]


def test_only_who_may_sets_a_credit_limit(cast, invoice):
    for who, refusal in (("boris", Denied), ("dasha", Denied)):
        with pytest.raises(refusal):
            set_credit_limit(by=cast.actor(who), company_id=invoice.company_id, limit=Money.of(1))
    set_credit_limit(by=cast.actor("anna"), company_id=invoice.company_id, limit=Money.of(1), strict=True)
    with pytest.raises(Invalid):
        issued(cast.boris, row=deal(cast.boris, company=invoice.company))
    set_credit_limit(by=cast.actor("anna"), company_id=invoice.company_id, limit=None)
    assert issued(cast.boris, row=deal(cast.boris, company=invoice.company)).number


def test_programs_read_debts_load_statements_and_name_an_invoice(cast, invoice, sign_in):
    anna = sign_in(cast.anna)

    def send(method, address, said=None):
        answer = anna.generic(method, f"/api/v1/{address}", json.dumps(said or {}), "application/json")
        return answer.status_code, json.loads(answer.content)

    status, page = send("GET", "receivables")
    assert (status, [each["owed"] for each in page["items"]]) == (200, [{"amount": "100000.00", "currency": "RUB"}])
    money = {"amount": "30000", "currency": "RUB"}
    assert send("POST", "payments", {"deal": invoice.deal_id, "amount": money, "invoice": invoice.pk})[0] == 201
    assert send("POST", "payments", {"deal": invoice.deal_id, "amount": money, "invoice": 10**6})[0] == 404
    content = base64.b64encode(statement(came("1", 70_000, inn=INN), came("2", 5)).encode("cp1251")).decode()
    status, told = send("POST", "statements", {"title": "kl.txt", "content": content})
    assert (status, told["new"], told["laid"], told["waiting"], told["problems"]) == (201, 2, 1, 1, [])
    assert send("GET", "receivables")[1]["items"] == []
    assert send("POST", "statements", {"title": "kl.txt", "content": "???"})[0] == 422
    assert send("POST", "statements", {"title": "kl.txt", "content": "eHg="})[0] == 422
