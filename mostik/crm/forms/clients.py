"""What is typed about companies and contacts, made clean. Fields the role sees only in part are not offered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.models import Company, Contact
from mostik.crm.queries.words import DECISIONS
from mostik.crm.rules.clients import kept_phone, normal_email, read_phone
from mostik.kernel.refusals import Refusal
from mostik.web.fields import SeenForm

HINTS = {
    "hx-get": "",
    "hx-trigger": "change, keyup changed delay:500ms",
    "hx-target": "#likely",
    "hx-include": "closest form",
    "hx-params": "title,phone,email,besides",
}


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


class _ClientForm(SeenForm):
    """What forms of companies and contacts share: what was seen, and fields hidden from the role."""

    def __init__(self, *args: Any, viewer: Actor, row: Company | Contact | None = None, **kwargs: Any) -> None:
        initial = self.values_of(row) if row else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for name in viewer.masked & self.fields.keys() if row else ():
            del self.fields[name]

    @classmethod
    def values_of(cls, row: Company | Contact) -> dict[str, Any]:
        """Return a row's values as the form begins with them."""
        return {name: getattr(row, name) for name in cls.base_fields if name != "seen"}

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields this person changed."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.mine - {"version", "seen"}}


class CompanyForm(_ClientForm):
    """A company."""

    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the company.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label=gettext_lazy("Phone"), required=False, max_length=60)
    email = MailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    site = forms.CharField(label=gettext_lazy("Site"), required=False, max_length=200)
    sector = forms.CharField(label=gettext_lazy("Sector"), required=False, max_length=80)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=120)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), required=False, min_value=0, max_value=10_000_000)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(_ClientForm):
    """Somebody at a client."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write the first name.")},
    )
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False, max_length=80)
    position = forms.CharField(label=gettext_lazy("Position"), required=False, max_length=120)
    decision = forms.ChoiceField(
        label=gettext_lazy("Part in the decision"), choices=list(DECISIONS.items()), initial="other"
    )
    phone = PhoneField(label=gettext_lazy("Phone"), required=False, max_length=60)
    email = MailField(label=gettext_lazy("E-mail"), required=False, max_length=254)


def with_hints(form: CompanyForm, address: str) -> CompanyForm:
    """Let a form look for likely duplicates while it is filled in."""
    for name in ("title", "phone", "email"):
        if name in form.fields:
            form.fields[name].widget.attrs |= HINTS | {"hx-get": address}
    return form
