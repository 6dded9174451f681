"""The reader of bank statements: real files to the kopeck, broken ones named by line, nothing but named refusals."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mostik.crm.rules.receivables.statements import (
    LARGEST,
    Fault,
    NotAStatement,
    StatementTooLarge,
    read_statement,
)
from mostik.crm.terms import LineKind
from mostik.kernel.money import Money
from tests.crm.bank import OUR_ACCOUNT, came, statement, went


@pytest.mark.parametrize(("name", "encoding"), [("one_day.txt", "cp1251"), ("one_day_utf8.txt", "utf-8")])
def test_a_real_day_of_a_bank_is_read_to_the_kopeck(shared_data, name, encoding):
    read = read_statement((shared_data / "bank-statement-1c" / name).read_bytes())
    (account,) = read.accounts
    assert (read.version, read.encoding, read.days) == ("1.02", encoding, (date(2016, 1, 11), date(2016, 1, 11)))
    assert len(read.entries) == 13
    came_in = sum(each.amount.minor for each in read.entries if each.comes)
    went_out = sum(each.amount.minor for each in read.entries if not each.comes)
    assert (came_in, went_out) == (40_000_00, 41_184_00)
    assert (account.opening.minor + came_in - went_out, account.closing) == (account.closing.minor, Money(44_145_91))
    assert read.problems == ()
    kinds = [each.kind for each in read.entries]
    assert (kinds.count(LineKind.CLIENT), kinds.count(LineKind.OUT)) == (3, 10)


def test_every_attribute_and_a_wrongly_stated_encoding_are_read(shared_data):
    read = read_statement((shared_data / "bank-statement-1c" / "sample1_all_attributes.txt").read_bytes())
    assert (read.version, read.encoding, len(read.accounts), len(read.entries)) == ("1.03", "utf-8", 2, 2)
    assert {each.kind for each in read.entries} == {LineKind.OWN}
    assert [each.fault for each in read.problems] == [Fault.TOTALS, Fault.TOTALS]


def test_money_in_money_out_fees_and_transfers_are_told_apart():
    other = OUR_ACCOUNT[:-1] + "9"
    text = statement(
        came("1", 100),
        went("2", 30),
        came("3", 5, title="Банковский ордер"),
        came("4", 7, payer_account=other),
        accounts=(OUR_ACCOUNT, other),
    )
    kinds = [each.kind for each in read_statement(text.encode("cp1251")).entries]
    assert kinds == [LineKind.CLIENT, LineKind.OUT, LineKind.BANK, LineKind.OWN]


def test_broken_lines_are_named_by_number_and_the_rest_is_read():
    text = statement(came("1", 100), came("2", 200), came("3", 300))
    lines = text.replace("Сумма=200.00", "Сумма=двести").split("\r\n")
    lines.insert(3, "это не пара")
    read = read_statement("\r\n".join(lines).encode())
    assert [(each.line, each.fault) for each in read.problems if each.fault is not Fault.TOTALS] == [
        (4, Fault.NOT_A_PAIR),
        (1 + next(place for place, line in enumerate(lines) if line == "Сумма=двести") - 3, Fault.NO_SUM),
    ]
    assert [each.number for each in read.entries] == ["1", "3"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("ДатаПоступило", "Другое").replace("Получатель", "Иной"), Fault.NO_DIRECTION),
        (lambda text: text.replace("КонецДокумента", ""), Fault.NOT_CLOSED),
        (lambda text: text.replace("КонечныйОстаток=", "КонечныйОстаток=9"), Fault.BALANCE),
        (lambda text: text.replace("ВсегоПоступило=100.00", "ВсегоПоступило=99.00"), Fault.TOTALS),
        (lambda text: text.replace("КонецФайла", came("1", 100) + "\r\nКонецФайла"), Fault.REPEATED),
    ],
)
def test_what_does_not_hold_together_is_said(change, fault):
    read = read_statement(change(statement(came("1", 100))).encode("cp1251"))
    assert fault in {each.fault for each in read.problems}


def test_a_document_keeps_its_key_whatever_file_it_comes_in():
    one, both = statement(came("1", 100)), statement(came("2", 5), came("1", 100))
    keys = {each.number: each.key for each in read_statement(both.encode("cp866", "replace")).entries}
    (alone,) = read_statement(one.encode("utf-8-sig")).entries
    assert keys["1"] == alone.key != keys["2"]


def test_a_name_of_ten_megabytes_is_cut_and_does_no_harm():
    text = statement(came("1", 100, payer="Ы" * (5 << 20), purpose="б" * 100_000))
    (entry,) = read_statement(text.encode()).entries
    assert (len(entry.party), len(entry.purpose), entry.amount) == (300, 1000, Money.of(100))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", "Привет".encode(), b"1CClientBankExchange", b"%PDF-1.7\n\x00"])
def test_what_is_no_statement_is_refused(data):
    with pytest.raises(NotAStatement):
        read_statement(data)


def test_a_statement_of_too_many_megabytes_or_documents_is_refused():
    with pytest.raises(StatementTooLarge):
        read_statement(b"1CClientBankExchange" + b" " * LARGEST)
    with pytest.raises(StatementTooLarge):
        read_statement(statement(*(came(str(place), 1) for place in range(5001))).encode())


SAMPLE = statement(came("1", 100), went("2", 30), came("3", 5, title="Банковский ордер")).encode("cp1251")


@given(st.binary(max_size=300), st.integers(0, len(SAMPLE)), st.integers(0, 60))
@example(b"\x98\x98", 40, 0)
def test_any_bytes_give_a_reading_or_a_named_refusal(noise, place, cut):
    for data in (noise, SAMPLE[:place] + noise + SAMPLE[place + cut :], b"1CClientBankExchange\r\n" + noise):
        try:
            read = read_statement(data)
        except NotAStatement:
            continue
        assert all(each.amount.minor > 0 and each.line > 0 for each in read.entries)


@given(st.text(max_size=300))
def test_any_text_after_the_first_word_is_read(text):
    data = f"1CClientBankExchange\nВерсияФормата=1.03\n{text}\nКонецФайла".encode("utf-8", "replace")
    assert read_statement(data).version == "1.03"
