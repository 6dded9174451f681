"""A better price until a day: given within the giver's limit, taken back by itself when the day is over.

Invoices that nothing is paid on are made anew both times: what the client opens is what they are to pay.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.commands.deals import edit_deal
from mostik.crm.commands.documents.issuing import remake_document
from mostik.crm.commands.items import set_items
from mostik.crm.commands.rows import deal_of, dimensions
from mostik.crm.models import Deal, DealItem, Payment, Promo
from mostik.crm.queries.receivables.debts import OPEN
from mostik.crm.rules.items import ItemSaid
from mostik.crm.rules.promos import deeper, lower
from mostik.crm.terms import Outcome
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Refusal, gettext_noop

MOST_PERCENT: Final = 5_000
LONGEST: Final = 92
AMOUNT: Final = "amount"


class OverLimit(Conflict):
    """A discount above what the giver may give without asking."""

    message = gettext_noop("This discount is above the limit of whoever the robot acts for.")


@command(needs="crm.edit_deal")
def give_promo(*, by: Actor, deal_id: int, percent: int, days: int) -> int:
    """Give a deal a better price for so many days from today and return the promo's number.

    ``percent`` is in hundredths of a per cent, off what the lines come to now. Refuses a second one at a time, a
    closed deal, nothing to lower, a discount above the giver's limit.
    """
    if not (1 <= percent <= MOST_PERCENT and 1 <= days <= LONGEST):
        raise Invalid(_("Give from 0.01 to 50 per cent, for 1 to 92 days."), field="percent")
    deal = deal_of(by, deal_id)
    if deal.outcome != Outcome.OPEN or not deal.amount_minor:
        raise Conflict(_("Only an open deal with an amount gets a better price."))
    if Promo.objects.filter(deal=deal.pk, ended_at__isnull=True).exists():
        raise Conflict(_("The deal has a better price already."))
    before = _terms(deal)
    _set(by, deal, {name: _better(name, value, percent) for name, value in before.items()})
    if DealItem.objects.filter(deal=deal.pk, asked_discount__isnull=False).exists():
        raise OverLimit
    _remake(by, deal)
    now = clock.now()
    until = clock.today() + timedelta(days=days)
    given = _terms(deal_of(by, deal_id))
    row = Promo.objects.create(deal=deal, percent=percent, until=until, before=before, given=given, made_at=now)
    told = dimensions(deal_of(by, deal_id))
    publish(events.PromoGiven(at=now, promo=row.pk, percent=percent, until=until, **told))
    return row.pk


@command(needs=None)
def end_promos(*, by: Actor) -> int:
    """End the better prices whose last day is over and return how many. The timer's own.

    One whose client paid, or whose deal is closed, is kept; else every term that nobody changed is what it was.
    """
    due = Promo.objects.filter(ended_at__isnull=True, until__lt=clock.today())
    rows = list(locked(due).select_related("deal").order_by("pk"))
    for row in rows:
        _end(row)
    return len(rows)


def _end(row: Promo) -> None:
    deal = row.deal
    paid = Payment.objects.filter(deal=deal.pk, withdrawn_at__isnull=True, updated_at__gte=row.made_at).exists()
    row.kept = paid or deal.outcome != Outcome.OPEN
    row.ended_at = clock.now()
    row.save(update_fields=["kept", "ended_at"])
    if not row.kept and deal.removed_at is None:
        now = _terms(deal)
        _set(SYSTEM, deal, {name: was for name, was in row.before.items() if now.get(name) == row.given.get(name)})
        _remake(SYSTEM, deal)
    publish(events.PromoEnded(at=row.ended_at, promo=row.pk, kept=row.kept, **dimensions(row.deal)))


def _terms(deal: Deal) -> dict[str, int]:
    """Return the discount of each line; of a deal without lines its amount."""
    lines = dict(DealItem.objects.filter(deal=deal.pk).values_list("pk", "discount"))
    return {str(pk): discount for pk, discount in lines.items()} or {AMOUNT: deal.amount_minor}


def _better(name: str, value: int, percent: int) -> int:
    return lower(value, percent) if name == AMOUNT else deeper(value, percent)


def _set(by: Actor, deal: Deal, terms: Mapping[str, int]) -> None:
    if not terms:
        return
    if AMOUNT in terms:
        edit_deal(by=by, deal_id=deal.pk, fields={"amount": Money(terms[AMOUNT], deal.currency)})
        return
    rows = DealItem.objects.filter(deal=deal.pk).order_by("sort", "pk")
    set_items(by=by, deal_id=deal.pk, items=[_said(row, terms.get(str(row.pk), row.discount)) for row in rows])


def _said(row: DealItem, discount: int) -> ItemSaid:
    same: dict[str, Any] = {"id": row.pk, "product": row.product_id, "unit": row.unit, "quantity": row.quantity}
    same |= {"vat_rate": row.vat_rate, "vat_included": row.vat_included, "benefit": row.benefit_id}
    return ItemSaid(title=row.title, price=row.price_minor, discount=discount, **same)


def _remake(by: Actor, deal: Deal) -> None:
    """Make the deal's invoices over the whole sum that nothing is paid on anew; one that cannot be stays."""
    rows = visible_documents(by).filter(OPEN, deal=deal.pk, paid_minor=0, part_minor__isnull=True)
    for number in rows.order_by("pk").values_list("pk", flat=True):
        with suppress(Refusal), transaction.atomic():
            remake_document(by=by, document_id=number)
