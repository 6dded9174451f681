"""Discounts above somebody's limit: asked for on the deal, let in or dropped by the decision."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.access import visible_deals
from mostik.crm.commands.lines import follow, told_of, total
from mostik.crm.models import Deal, DealItem
from mostik.crm.terms import DISCOUNT
from mostik.kernel.events import Ref
from mostik.people.commands.approvals import Asking, ask_approval, withdraw_about
from mostik.people.queries.approvals import size_words
from mostik.people.terms import Need

Asked = frozenset[tuple[int, int, int]]


def asked_of(rows: Iterable[DealItem]) -> Asked:
    """Return what waits for a decision: lines with the price and discount asked."""
    return frozenset(
        (row.pk, row.asked_price_minor, row.asked_discount)
        for row in rows
        if row.asked_price_minor is not None and row.asked_discount is not None
    )


def ask_anew(actor: Actor, deal: Deal, rows: Sequence[DealItem], over: Sequence[Need]) -> None:
    """Withdraw what was asked about the deal's lines before and ask for the sizes above the limit, if there are any."""
    about = Ref("crm.deal", deal.pk)
    DealItem.objects.filter(deal=deal.pk).update(asked_in=None)
    withdraw_about(by=actor, kind=DISCOUNT, about=about)
    if not over:
        return
    size = size_words(DISCOUNT, max(need.size for need in over))
    asking = Asking(
        kind=DISCOUNT,
        title=_("Discount of {size} on “{deal}”").format(size=size, deal=deal.title)[:300],
        note="; ".join(row.title for row in rows if row.asked_price_minor is not None)[:1000],
        needs=over,
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        about=about,
        url=reverse("crm:deal", args=[deal.pk]),
    )
    whose = actor.id if actor.kind is ActorKind.PERSON else deal.owner_id
    number = ask_approval(by=actor, asking=asking, owner_id=whose)
    asked = [row.pk for row in rows if row.asked_price_minor is not None]
    DealItem.objects.filter(pk__in=asked).update(asked_in=number)


@command(needs="crm.edit_deal")
def settle_discount(*, by: Actor, deal_id: int, approval_id: int, granted: bool) -> None:
    """Let asked terms take effect, or drop them; what is no longer asked in this request stays as it is."""
    deal = locked(visible_deals(by).filter(pk=deal_id)).select_related("owner", "team").first()
    rows = list(DealItem.objects.filter(deal=deal_id).select_for_update())
    asked = [row for row in rows if row.asked_in == approval_id]
    if deal is None or not asked:
        return
    for row in asked:
        if granted and row.asked_price_minor is not None and row.asked_discount is not None:
            row.price_minor, row.discount = row.asked_price_minor, row.asked_discount
        row.asked_price_minor = row.asked_discount = row.asked_in = None
    total(rows)
    DealItem.objects.bulk_update(
        rows,
        ["price_minor", "discount", "sum_minor", "vat_minor", "asked_price_minor", "asked_discount", "asked_in"],
    )
    if granted:
        publish(told_of(deal, rows, [str(row) for row in rows]))
    follow(by, deal, rows)
