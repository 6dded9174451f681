"""A webhook as it is filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog import news as catalog
from mostik.automation.models import Webhook

VERBS = {
    "created": _("made"),
    "updated": _("changed"),
    "deleted": _("removed"),
    "restored": _("brought back"),
    "stage_changed": _("came to another stage"),
    "owner_changed": _("got another owner"),
    "lost": _("lost"),
    "won": _("won"),
    "paid": _("paid"),
}


class WebhookForm(forms.Form):
    """Where it goes and what it hears, in groups by kind of record."""

    title = forms.CharField(
        label=_("Which program"),
        max_length=80,
        help_text=_("A program that comes with a token of this very name does not hear of its own changes."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    skip_own = forms.BooleanField(label=_("Skip my own changes"), required=False, initial=True)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Webhook | None = None, **rest: Any) -> None:
        known = {}
        if row:
            known = {name: getattr(row, name) for name in ("title", "url", "skip_own", "version")}
        super().__init__(*args, initial=known, **rest)
        for code, thing in catalog.OBJECTS.items():
            choices = [(f"{code}.{verb}", VERBS[verb]) for verb in thing.verbs]
            chosen = [name for name, _words in choices if row and name in row.events]
            self.fields[f"events_{code}"] = forms.MultipleChoiceField(
                label=thing.title,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=chosen,
            )

    @property
    def event_fields(self) -> list[forms.BoundField]:
        """Return the groups of events."""
        return [self[f"events_{code}"] for code in catalog.OBJECTS]

    def clean(self) -> dict[str, Any]:
        """Say at the first group that nothing was chosen."""
        said = super().clean() or {}
        if not self.events:
            self.add_error(f"events_{next(iter(catalog.OBJECTS))}", _("Choose at least one event."))
        return said

    @property
    def events(self) -> list[str]:
        """Return the events chosen."""
        return [name for code in catalog.OBJECTS for name in self.cleaned_data.get(f"events_{code}", [])]
