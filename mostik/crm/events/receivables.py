"""What can happen to what is owed: money laid on invoices, promises to pay, reminders, credit, bank statements."""

from dataclasses import dataclass
from datetime import date

from mostik.crm.events.clients import CompanyEvent
from mostik.crm.events.documents import DocumentEvent
from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class PaymentLaid(DocumentEvent):
    """A part of a payment was laid on an invoice: ``laid`` minor units, after which ``open`` are still to be paid."""

    name = "crm.payment_laid"
    says = N_("laid a payment on the document {number}")
    payment: int
    laid: int
    open: int = 0


@dataclass(frozen=True, kw_only=True)
class PaymentLifted(DocumentEvent):
    """A part of a payment no longer lies on an invoice."""

    name = "crm.payment_lifted"
    says = N_("lifted a payment off the document {number}")
    payment: int
    laid: int
    open: int = 0


@dataclass(frozen=True, kw_only=True)
class PromiseEvent(DocumentEvent):
    """What every event of a promise to pay says: by which day, how much in minor units, who promised."""

    promise: int
    due: date
    promised: int
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentPromised(PromiseEvent):
    """Somebody at the client promised to pay."""

    name = "crm.payment_promised"
    says = N_("{who} promised to pay for the document {number}")


@dataclass(frozen=True, kw_only=True)
class PromiseKept(PromiseEvent):
    """What was promised has come."""

    name = "crm.promise_kept"
    says = N_("{who} kept the promise to pay for the document {number}")


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(PromiseEvent):
    """The promised day went by without the money."""

    name = "crm.promise_broken"
    says = N_("{who} broke the promise to pay for the document {number}")


@dataclass(frozen=True, kw_only=True)
class PromiseWithdrawn(PromiseEvent):
    """A promise was written down by mistake."""

    name = "crm.promise_withdrawn"
    says = N_("took back the promise of {who} to pay for the document {number}")


@dataclass(frozen=True, kw_only=True)
class PaymentReminded(DocumentEvent):
    """A step of reminding was done by its rule."""

    name = "crm.payment_reminded"
    says = N_("reminded of the document {number}: {step}")
    rule: int
    step: str
    days: int


@dataclass(frozen=True, kw_only=True)
class CreditLimitSet(CompanyEvent):
    """How much a client may owe was set, in minor units; none for no limit."""

    name = "crm.credit_limit_set"
    says = N_("set the credit limit")
    limit: int | None = None
    currency: str = "RUB"
    strict: bool = False


@dataclass(frozen=True, kw_only=True)
class ReminderRuleSaved(Event):
    """A step of reminding was made, changed, put away or brought back."""

    name = "crm.reminder_rule_saved"
    says = N_("saved the reminder step “{title}”")
    rule: int
    title: str

    def about(self) -> Ref:
        """The step."""
        return Ref("crm.reminder_rule", self.rule)


@dataclass(frozen=True, kw_only=True)
class StatementEvent(Event):
    """What every event of a bank statement says."""

    statement: int
    title: str
    count: int = 0

    def about(self) -> Ref:
        """The statement."""
        return Ref("crm.statement", self.statement)


@dataclass(frozen=True, kw_only=True)
class StatementApplied(StatementEvent):
    """A bank statement was taken in: ``count`` new lines of it count."""

    name = "crm.statement_applied"
    says = N_("loaded the bank statement {title}: {count} new lines")


@dataclass(frozen=True, kw_only=True)
class StatementUndone(StatementEvent):
    """A bank statement was taken back with everything that came of it."""

    name = "crm.statement_undone"
    says = N_("took the bank statement {title} back")


@dataclass(frozen=True, kw_only=True)
class BankLineSettled(StatementEvent):
    """What becomes of a line of a statement was decided: laid on invoices, left, given back, or open again."""

    name = "crm.bank_line_settled"
    says = N_("decided about the bank payment {number}: {state}")
    line: int
    number: str
    state: str
