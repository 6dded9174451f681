"""Spend on advertising written down: by hand, from a file, by a program; a day of a campaign is written once."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from mostik.channels.events import SpendKept, SpendRemoved, SpendRestored
from mostik.channels.models import Spend
from mostik.channels.rules.origins import LONGEST
from mostik.channels.rules.spend import LARGEST, MOST_ROWS, SpendRow
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.refusals import Invalid

RIGHT: Final = "channels.edit_tracking"
KEY: Final = ("day", "source", "medium", "campaign")
KEPT: Final = ("amount_minor", "currency", "clicks", "shows", "origin", "by_name", "updated_at", "removed_at")


@command(needs=RIGHT)
def keep_spend(*, by: Actor, rows: Sequence[SpendRow], origin: str) -> int:
    """Write down spend of days and campaigns and return how many; what was known of the same takes the new figures.

    Refuses no rows, too many, a day of the future, a row without a source, amounts below zero.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid(_("There are no rows to take, or more than {most}."), field="file", params={"most": MOST_ROWS})
    now, currency, today = clock.now(), choice("currency"), clock.today()
    for row in rows:
        _check(row, today)
    made = [
        Spend(
            **{name: getattr(row, name) for name in (*KEY, "amount_minor", "clicks", "shows")},
            currency=currency,
            origin=origin[:120],
            by_name=by.name,
            updated_at=now,
        )
        for row in rows
    ]
    Spend.objects.bulk_create(made, update_conflicts=True, unique_fields=KEY, update_fields=KEPT, batch_size=500)
    whole = sum(row.amount_minor for row in rows)
    publish(SpendKept(at=now, origin=origin[:120], rows=len(rows), sum_minor=whole, currency=currency))
    return len(rows)


@command(needs=RIGHT)
def remove_spend(*, by: Actor, spend_ids: Collection[int], removed: bool = True) -> int:
    """Take spend out of the figures, or bring it back, and return how many rows."""
    rows = Spend.objects.filter(pk__in=spend_ids, removed_at__isnull=removed)
    count = int(rows.update(removed_at=clock.now() if removed else None))
    if not count:
        raise Invalid(_("There are no such rows: the list has changed. Choose them again."))
    publish((SpendRemoved if removed else SpendRestored)(at=clock.now(), rows=count))
    return count


def _check(row: SpendRow, today: date) -> None:
    if row.day > today:
        raise Invalid(_("{day} is still to come: write down what is spent."), field="day", params={"day": row.day})
    if not 1 <= len(row.source) <= LONGEST:
        raise Invalid(_("Write the source, like yandex."), field="source")
    for name in ("amount_minor", "clicks", "shows"):
        if not 0 <= getattr(row, name) <= LARGEST:
            raise Invalid(_("This is from zero up."), field=name.removesuffix("_minor"))
