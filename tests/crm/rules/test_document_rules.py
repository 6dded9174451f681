"""Papers: amounts in words, numbers, sums, states, and the check digits of requisites."""

import doctest
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from mostik.crm.rules import requisites
from mostik.crm.rules.documents import amounts, numbers, standing, sums
from mostik.crm.rules.documents.amounts import in_words, whole_words
from mostik.crm.rules.documents.numbers import DEFAULTS, NotAPattern, checked_pattern, number_of
from mostik.crm.rules.documents.standing import ALLOWED, may
from mostik.crm.rules.documents.sums import RATES, single_line, totals
from mostik.crm.terms import DocumentKind, DocumentStatus
from mostik.kernel.money import Money

AT = datetime(2026, 11, 18, tzinfo=UTC)


@pytest.mark.parametrize("module", [amounts, numbers, standing, sums, requisites])
def test_worked_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("minor", "currency", "russian", "english"),
    [
        (0, "RUB", "Ноль рублей 00 копеек", "Zero Russian roubles 00 kopecks"),
        (1_01, "RUB", "Один рубль 01 копейка", "One Russian rouble 01 kopeck"),
        (2_02, "RUB", "Два рубля 02 копейки", "Two Russian roubles 02 kopecks"),
        (11_89, "RUB", "Одиннадцать рублей 89 копеек", "Eleven Russian roubles 89 kopecks"),
        (21_21, "RUB", "Двадцать один рубль 21 копейка", "Twenty-one Russian roubles 21 kopecks"),
        (1000_00, "RUB", "Одна тысяча рублей 00 копеек", "One thousand Russian roubles 00 kopecks"),
        (2_002_22, "RUB", "Две тысячи два рубля 22 копейки", "Two thousand and two Russian roubles 22 kopecks"),
        (1_000_000_00, "RUB", "Один миллион рублей 00 копеек", "One million Russian roubles 00 kopecks"),
        (-5_00, "RUB", "Минус пять рублей 00 копеек", "Minus five Russian roubles 00 kopecks"),
        (42_01, "UAH", "Сорок две гривны 01 копейка", "Forty-two hryvnias 01 kopiyka"),
        (1_50, "USD", "Один доллар США 50 центов", "One US dollar 50 cents"),
        (7, "JPY", "Семь JPY", "Seven JPY"),
        (7_05, "GBP", "Семь GBP 05/100", "Seven GBP 05/100"),
    ],
)
def test_amounts_in_words(minor, currency, russian, english):
    assert in_words(Money(minor, currency), "ru") == russian
    assert in_words(Money(minor, currency), "en") == english


@given(st.integers(0, 10**18))
def test_russian_words_agree_with_an_independent_library(number):
    # The library leaves out «одна» before a bare thousand where papers want it.
    theirs = num2words(number, lang="ru")
    ours = whole_words(number)
    assert ours == theirs or ours.replace("одна тысяча", "тысяча") == theirs.replace("одна тысяча", "тысяча")


@given(st.integers(0, 10**15), st.sampled_from(["ru", "en"]))
def test_the_change_always_stands_in_two_figures(minor, language):
    words = in_words(Money(minor), language).split()
    assert words[-2] == f"{minor % 100:02d}"
    assert words[0][0].isupper()


@given(st.integers(1, 99_999), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(list(DEFAULTS.values())))
def test_numbers_of_one_year_differ(count, day, pattern):
    assert number_of(pattern, day, count) != number_of(pattern, day, count + 1)
    assert str(day.year) in number_of(pattern, day, count)


@pytest.mark.parametrize("good", ["{n}/{yy}", "СЧ-{year}-{n:4}", "№ {n:9} от {year}"])
def test_patterns_taken(good):
    assert checked_pattern(good) == good


@pytest.mark.parametrize(
    "bad",
    ["", "{n}", "{year}", "{n}{n}{year}", "{n:0}-{year}", "{n}-{year}-{month}", "{n-{year}", "}{n}{year}", "x" * 41],
)
def test_patterns_that_would_give_doubles_are_refused(bad):
    with pytest.raises(NotAPattern) as refusal:
        checked_pattern(bad)
    assert refusal.value.field == "pattern"
    assert "{n}" in refusal.value.text()


@given(st.text(max_size=45))
def test_any_text_is_a_pattern_or_is_refused(text):
    try:
        pattern = checked_pattern(text)
    except NotAPattern:
        return
    assert number_of(pattern, date(2026, 1, 1), 1) != number_of(pattern, date(2026, 1, 1), 2)


@given(st.integers(0, 10**12), st.sampled_from(RATES))
def test_the_tax_is_the_share_of_its_rate_to_the_kopeck(minor, rate):
    line = single_line("x", "", Money(minor), rate)
    assert Money(0) <= line.tax <= line.amount == Money(minor)
    assert abs(line.tax.minor * (10_000 + rate) - minor * rate) * 2 <= 10_000 + rate


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from([None, *RATES])), max_size=30))
def test_lines_add_up_to_the_totals(rows):
    lines = [single_line("x", "", Money(minor), rate) for minor, rate in rows]
    sum_ = totals(lines, "RUB")
    assert sum_.amount.minor == sum(minor for minor, _ in rows)
    assert sum_.net + (sum_.tax or Money(0)) == sum_.amount
    assert (sum_.tax is None) == all(rate is None for _, rate in rows)


@pytest.mark.parametrize("deed", sorted(ALLOWED))
def test_a_cancelled_paper_allows_only_to_be_brought_back(deed):
    assert may(deed, DocumentStatus.CANCELLED, DocumentKind.INVOICE) == (deed == "reinstate")


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (requisites.is_inn, "7707083893"),
        (requisites.is_inn, "500100732259"),
        (requisites.is_ogrn, "1027700132195"),
        (requisites.is_ogrn, "304500116000157"),
    ],
)
def test_one_wrong_digit_is_found(check, right):
    assert check(right)
    for place, digit in enumerate(right):
        other = right[:place] + str((int(digit) + 1) % 10) + right[place + 1 :]
        assert not check(other), other


@given(st.text(max_size=25))
def test_any_text_is_judged(text):
    for check in (requisites.is_inn, requisites.is_kpp, requisites.is_ogrn, requisites.is_bic):
        assert check(text) in {True, False}
    assert not requisites.is_account(text, "044525225") or (len(text) == 20 and text.isdigit())
