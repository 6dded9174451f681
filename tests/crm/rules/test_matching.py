"""Matching payments to invoices: what is certain, what a person decides, and that order decides nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules.receivables.debts import NotSplit, checked_split, laid_oldest_first
from mostik.crm.rules.receivables.matching import Coming, Debt, Share, Why, days_in, numbers_in, offer, propose
from mostik.kernel.money import Money

DAY = date(2026, 11, 2)
INN, OTHER = "7707083893", "7736050003"


def debt(number: int, rub: int = 5000, **more) -> Debt:
    known = {"number": f"СЧ-2026-{number:04d}", "sequence": number, "dated_on": DAY, "due_on": None, "company": 1}
    return Debt(id=number, open=Money.of(rub), **{**known, "inn": INN, **more})


def money(rub: int = 5000, purpose: str = "", *, number: int = 1, inn: str = INN, **more) -> Coming:
    return Coming(id=number, amount=Money.of(rub), inn=inn, purpose=purpose, **more)


@pytest.mark.parametrize(
    ("came", "debts", "certain"),
    [
        (money(5000, "Оплата по счету СЧ-2026-0007 от 02.11.2026"), [debt(7), debt(8)], True),
        (money(5000, "Оплата по сч. № 7"), [debt(7), debt(8)], True),
        (money(2000, "Предоплата 40% по счету 0007"), [debt(7), debt(8)], True),
        (money(5000, "Оплата за насосы"), [debt(7)], True),
        (money(5000, "Оплата за насосы"), [debt(7), debt(8)], False),
        (money(5000, "Оплата по договору № 7"), [debt(7), debt(8)], False),
        (money(6000, "Оплата по счету 7"), [debt(7)], False),
        (money(5000, "Оплата по счету 7", inn=OTHER), [debt(7)], False),
        (money(5000, "Оплата по счету 7", inn=""), [debt(7, inn="")], False),
        (money(5000, "счет СЧ-2026-0007 от 02.11.2026", inn=""), [debt(7, inn="")], True),
        (money(5000, "C4-2026-0007", inn="", party="ООО «Ромашка»"), [debt(7, inn="", name="Ромашка")], False),
    ],
)
def test_certain_is_what_no_person_would_doubt(came, debts, certain):
    found = propose([came], debts)[1]
    assert found.certain is certain
    assert found.shares[0].debt == 7


def test_several_invoices_named_in_one_payment_are_paid_together():
    found = propose([money(9000, "По счетам №7, 8")], [debt(7), debt(8, 4000), debt(9, 9000)])[1]
    assert (found.certain, found.shares) == (True, (Share(7, 500_000), Share(8, 400_000)))


def test_every_invoice_a_payment_would_be_laid_on_is_offered():
    debts = [debt(number) for number in range(1, 8)]
    found = propose([money(30_000, "По счетам 1, 2, 3, 4, 5, 6")], debts)[1]
    assert {each.debt.id for each in found.offers} == {share.debt for share in found.shares} == set(range(1, 7))


def test_two_certain_payments_for_one_invoice_are_left_to_a_person():
    both = propose([money(5000, "счет 7"), money(5000, "счет 7", number=2)], [debt(7)])
    assert [each.certain for each in both.values()] == [False, False]
    parts = propose([money(2000, "счет 7"), money(3000, "счет 7", number=2)], [debt(7)])
    assert [each.certain for each in parts.values()] == [True, True]


def test_another_currency_is_never_matched():
    came = replace(money(5000, "счет 7"), amount=Money(500_000, "USD"))
    assert propose([came], [debt(7)])[1].offers == ()


def test_reasons_are_told_for_and_against():
    assert set(offer(money(6000, "счет 7 от 02.11.2026", inn=OTHER), debt(7)).why) == {
        Why.NUMBER,
        Why.DATE,
        Why.OTHER_INN,
        Why.MORE,
    }


words = st.sampled_from(["счет 1", "счет 2 от 02.11.2026", "по счетам 1, 2", "за товар", "СЧ-2026-0003", ""])
comings = st.lists(st.tuples(st.integers(1, 6), words, st.sampled_from([INN, OTHER, ""])), max_size=6)
owed = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 6), st.sampled_from([INN, OTHER, ""])),
    max_size=4,
    unique_by=lambda each: each[0],
)


@given(comings, owed, st.randoms(use_true_random=False))
def test_order_of_payments_and_invoices_changes_nothing(came, debts, random):
    payments = [money(rub, said, number=place, inn=inn) for place, (rub, said, inn) in enumerate(came)]
    invoices = [debt(number, rub, inn=inn, company=len(inn) + number % 2) for number, rub, inn in debts]
    found = propose(payments, invoices)
    mixed, other = random.sample(payments, len(payments)), random.sample(invoices, len(invoices))
    assert propose(mixed, other) == found
    for each in found.values():
        laid = sum(share.minor for share in each.shares)
        assert laid <= next(one.amount.minor for one in payments if one.id == each.coming)
    for invoice in invoices:
        certain = [share for each in found.values() if each.certain for share in each.shares]
        assert sum(share.minor for share in certain if share.debt == invoice.id) <= invoice.open.minor


@given(st.integers(0, 500), st.lists(st.integers(-5, 200), max_size=6))
def test_money_laid_never_exceeds_what_there_is_nor_what_is_open(free, still):
    shares = laid_oldest_first(free, list(enumerate(still)))
    assert sum(share.minor for share in shares) == min(free, sum(max(each, 0) for each in still))
    assert all(0 < share.minor <= still[share.debt] for share in shares)


@pytest.mark.parametrize(
    "parts", [[], [(1, 1, 0)], [(1, 1, 60), (1, 1, 40)], [(1, 1, 101)], [(1, None, 50), (1, None, 50)]]
)
def test_parts_that_do_not_go_into_the_payment_are_refused(parts):
    with pytest.raises(NotSplit):
        checked_split(100, parts)


def test_a_purpose_is_read_once_for_all_invoices_near_it():
    purpose = "Счета 7, 8 от 02.11.2026"
    assert numbers_in(purpose) is numbers_in(purpose)
    assert days_in(purpose) is days_in(purpose)
