"""What is typed about companies and contacts, made clean. Fields the role sees only in part are not offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.forms.contacts import MailField, PhoneField
from mostik.crm.forms.own import add_own, form_fields, own_initial, own_said
from mostik.crm.models import Company, Contact
from mostik.crm.queries.words import DECISIONS
from mostik.crm.terms import Holder
from mostik.web.fields import SeenForm

HINTS = {
    "hx-get": "",
    "hx-trigger": "change, keyup changed delay:500ms",
    "hx-target": "#likely",
    "hx-include": "closest form",
    "hx-params": "title,phone,email,besides",
}


class _ClientForm(SeenForm):
    """What forms of companies and contacts share: what was seen, and fields hidden from the role."""

    holder = Holder.COMPANY

    def __init__(self, *args: Any, viewer: Actor, row: Company | Contact | None = None, **kwargs: Any) -> None:
        self.own = form_fields(self.holder, viewer=viewer)
        initial = self.values_of(row) if row else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        for name in viewer.masked & self.fields.keys() if row else ():
            del self.fields[name]
        add_own(self, self.own, row.own if row else None, viewer=viewer)

    def values_of(self, row: Company | Contact) -> dict[str, Any]:
        """Return a row's values as the form begins with them."""
        plain = {name: getattr(row, name) for name in self.base_fields if name != "seen"}
        return plain | own_initial(self.own, row.own)

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields this person changed, the company's own among them."""
        own = {each.name for each in self.own}
        mine = self.mine - {"version", "seen"}
        plain = {name: value for name, value in self.cleaned_data.items() if name in mine - own}
        return {**plain, "own": own_said(self, self.own, mine)} if own else plain

    @property
    def own_fields(self) -> list[Any]:
        """Return the own fields as the form shows them."""
        return [self[each.name] for each in self.own]


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

    holder = Holder.CONTACT
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
