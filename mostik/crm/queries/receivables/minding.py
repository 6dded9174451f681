"""What is done about an invoice: payments laid on it, promises, reminders; and the steps of reminding."""

from dataclasses import dataclass

from mostik.core.actors import Actor
from mostik.crm.models import Allocation, Document, PayPromise, Reminder, ReminderRule
from mostik.crm.queries.documents.cards import document_values
from mostik.crm.queries.receivables.debts import credit_over
from mostik.crm.rules.documents.standing import may
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class DocumentMoney:
    """An invoice's money: what is laid on it, what is open, what was promised, the reminders made."""

    row: Document
    open: bool
    laid: tuple[tuple[Allocation, Money], ...]
    promises: tuple[PayPromise, ...]
    reminders: tuple[Reminder, ...]
    over: Money | None


def document_money(document_id: int, *, viewer: Actor) -> DocumentMoney:
    """Return what is paid, promised and reminded of an invoice within reach."""
    row = document_values(document_id, viewer=viewer)
    laid = row.allocations.select_related("payment").order_by("pk")[:SHOWN]
    is_open = may("pay", row.status, row.kind)
    return DocumentMoney(
        row=row,
        open=is_open,
        laid=tuple((each, Money(each.amount_minor, row.currency)) for each in laid),
        promises=tuple(row.promises.select_related("document").exclude(state="withdrawn")[:SHOWN]),
        reminders=tuple(row.reminders.select_related("rule")[:SHOWN]),
        over=credit_over(row, viewer=viewer) if is_open else None,
    )


def reminder_rules(*, viewer: Actor) -> list[ReminderRule]:  # noqa: ARG001 - steps are everybody's
    """Return the steps of reminding in order, those put away last."""
    return list(ReminderRule.objects.order_by("-active", "days", "pk"))


def reminder_rule(rule_id: int, *, viewer: Actor) -> ReminderRule:  # noqa: ARG001 - steps are everybody's
    """Return one step."""
    row = ReminderRule.objects.filter(pk=rule_id).first()
    if row is None:
        raise Missing()
    return row
