"""Any table is prices, or is refused by name; what was written reads back."""

from hypothesis import given
from hypothesis import strategies as some

from mostik.crm.rules.price_files import NO_PRICE, TWICE, UNKNOWN, NoPriceColumn, priced, read
from mostik.kernel.cells import guarded
from mostik.kernel.money import Money

heads = some.one_of(some.text(max_size=12), some.sampled_from(["Цена", "Price, RUB", "Код", "Product", "Артикул"]))
cells = some.one_of(some.text(max_size=12), some.sampled_from(["10,50", "P-1", "Насос", "-1", "1e9", "∞", "'=1"]))
codes = some.text(min_size=1, max_size=20).map(str.strip).filter(bool)


@given(some.lists(heads, max_size=6), some.lists(some.lists(cells, max_size=7), max_size=6))
def test_any_table_is_prices_or_a_named_refusal(headings, rows):
    try:
        found = read(headings, enumerate(rows, start=2))
    except NoPriceColumn:
        return
    assert [each.number for each in found] == list(range(2, len(rows) + 2))
    taken, problems = priced(found, by_code={"p-1": 1}, by_title={"насос": 2}, currency="RUB")
    assert all(product in {1, 2} and price >= 0 for product, price in taken.items())
    assert all(each.why in {UNKNOWN, TWICE, NO_PRICE} and each.number > 1 for each in problems)


@given(some.dictionaries(codes, some.integers(0, 10**12), max_size=8), some.sampled_from(["RUB", "USD", "JPY"]))
def test_a_written_price_list_reads_back_equal(prices, currency):
    rows = [[guarded(code), "", f"{Money(minor, currency).major:f}"] for code, minor in prices.items()]
    found = read(["Код", "Товар", f"Цена, {currency}"], enumerate(rows, start=2))
    assert [each.code for each in found] == list(prices)
    known = {code.casefold(): number for number, code in enumerate(prices, start=1)}
    if len(known) == len(prices):
        taken, problems = priced(found, by_code=known, by_title={}, currency=currency)
        assert (taken, problems) == ({known[code.casefold()]: minor for code, minor in prices.items()}, [])
