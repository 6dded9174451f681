"""What the screens of figures ask for: a span of days, a dimension, what to narrow by."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.analysis.commands.calls import LONGEST_NOTE
from mostik.analysis.commands.step_norms import LONGEST_SOURCE, MOST_MINUTES
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import Compare
from mostik.core import clock
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web.fields import MoneyField

#: No department has looked further back in one table.
LONGEST = timedelta(days=3700)


class SpanForm(forms.Form):
    """Two days; the first of the month and today unless said otherwise."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput)
    last = forms.DateField(label=_("To"), widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order and spans of a lifetime."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first. Swap them."))
        elif first and last and last - first > LONGEST:
            self.add_error("first", _("Ten years at most. Choose a later first day."))
        return values

    @property
    def span(self) -> Span:
        """The days asked for; this month to date while the form cannot be read."""
        if self.is_valid():
            return Span(self.cleaned_data["first"], self.cleaned_data["last"])
        return this_month()


class ComparedForm(SpanForm):
    """Two spans: the one explained and the one it is compared with."""

    base_first = forms.DateField(label=_("Compared with, from"), widget=forms.DateInput)
    base_last = forms.DateField(label=_("Compared with, to"), widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order in either span."""
        values = super().clean()
        first, last = values.get("base_first"), values.get("base_last")
        if first and last and last < first:
            self.add_error("base_last", _("The last day is before the first. Swap them."))
        return values

    @property
    def base(self) -> Span:
        """The span compared with; the one before while the form cannot be read."""
        if self.is_valid():
            return Span(self.cleaned_data["base_first"], self.cleaned_data["base_last"])
        return span_before(this_month())


class QualityForm(SpanForm):
    """Days of leads, and one channel or campaign of them."""

    channel = forms.ChoiceField(label=_("Channel"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)

    def offer(self, channels: list[tuple[str, str]], campaigns: list[tuple[str, str]]) -> None:
        """Let the channels and campaigns leads came by be chosen."""
        for name, every, none, choices in (
            ("channel", _("all channels"), _("No channel"), channels),
            ("campaign", _("all campaigns"), _("Campaign not known"), campaigns),
        ):
            named = [(key, words or none) for key, words in choices]
            self.fields[name].choices = [("", every), *named]  # type: ignore[attr-defined]
        if self.is_bound:
            self.full_clean()

    @property
    def span(self) -> Span:
        """The days asked for; the last quarter of a year while the form cannot be read."""
        data = SpanForm(self.data)
        return data.span if data.is_valid() else last_quarter()


class ReportForm(SpanForm):
    """Days of a report, what it is narrowed by, what its figures stand beside."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    pipeline = forms.ChoiceField(label=_("Pipeline"), required=False)
    compare = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, usual: Span, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.usual = usual

    def offer(self, values: Mapping[str, Sequence[tuple[object, str]]]) -> None:
        """Let the values be chosen that there are; one asked for stays, though nothing has it in these days."""
        for code, found in values.items():
            self.fields[code].choices = offered(found, self.data.get(code, ""))  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def span(self) -> Span:
        """The days asked for; the report's usual ones while they cannot be read."""
        days = SpanForm(self.data)
        return days.span if days.is_valid() else self.usual

    @property
    def compare_with(self) -> Compare:
        """What the figures stand beside; alone where it is no such thing."""
        return next((each for each in Compare if each.value == self.data.get("compare")), Compare.NOTHING)


class SplitForm(forms.Form):
    """The dimension a figure is split by."""

    by = forms.ChoiceField(label=_("Split by"), required=False)

    def __init__(self, *args: Any, codes: tuple[str, ...] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        found = [(code, DIMENSIONS[code].title) for code in codes]
        self.fields["by"].choices = [("", _("whole")), *found]  # type: ignore[attr-defined]


def last_quarter() -> Span:
    """Return the last ninety days: long enough to judge leads by."""
    today = clock.today()
    return Span(today - timedelta(days=89), today)


def this_month() -> Span:
    """Return the month so far."""
    today = clock.today()
    return Span(Period.of(PeriodKind.MONTH, today).first, today)


class StepNormForm(forms.Form):
    """How long a step takes by hand, and who says so."""

    minutes = forms.IntegerField(label=_("Minutes by hand"), min_value=0, max_value=MOST_MINUTES)
    source = forms.CharField(
        label=_("Who says so"),
        required=False,
        max_length=LONGEST_SOURCE,
        help_text=_("A timing, an interview, a norm of yours: so that others may judge the figure."),
    )


class HourCostForm(forms.Form):
    """What an hour of work costs; empty for not saying it."""

    cost = MoneyField(
        label=_("An hour of work costs"),
        required=False,
        at_least=1,
        help_text=_("With taxes and the workplace. Empty: hours are not turned into money."),
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        error_messages={"invalid": _("Three capital letters: RUB, USD, EUR.")},
    )

    def __init__(self, *args: Any, known: Money | None = None, **rest: Any) -> None:
        currency = known.currency if known else settings.CURRENCY
        super().__init__(*args, initial={"cost": known, "currency": currency}, **rest)

    @property
    def money(self) -> Money | None:
        """Return the amount typed in the currency chosen."""
        cost: Money | None = self.cleaned_data["cost"]
        return Money.of(cost.major, self.cleaned_data["currency"]) if cost else None


class PromiseForm(forms.Form):
    """What somebody says the month will bring."""

    amount = MoneyField(
        label=_("The month will bring"),
        help_text=_("All of it, what is in already included."),
    )
    note = forms.CharField(
        label=_("On what"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("The deals it stands on, or what may get in the way."),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["amount"].currency = settings.CURRENCY  # type: ignore[attr-defined]


def offered(found: Sequence[tuple[object, str]], now: str) -> list[tuple[str, Any]]:
    """Return the values of a dimension as choices; the one there is now stays, though nothing has it."""
    choices = [("none" if key is None else str(key), name) for key, name in found]
    kept = [(now, f"№ {now}")] if now and now not in dict(choices) else []
    return [("", _("all")), *choices, *kept]
