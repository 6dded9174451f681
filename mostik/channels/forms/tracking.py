"""What is typed about sites, numbers and spend, made clean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.models import Site
from mostik.channels.rules.attribution import Model
from mostik.channels.rules.origins import LONGEST, Marks
from mostik.channels.rules.spend import SpendRow
from mostik.core import clock
from mostik.kernel.period import Period, PeriodKind
from mostik.web.fields import MoneyField

EMPTY = {"required": _("Fill this in.")}
MODELS = {
    Model.LAST: _("Last touch"),
    Model.FIRST: _("First touch"),
    Model.EVEN: _("All touches evenly"),
    Model.POSITION: _("First and last the most"),
}


class SiteForm(forms.Form):
    """A site: its name, its hosts one a line, how long a number of the pool is held."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Name"), max_length=80, error_messages=EMPTY)
    hosts = forms.CharField(
        label=_("Hosts, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example shop.ru; its parts, like blog.shop.ru, count along."),
        error_messages=EMPTY,
    )
    minutes = forms.IntegerField(
        label=_("Minutes a visitor keeps a number"), min_value=5, max_value=1440, initial=30, error_messages=EMPTY
    )

    def __init__(self, *args: Any, row: Site | None = None, **rest: Any) -> None:
        known = (
            {"title": row.title, "hosts": "\n".join(row.hosts), "minutes": row.minutes, "version": row.version}
            if row
            else {}
        )
        super().__init__(*args, initial=known, **rest)

    @property
    def said(self) -> dict[str, Any]:
        """Return what the command takes."""
        return {**self.cleaned_data, "hosts": self.cleaned_data["hosts"].split()}


class NumberForm(forms.Form):
    """A number: of a site's pool, or of one source for good."""

    phone = forms.CharField(label=_("Phone"), max_length=40, error_messages=EMPTY)
    site = forms.TypedChoiceField(
        label=_("Pool of a site"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Shown to its visitors, one at a time."),
    )
    source = forms.CharField(
        label=_("Or the source it stands for"),
        max_length=LONGEST,
        required=False,
        help_text=_("For example radio or flyer."),
    )
    campaign = forms.CharField(label=_("Campaign"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, sites: list[tuple[int, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["site"].choices = [("", "—"), *sites]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """Return what the command takes."""
        told = self.cleaned_data
        marks = Marks(source=told["source"].strip().casefold(), campaign=told["campaign"].strip())
        return {"phone": told["phone"], "site_id": told["site"], "marks": marks if told["source"].strip() else None}


class SpendForm(forms.Form):
    """What one day of a campaign cost."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput, error_messages=EMPTY)
    source = forms.CharField(
        label=_("Came from"),
        max_length=LONGEST,
        error_messages=EMPTY,
        help_text=_("As utm_source has it, for example yandex."),
    )
    medium = forms.CharField(
        label=_("Medium"), max_length=LONGEST, required=False, help_text=_("As utm_medium has it, for example cpc.")
    )
    campaign = forms.CharField(label=_("Campaign"), max_length=LONGEST, required=False)
    amount = MoneyField(label=_("Spent"), error_messages=EMPTY)
    clicks = forms.IntegerField(label=_("Clicks"), min_value=0, required=False)
    shows = forms.IntegerField(label=_("Impressions"), min_value=0, required=False)

    @property
    def row(self) -> SpendRow:
        """Return the row that is typed."""
        told = self.cleaned_data
        return SpendRow(
            day=told["day"],
            source=told["source"].strip().casefold(),
            medium=told["medium"].strip().casefold(),
            campaign=told["campaign"].strip(),
            amount_minor=told["amount"].minor,
            clicks=told["clicks"] or 0,
            shows=told["shows"] or 0,
        )


class SpendFileForm(forms.Form):
    """A file of spend, and whose it is where the file does not say."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}),
        error_messages={"required": _("Choose a file.")},
    )
    source = forms.CharField(label=_("Source, where the file names none"), max_length=LONGEST, required=False)


class ReportForm(forms.Form):
    """Of which days the report is; this month unless said otherwise."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput)
    last = forms.DateField(label=_("To"), widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order and more than three years."""
        told = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first. Swap them."))
        elif first and last and (last - first).days > 1100:
            self.add_error("first", _("Three years at most. Choose a later first day."))
        return told


def this_month() -> dict[str, Any]:
    """Return the month so far."""
    today = clock.today()
    return {"first": Period.of(PeriodKind.MONTH, today).first, "last": today}
