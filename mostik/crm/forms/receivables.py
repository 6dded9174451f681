"""What is typed about money owed, made clean: a statement's file, parts of a payment, promises, credit, steps."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.crm.commands.receivables.matching import Part
from mostik.crm.forms.pipelines import CURRENCIES
from mostik.crm.models import Document, ReminderRule
from mostik.crm.queries.receivables.statements import LineCard
from mostik.crm.rules.receivables.statements import LARGEST
from mostik.crm.terms import ReminderWay
from mostik.kernel.money import Money
from mostik.web.fields import MoneyField, OneFileField

WAYS = ((ReminderWay.TASK.value, gettext_lazy("A task")), (ReminderWay.LETTER.value, gettext_lazy("A letter to send")))


class StatementForm(forms.Form):
    """The file of a bank statement."""

    file = OneFileField(label=gettext_lazy("File from the bank, in 1C's format (kl_to_1c.txt)"), largest=LARGEST)


class SplitForm(forms.Form):
    """How a payment is laid: so much on each invoice, so much as an advance on a deal."""

    def __init__(self, *args: Any, card: LineCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        currency = card.row.currency
        for each in card.offers:
            self._add(f"invoice_{each.id}", each.number, each.laid, currency)
        for number, title in card.deals:
            self._add(f"deal_{number}", title, None, currency)

    def _add(self, name: str, words: str, amount: Money | None, currency: str) -> None:
        self.fields[name] = MoneyField(label=words, required=False, currency=currency, initial=amount or "")

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """Return each invoice offered with its field."""
        return [(each, self[f"invoice_{each.id}"]) for each in self.card.offers]

    @property
    def advances(self) -> list[tuple[int, str, Any]]:
        """Return each deal an advance may be written on with its field."""
        return [(number, title, self[f"deal_{number}"]) for number, title in self.card.deals]

    @property
    def parts(self) -> list[Part]:
        """Return the parts as typed."""
        said = self.cleaned_data
        invoices = [(each.deal_id, each.id, said.get(f"invoice_{each.id}")) for each in self.card.offers]
        deals = [(number, None, said.get(f"deal_{number}")) for number, _title in self.card.deals]
        return [Part(deal, invoice, money.minor) for deal, invoice, money in (*invoices, *deals) if money]

    def clean(self) -> dict[str, Any]:
        """Refuse a payment laid nowhere, or more than came."""
        said: dict[str, Any] = super().clean() or {}
        total = sum(money.minor for money in said.values() if money)
        if not self.errors and not total:
            raise ValidationError(_("Write how much goes where."))
        if total > self.card.row.amount_minor:
            raise ValidationError(_("The parts come to more than the payment."))
        return said


class PromiseForm(forms.Form):
    """A promise to pay."""

    due_on = forms.DateField(label=gettext_lazy("By which day"), widget=forms.DateInput)
    amount = MoneyField(label=gettext_lazy("How much"))
    who = forms.CharField(
        label=gettext_lazy("Who promised"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write who promised.")},
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, row: Document, **kwargs: Any) -> None:
        contact = str(row.deal.contact or "")
        super().__init__(*args, initial={"amount": row.open, "who": contact, "due_on": clock.today()}, **kwargs)
        self.fields["amount"].currency = row.currency


class CreditForm(forms.Form):
    """How much a client may owe."""

    limit = MoneyField(
        label=gettext_lazy("Credit limit"), required=False, help_text=gettext_lazy("Leave empty for no limit.")
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES])
    strict = forms.BooleanField(label=gettext_lazy("Refuse invoices above it"), required=False)

    def clean(self) -> dict[str, Any]:
        """Put the amount into the chosen currency."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("limit") is not None and said.get("currency"):
            said["limit"] = Money(said["limit"].minor, said["currency"])
        said.pop("currency", None)
        return said


class ReminderRuleForm(forms.Form):
    """A step of reminding."""

    days = forms.IntegerField(
        label=gettext_lazy("Days after the day to pay by"),
        min_value=-365,
        max_value=365,
        help_text=gettext_lazy("Below zero: before it."),
    )
    way = forms.ChoiceField(label=gettext_lazy("What to make"), choices=WAYS)
    title = forms.CharField(label=gettext_lazy("What to do"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Fields: {client}, {number}, {date}, {due}, {amount}, {open}, {days}, {owner}."),
    )

    def __init__(self, *args: Any, row: ReminderRule | None = None, **kwargs: Any) -> None:
        known = {name: getattr(row, name) for name in ("days", "way", "title", "text")} if row else {}
        super().__init__(*args, initial=known, **kwargs)
        self.fields["text"].wide = True  # type: ignore[attr-defined]
