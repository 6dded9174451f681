"""What is typed about papers, made clean: their values, a signature, a link, why one is cancelled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.models import Deal, Document
from mostik.crm.queries.documents.templates import seller_choices, template_choices
from mostik.crm.queries.documents.words import DUE, EXTRAS
from mostik.crm.rules.documents import asked
from mostik.crm.rules.documents.asked import DocumentFields
from mostik.web.fields import MoneyField

LONG = frozenset({"terms", "subject"})


class DocumentForm(forms.Form):
    """A paper's own values; what is left as offered makes it in two presses."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    template = forms.TypedChoiceField(label=gettext_lazy("Template"), coerce=int)
    seller = forms.TypedChoiceField(label=gettext_lazy("Issued by"), coerce=int)
    dated_on = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput)
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=forms.DateInput)
    amount = MoneyField(
        label=gettext_lazy("A part of the sum"),
        required=False,
        help_text=gettext_lazy("Leave empty for everything the deal sells."),
    )
    payment_url = forms.URLField(
        label=gettext_lazy("Payment link"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(
        self, *args: Any, viewer: Actor, kind: str, deal: Deal, row: Document | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={**(_values(row) if row else {}), **kwargs.pop("initial", {})}, **kwargs)
        self.kind = kind
        self._choose("template", template_choices(kind, viewer=viewer))
        self._choose("seller", seller_choices(viewer=viewer))
        self.fields["amount"].currency = deal.currency
        if kind not in DUE:
            del self.fields["due_on"]
        else:
            self.fields["due_on"].label = DUE[kind]
        if kind == "power":
            del self.fields["amount"]
        if kind != "invoice":
            del self.fields["payment_url"]
        for name in asked.EXTRAS[kind]:
            self.fields[name] = _extra_field(name)

    @property
    def document_fields(self) -> DocumentFields:
        """Return the paper's values as typed."""
        said = self.cleaned_data
        names = ("template", "seller", "dated_on", "due_on", "amount", "payment_url")
        extra = {name: said[name] for name in asked.EXTRAS[self.kind] if said.get(name)}
        return DocumentFields(**{name: said[name] for name in names if name in said}, extra=extra)

    def _choose(self, name: str, choices: dict[int, str]) -> None:
        self.fields[name].choices = list(choices.items())
        self.initial.setdefault(name, next(iter(choices), None))


class SignForm(forms.Form):
    """Who signed a paper on paper."""

    who = forms.CharField(
        label=gettext_lazy("Who signed it"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write who signed it.")},
    )


class CancelForm(forms.Form):
    """Why a paper no longer counts."""

    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class LinkForm(forms.Form):
    """For how long a link opens a paper."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"),
        coerce=int,
        initial=30,
        choices=[
            (7, gettext_lazy("a week")),
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
        ],
    )


class AnswerForm(forms.Form):
    """A client accepts a paper."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    who = forms.CharField(
        label=gettext_lazy("Your name and position"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write your name.")},
    )


def _extra_field(name: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3}) if name in LONG else forms.TextInput()
    return forms.CharField(label=EXTRAS[name], required=False, max_length=asked.LONGEST_EXTRA, widget=widget)


def _values(row: Document) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("version", "dated_on", "due_on", "payment_url")}
    return {**plain, "template": row.template_id, "seller": row.seller_id, "amount": row.part or "", **row.extra}
