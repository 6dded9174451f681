"""Products of a file: new ones are added, a changed price follows the file."""

from collections.abc import Sequence

from mostik.crm.commands.imports import books
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.models import Product
from mostik.crm.rules.imports.problems import NameKind, Problem
from mostik.crm.rules.imports.structure import ProductRow

Taken = tuple[SourceRow, ProductRow, tuple[Problem, ...]]


def take_products(desk: Desk, rows: Sequence[Taken]) -> None:
    """Take rows of products."""
    for source, row, problems in rows:
        if not desk.blame(source, problems):
            _take(desk, row)


def _take(desk: Desk, row: ProductRow) -> None:
    known = desk.book.find(NameKind.PRODUCT, row.title)
    if known is None:
        desk.tally.made += 1
        desk.book.add(NameKind.PRODUCT, row.title, _make(desk, row))
    elif known > 0 and _differs(Product.objects.get(pk=known), row):
        desk.tally.changed += 1
        if not desk.dry:
            books.change_product(desk.by, known, row)
    else:
        desk.tally.same += 1


def _make(desk: Desk, row: ProductRow) -> int:
    if desk.dry:
        return desk.imagine("crm.product", row.title)
    number = books.make_product(desk.by, row)
    desk.brought("crm.product", number)
    return number


def _differs(product: Product, row: ProductRow) -> bool:
    told = row.price_minor is not None and (product.price_minor, product.currency) != (row.price_minor, row.currency)
    return told or not product.active or bool(row.series and product.series != row.series)
