"""What is typed about a payment, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.web.fields import MoneyField


class PaymentForm(forms.Form):
    """Money received: how much, on which day."""

    amount = MoneyField(
        label=gettext_lazy("Amount"), error_messages={"required": gettext_lazy("Write how much was paid.")}
    )
    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=forms.DateInput)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"paid_on": clock.today()} | kwargs.pop("initial", {}), **kwargs)
        field = self.fields["amount"]
        assert isinstance(field, MoneyField)
        field.currency = currency
