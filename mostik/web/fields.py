"""Form fields that read what people type: amounts of money with spaces, commas and signs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal


class MoneyField(forms.CharField):
    """An amount of money typed the way people write it; cleans to `Money`, or None when empty."""

    def __init__(self, *, currency: str = "RUB", at_least: int | None = 0, **rest: Any) -> None:
        self.currency = currency
        self.at_least = at_least
        super().__init__(**rest)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as it would be typed."""
        if not isinstance(value, Money):
            return value
        return f"{value.major:f}".removesuffix(".00")

    def clean(self, value: Any) -> Any:
        """Return the amount; what cannot be read is refused with what to write instead."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = Money.parse(text, self.currency)
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None
        if self.at_least is not None and amount.minor < self.at_least:
            raise ValidationError(_("The amount cannot be below zero."))
        return amount
