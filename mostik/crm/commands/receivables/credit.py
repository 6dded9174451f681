"""How much a client may owe: the limit set, and watched when an invoice is issued."""

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm import events
from mostik.crm.access import visible_companies
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing


@command(needs="crm.set_credit")
def set_credit_limit(*, by: Actor, company_id: int, limit: Money | None, strict: bool = False) -> None:
    """Set how much a client may owe; none for no limit. ``strict`` refuses invoices above it, else it is warned."""
    row = visible_companies(by).select_for_update(of=("self",)).filter(pk=company_id).first()
    if row is None:
        raise Missing()
    before = "" if row.credit_minor is None else str(Money(row.credit_minor, row.credit_currency))
    row.credit_minor = None if limit is None else limit.minor
    row.credit_currency = limit.currency if limit is not None else row.credit_currency
    row.credit_strict = strict and limit is not None
    row.save(update_fields=["credit_minor", "credit_currency", "credit_strict"])
    publish(
        events.CreditLimitSet(
            at=clock.now(),
            company=row.pk,
            title=row.title,
            changes=(("credit", before, str(limit or "")),),
            limit=row.credit_minor,
            currency=row.credit_currency,
            strict=row.credit_strict,
        )
    )
