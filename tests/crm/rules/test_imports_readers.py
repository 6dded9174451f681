"""Every reader of a file's cells takes any text: a value or a refusal, never another error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mostik.crm.adapters.maven.rows import company_from, deal_reader, person_from, product_from
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.rules import requisites
from mostik.crm.rules.clients import digits_of, normal_email, read_phone
from mostik.crm.rules.fields.columns import own_places
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.identities import site_domain
from mostik.crm.rules.imports import values
from mostik.crm.rules.imports.cards import GENERAL, CardReader, card_fields, when_of
from mostik.crm.rules.imports.fields import FIELDS, guess, key_of
from mostik.crm.rules.imports.naming import FileNames
from mostik.crm.rules.imports.problems import words_of
from mostik.crm.rules.imports.reckoning import minor_of, month_of
from mostik.crm.rules.imports.rows import RowReader, past_from
from mostik.crm.rules.imports.systems import DEALS
from mostik.crm.rules.receivables.statements import day_of, sum_of
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Refusal

#: Signs that trip readers: digits of other scripts, both kinds of space, ends of ranges, words readers know.
SIGNS = "0123456789.,:-+/ TZ%@'\u00a0\u202f\x00٣²½eE()|;#№₽аяAZ\n"
cells = some.one_of(
    some.text(max_size=30),
    some.text(SIGNS, max_size=24),
    some.sampled_from(
        [
            "31.02.2026",
            "2026-04-25T10:30:61",
            "25.04.2026 24:00",
            "2026-01-01T00:00+99:99",
            "New @ ",
            " @ | @ ",
            "9" * 400,
        ]
    ),
)
READERS = (
    values.when_from,
    values.currency_from,
    values.percent_from,
    values.yes_from,
    values.outcome_from,
    values.phone_from,
    values.email_from,
    lambda text: values.sum_from(text, "RUB"),
    past_from,
    when_of,
    day_of,
    lambda text: sum_of(text, "RUB"),
    minor_of,
    month_of,
    digits_of,
    normal_email,
    read_phone,
    site_domain,
)
JUDGES = (requisites.is_inn, requisites.is_kpp, requisites.is_ogrn, requisites.is_bic)


@given(cells)
def test_any_text_is_a_value_or_a_refusal(text):
    for reader in READERS:
        with suppress(Refusal):
            reader(text)
    for judge in JUDGES:
        assert judge(text) in {True, False}
    for keyed in (requisites.is_account, requisites.is_correspondent):
        assert keyed(text, "044525225") in {True, False}
        assert keyed("40702810200000000001", text) in {True, False}


@given(some.sampled_from(sorted(SYSTEMS)), some.sampled_from(sorted(GENERAL)), some.data())
def test_any_row_of_clients_or_things_done_is_a_card(code, part, data):
    system = SYSTEMS[code]
    known = sorted({*GENERAL[part], *system.headings.get(part, {})})
    headings = data.draw(some.lists(some.one_of(some.sampled_from(known), cells), min_size=1, max_size=8))
    field = FieldView(id=7, holder=Holder.COMPANY, type=FieldType.TEXT, title="Размер", title_ru="Размер")
    own = own_places(headings, [field], part=part, filled=card_fields(system, part, headings).keys())
    card = CardReader(system, part, headings, own).read(2, data.draw(some.lists(cells, max_size=10)))
    assert card.number == 2
    assert all(len(text) <= 5000 for text in card.texts.values())
    assert all(words_of(each.reason, each.params, str) for each in card.problems)


@given(some.sampled_from(sorted(SYSTEMS)), some.sampled_from(DEALS), some.data())
def test_any_row_of_deals_of_any_system_is_read(code, part, data):
    system = SYSTEMS[code]
    known = sorted({heading for each in FIELDS for heading in each.headings} | set(system.headings.get(part, {})))
    headings = data.draw(some.lists(some.one_of(some.sampled_from(known), cells), min_size=1, max_size=10))
    rows = data.draw(some.lists(some.lists(cells, max_size=12), max_size=3))
    mapped = system.mapping(part, headings)
    reader = system.reader(RowReader(headings, mapped), "Sales")
    for number, row in enumerate(rows, start=2):
        found = reader(number, row)
        assert (found.row.number, bool(found.row.pipeline)) == (number, True)
        assert all(words_of(each.reason, each.params, str) for each in found.problems)
    names = FileNames()
    names.add(rows, mapped, pipeline="Sales")
    assert all(isinstance(count, int) for counted in names.plain.values() for count in counted.values())
    assert system.part_of(headings)
    assert len(key_of(headings)) == 64
    assert set(guess(headings)) <= set(range(len(headings)))


@pytest.mark.parametrize("reader", [company_from, person_from, product_from])
def test_any_row_of_the_maven_set_is_read(reader):
    columns = [
        "account",
        "sector",
        "year_established",
        "revenue",
        "employees",
        "office_location",
        "subsidiary_of",
        "product",
        "series",
        "sales_price",
        "sales_agent",
        "manager",
        "regional_office",
    ]

    @given(some.dictionaries(some.sampled_from(columns), cells))
    def check(told):
        row, problems = reader(2, told)
        assert row.number == 2
        assert all(words_of(each.reason, each.params, str) for each in problems)

    check()


@given(some.lists(cells, max_size=10))
def test_any_deal_of_the_maven_set_is_read(row):
    headings = [
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ]
    assert deal_reader(headings)(2, row).row.number == 2
