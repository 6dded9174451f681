"""How somebody is reached, as people type it: a phone, an e-mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mostik.crm.rules.clients import kept_phone, normal_email, read_phone
from mostik.kernel.refusals import Refusal


class PhoneField(forms.CharField):
    """A phone as people write it; cleans to how it is kept."""

    def prepare_value(self, value: Any) -> Any:
        """Show a kept number grouped as people read it."""
        phone = read_phone(value) if isinstance(value, str) and value.startswith("+") and " " not in value else None
        return phone.shown.replace(" #", " доб. ") if phone else value

    def clean(self, value: Any) -> str:
        """Return the number as kept; what is no number is refused with what to write."""
        text = super().clean(value)
        try:
            return kept_phone(text)
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None


class MailField(forms.EmailField):
    """An e-mail address, kept in lower case."""

    def clean(self, value: Any) -> str:
        """Return the address as kept."""
        return normal_email(super().clean(value) or "")
