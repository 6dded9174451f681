"""Prices as a file says them: which column is what, which product a row names, what cannot be taken and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mostik.kernel.cells import unguarded
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

CODES = frozenset({"code", "sku", "article", "код", "артикул"})
TITLES = frozenset({"product", "title", "name", "товар", "название", "наименование"})
PRICES = frozenset({"price", "цена"})

UNKNOWN = gettext_noop("There is no such product: mend the code, or add it to the catalogue first.")
TWICE = gettext_noop("The product stands in the file twice with different prices: leave one row.")
NO_PRICE = gettext_noop("The price cannot be read: write it like 1500 or 1 500,50, from zero up.")


class NoPriceColumn(Invalid):
    """The file has no column of prices or products."""

    message = gettext_noop("The first row must name a column “Price” and one of “Code” and “Product”.")


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """A row of the file, numbered as people see it."""

    number: int
    code: str
    title: str
    price: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A row left out, and why."""

    number: int
    what: str
    why: str


def read(headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[PriceRow]:
    """Return the rows, each with its number in the file, with their columns told apart. Refuses `NoPriceColumn`.

    >>> read(["Артикул", "Цена"], [(4, ["P-1", "10,50"])])
    [PriceRow(number=4, code='P-1', title='', price='10,50')]
    """
    names = [heading.strip().casefold().split(",")[0] for heading in headings]
    places = {word: next((at for at, name in enumerate(names) if name in words), None) for word, words in COLUMNS}
    if places["price"] is None or (places["code"] is None and places["title"] is None):
        raise NoPriceColumn()

    def cell(row: Sequence[str], word: str) -> str:
        at = places[word]
        return unguarded(row[at].strip()).strip() if at is not None and at < len(row) else ""

    return [
        PriceRow(number=number, code=cell(row, "code"), title=cell(row, "title"), price=cell(row, "price"))
        for number, row in rows
    ]


def priced(
    rows: Iterable[PriceRow], *, by_code: Mapping[str, int], by_title: Mapping[str, int], currency: str
) -> tuple[dict[int, int], list[Problem]]:
    """Return the price of each product, and the rows left out. Rows without a price are passed over.

    >>> of = lambda number, code, price: PriceRow(number=number, code=code, title="", price=price)
    >>> rows = [of(2, "p-1", "10,50"), of(3, "x", "1")]
    >>> taken, problems = priced(rows, by_code={"p-1": 7}, by_title={}, currency="RUB")
    >>> taken, [problem.number for problem in problems]
    ({7: 1050}, [3])
    """
    taken: dict[int, int] = {}
    problems: list[Problem] = []
    for row in rows:
        if not row.price:
            continue
        product = by_code.get(row.code.casefold()) or by_title.get(row.title.casefold())
        price = _price(row.price, currency)
        why = UNKNOWN if product is None else NO_PRICE if price is None else ""
        if product and price is not None and taken.get(product, price) != price:
            why = TWICE
        if why or product is None or price is None:
            problems.append(Problem(number=row.number, what=row.code or row.title, why=why))
        else:
            taken[product] = price
    return taken, problems


COLUMNS = (("code", CODES), ("title", TITLES), ("price", PRICES))


def _price(text: str, currency: str) -> int | None:
    try:
        found = Money.parse(text, currency).minor
    except Refusal:
        return None
    return found if found >= 0 else None
