"""Requests for a decision and limits as they are filled in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.company import choice
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.people.catalog import KINDS, ApprovalKind
from mostik.web.fields import MoneyField


class RequestForm(forms.Form):
    """Something asked by hand: an expense, a vacancy, a write-off."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind"))
    title = forms.CharField(
        label=gettext_lazy("What exactly"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say what is asked.")},
    )
    amount = MoneyField(
        label=gettext_lazy("For how much"),
        at_least=1,
        error_messages={"required": gettext_lazy("Write how much it costs.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Why it is needed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        kind, amount = self.fields["kind"], self.fields["amount"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(amount, MoneyField)
        kind.choices = [(each.code, each.title) for each in KINDS.values() if each.by_hand]
        amount.currency = str(choice("currency"))


class WordForm(forms.Form):
    """A word said in place: a reason, a question, an answer."""

    text = forms.CharField(
        label=gettext_lazy("A word: the reason of a refusal, a question, an answer"), required=False, max_length=1000
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["text"].widget.attrs |= {"autocomplete": "off", "placeholder": self.fields["text"].label}


class LimitForm(forms.Form):
    """Up to what size a role decides alone."""

    way = forms.ChoiceField(
        label=gettext_lazy("Decides alone"),
        widget=forms.RadioSelect,
        choices=[
            ("size", gettext_lazy("up to a size")),
            ("any", gettext_lazy("any size")),
            ("default", gettext_lazy("as from the start")),
        ],
    )
    size = forms.CharField(label=gettext_lazy("Up to"), required=False, max_length=40)

    def __init__(self, *args: Any, kind: ApprovalKind, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.kind = kind
        self.fields["size"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """A size is asked only for a limit of one's own; it is read in the kind's unit."""
        said = super().clean() or {}
        if said.get("way") == "size":
            try:
                said["read"] = self._read(said.get("size", ""))
            except (Refusal, ArithmeticError, ValueError):
                raise ValidationError({"size": _("Write a number from zero up.")}) from None
        return said

    def _read(self, text: str) -> int:
        if self.kind.unit == "money":
            return Money.parse(text, str(choice("currency"))).minor
        if self.kind.unit == "rows":
            return min(int("".join(text.split())), 10**9)
        points = Decimal(text.replace(",", ".").replace("%", "").strip()) * 100
        if points != int(points) or not 0 <= points <= 10_000:
            raise ValueError(text)
        return int(points)
