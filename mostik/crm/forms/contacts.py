"""How somebody is reached, as people type it: a phone, an e-mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mostik.crm.rules.clients import kept_phone, normal_email, read_phone
from mostik.crm.rules.identities import messenger, written_messenger
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


class ManyField(forms.CharField):
    """Several values, each on its own line, the main one first; cleans to a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 1, "class": "textarea-grows"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show what is kept, a line each; what was typed stays as it was typed."""
        return "\n".join(self.shown(each) for each in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return every line as it is kept; one that cannot be read is refused with what to write."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        return tuple(self.kept(line) for line in lines if line)

    def shown(self, kept: str) -> str:
        """Return a kept value as people read it."""
        return kept

    def kept(self, text: str) -> str:
        """Return a line as it is kept, or refuse it."""
        return text


class PhonesField(ManyField):
    """Phones as people write them."""

    def shown(self, kept: str) -> str:
        """Return a number grouped as people read it."""
        phone = read_phone(kept)
        return phone.shown.replace(" #", " доб. ") if phone else kept

    def kept(self, text: str) -> str:
        """Return a number as it is kept."""
        try:
            return kept_phone(text)
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None


class MailsField(ManyField):
    """E-mail addresses, kept in lower case."""

    def kept(self, text: str) -> str:
        """Return an address as it is kept."""
        try:
            validate_email(normal_email(text))
        except ValidationError:
            raise ValidationError(_("This is not an e-mail address. Write it like ivan@acme.ru.")) from None
        return normal_email(text)


class MessengersField(ManyField):
    """Accounts of messengers as people write them."""

    def shown(self, kept: str) -> str:
        """Return an account as people read it."""
        return written_messenger(kept)

    def kept(self, text: str) -> str:
        """Return the text when it names an account; the command reads it once more."""
        try:
            messenger(text)
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None
        return text
