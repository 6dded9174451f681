"""What is typed about companies and contacts, made clean. Fields the role sees only in part are not offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.forms.contacts import MailsField, MessengersField, PhonesField
from mostik.crm.forms.own import add_own, form_fields, own_initial, own_said
from mostik.crm.models import Company, Contact
from mostik.crm.queries.identities import LISTS, kept_lists
from mostik.crm.queries.words import DECISIONS
from mostik.crm.terms import Holder
from mostik.web.fields import SeenForm

ONE_A_LINE = gettext_lazy("Each on its own line, the main one first.")
MESSENGER_HELP = gettext_lazy("@name, a link or “WhatsApp +7 912 345-67-89”; each on its own line.")
HINTS = {
    "hx-get": "",
    "hx-trigger": "change, keyup changed delay:500ms",
    "hx-target": "#likely",
    "hx-include": "closest form",
    "hx-params": "title,phone,email,site,inn,besides",
}


def _number(label: Any, longest: int) -> forms.CharField:
    """Return a field for a number with spaces anywhere: the command checks its digits."""
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, max_length=longest * 2, widget=forms.TextInput(attrs=attrs))


class _ClientForm(SeenForm):
    """What forms of companies and contacts share: what was seen, and fields hidden from the role."""

    holder = Holder.COMPANY

    def __init__(self, *args: Any, viewer: Actor, row: Company | Contact | None = None, **kwargs: Any) -> None:
        self.own = form_fields(self.holder, viewer=viewer)
        initial = self.values_of(row) if row else {}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        hidden = {*viewer.masked, *(["messenger"] if "phone" in viewer.masked else [])} if row else set()
        for name in hidden & self.fields.keys():
            del self.fields[name]
        add_own(self, self.own, row.own if row else None, viewer=viewer)

    def values_of(self, row: Company | Contact) -> dict[str, Any]:
        """Return a row's values as the form begins with them."""
        plain = {name: getattr(row, name) for name in self.base_fields if name not in {"seen", *LISTS}}
        return plain | kept_lists(row) | own_initial(self.own, row.own)

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
    phone = PhonesField(label=gettext_lazy("Phones"), max_length=1200, help_text=ONE_A_LINE)
    email = MailsField(label=gettext_lazy("E-mails"), max_length=5000, help_text=ONE_A_LINE)
    messenger = MessengersField(label=gettext_lazy("Messengers"), max_length=1200, help_text=MESSENGER_HELP)
    site = forms.CharField(label=gettext_lazy("Site"), required=False, max_length=200)
    sector = forms.CharField(label=gettext_lazy("Sector"), required=False, max_length=80)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=120)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), required=False, min_value=0, max_value=10_000_000)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    full_title = forms.CharField(label=gettext_lazy("Name by registration"), required=False, max_length=300)
    inn = _number(gettext_lazy("INN"), 12)
    kpp = _number(gettext_lazy("KPP"), 9)
    ogrn = _number(gettext_lazy("OGRN or OGRNIP"), 15)
    address = forms.CharField(label=gettext_lazy("Legal address"), required=False, max_length=300)
    postal_address = forms.CharField(label=gettext_lazy("Postal address"), required=False, max_length=300)
    bank = forms.CharField(label=gettext_lazy("Bank"), required=False, max_length=200)
    bic = _number(gettext_lazy("BIC"), 9)
    account = _number(gettext_lazy("Account"), 20)
    correspondent = _number(gettext_lazy("Correspondent account"), 20)


class ContactForm(_ClientForm):
    """Somebody at a client."""

    holder = Holder.CONTACT
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write the first name.")},
    )
    last_name = forms.CharField(label=gettext_lazy("Last name"), required=False, max_length=80)
    middle_name = forms.CharField(label=gettext_lazy("Middle name"), required=False, max_length=80)
    position = forms.CharField(label=gettext_lazy("Position"), required=False, max_length=120)
    decision = forms.ChoiceField(
        label=gettext_lazy("Part in the decision"), choices=list(DECISIONS.items()), initial="other"
    )
    phone = PhonesField(label=gettext_lazy("Phones"), max_length=1200, help_text=ONE_A_LINE)
    email = MailsField(label=gettext_lazy("E-mails"), max_length=5000, help_text=ONE_A_LINE)
    messenger = MessengersField(label=gettext_lazy("Messengers"), max_length=1200, help_text=MESSENGER_HELP)


def with_hints(form: Any, address: str) -> Any:
    """Let a form look for likely duplicates while it is filled in."""
    for name in ("title", "first_name", "last_name", "phone", "email", "site", "inn"):
        if name in form.fields:
            form.fields[name].widget.attrs |= HINTS | {"hx-get": address}
    return form
