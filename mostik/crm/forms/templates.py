"""What is typed about templates, numbers and own companies, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from mostik.crm.models import Seller
from mostik.crm.queries.documents.words import KINDS
from mostik.crm.rules.documents.sums import RATES
from mostik.crm.rules.items import percent

NAMES = (
    "title",
    "full_title",
    "inn",
    "kpp",
    "ogrn",
    "address",
    "phone",
    "email",
    "bank",
    "bic",
    "account",
    "correspondent",
    "signer_position",
    "signer",
    "signer_basis",
    "accountant",
    "vat_rate",
)


class FileForm(forms.Form):
    """A Word file for a template."""

    file = forms.FileField(
        label=gettext_lazy("Word file (DOCX)"),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    @property
    def content(self) -> bytes:
        """Return the file's bytes."""
        content: bytes = self.cleaned_data["file"].read()
        return content


class TemplateForm(FileForm):
    """A new template: of what kind, called what, in which language."""

    field_order = ("kind", "title", "language", "file")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("ru", _("Russian")), ("en", _("English"))])


class TitleForm(forms.Form):
    """What a template is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)


class NumberForm(forms.Form):
    """How numbers of a kind are written."""

    pattern = forms.CharField(
        label=gettext_lazy("Numbers look like"),
        max_length=40,
        help_text=gettext_lazy("{year} or {yy} is the year, {n} the count, {n:4} the count in four figures."),
    )
    next_number = forms.IntegerField(label=gettext_lazy("Next number"), min_value=1, required=False)

    def __init__(self, *args: Any, untouched: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not untouched:
            del self.fields["next_number"]


class SellerForm(forms.Form):
    """Our own company: what papers say about it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Short name"), max_length=160)
    full_title = forms.CharField(label=gettext_lazy("Full name"), max_length=300, required=False)
    inn = forms.CharField(label=gettext_lazy("INN"), max_length=12, required=False)
    kpp = forms.CharField(label=gettext_lazy("KPP"), max_length=9, required=False)
    ogrn = forms.CharField(label=gettext_lazy("OGRN"), max_length=15, required=False)
    vat_rate = forms.TypedChoiceField(
        label=gettext_lazy("VAT in prices without a rate of their own"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", gettext_lazy("without VAT")), *((rate, f"{percent(rate)} %") for rate in RATES)],
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=160, required=False)
    bic = forms.CharField(label=gettext_lazy("BIC"), max_length=9, required=False)
    account = forms.CharField(label=gettext_lazy("Settlement account"), max_length=20, required=False)
    correspondent = forms.CharField(label=gettext_lazy("Correspondent account"), max_length=20, required=False)
    signer_position = forms.CharField(label=gettext_lazy("Position of who signs"), max_length=120, required=False)
    signer = forms.CharField(label=gettext_lazy("Who signs"), max_length=120, required=False)
    signer_basis = forms.CharField(label=gettext_lazy("Acts on the basis of"), max_length=120, required=False)
    accountant = forms.CharField(label=gettext_lazy("Chief accountant"), max_length=120, required=False)

    def __init__(self, *args: Any, row: Seller | None = None, **kwargs: Any) -> None:
        given = {name: getattr(row, name) for name in (*NAMES, "version")} if row else {}
        super().__init__(*args, initial=given, **kwargs)

    @property
    def values(self) -> dict[str, Any]:
        """Return the company's values, digits without the gaps people type."""
        said = {name: self.cleaned_data[name] for name in NAMES}
        for name in ("inn", "kpp", "ogrn", "bic", "account", "correspondent"):
            said[name] = said[name].replace(" ", "")
        return said
