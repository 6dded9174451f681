"""The small books a file needs: its pipeline, its products, a reason for losses that state none."""

from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction

from mostik.core.actors import SYSTEM, Actor
from mostik.crm.commands.books import add_product, add_reason, edit_product
from mostik.crm.commands.pipelines import archive_pipeline
from mostik.crm.models import Deal, Imported
from mostik.crm.queries.imports.books import UNSTATED
from mostik.crm.rules.imports.structure import ProductRow
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal


def make_unstated_reason() -> int:
    """Make the reason of losses that state none, in the installation's language; it is the system's own."""
    return add_reason(by=SYSTEM, title=UNSTATED[0] if settings.LANGUAGE_CODE == "ru" else UNSTATED[1])


def make_product(actor: Actor, row: ProductRow) -> int:
    """Add a product as a file describes it."""
    return add_product(by=actor, title=row.title, series=row.series, price=_price(row))


def change_product(actor: Actor, number: int, row: ProductRow) -> None:
    """Let a known product follow the file's series and price, in use again if it was put away."""
    edit_product(by=actor, product_id=number, series=row.series or None, price=_price(row), active=True)


def unmake_products(actor: Actor, records: Sequence[Imported]) -> int:
    """Put away products no live deal names."""
    numbers = [each.record_id for each in records]
    busy = set(Deal.objects.filter(removed_at__isnull=True, product__in=numbers).values_list("product_id", flat=True))
    going = [number for number in numbers if number not in busy]
    return sum(_goes(partial(edit_product, by=actor, product_id=pk, active=False)) for pk in going)


def unmake_pipelines(actor: Actor, records: Sequence[Imported]) -> int:
    """Put away pipelines without live deals; the one new deals go to stays."""
    numbers = [each.record_id for each in records]
    busy = set(Deal.objects.filter(removed_at__isnull=True, pipeline__in=numbers).values_list("pipeline_id", flat=True))
    going = [number for number in numbers if number not in busy]
    return sum(_goes(partial(archive_pipeline, by=actor, pipeline_id=pk)) for pk in going)


def _price(row: ProductRow) -> Money | None:
    return None if row.price_minor is None else Money(row.price_minor, row.currency)


def _goes(remove: Callable[[], object]) -> bool:
    """Return whether it went: what its own room refuses to part with is kept."""
    try:
        with transaction.atomic():
            remove()
    except Refusal:
        return False
    return True
