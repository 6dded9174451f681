"""What the screens of figures ask for: a span of days, a dimension, what to narrow by."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.analysis.commands.calls import LONGEST_NOTE
from mostik.analysis.commands.step_norms import LONGEST_SOURCE, MOST_MINUTES
from mostik.analysis.queries.dimensions import DIMENSIONS
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


class SplitForm(forms.Form):
    """The dimension a figure is split by."""

    by = forms.ChoiceField(label=_("Split by"), required=False)

    def __init__(self, *args: Any, codes: tuple[str, ...] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        found = [(code, DIMENSIONS[code].title) for code in codes]
        self.fields["by"].choices = [("", _("whole")), *found]  # type: ignore[attr-defined]


def this_month() -> Span:
    """Return the month so far."""
    today = clock.today()
    return Span(Period.of(PeriodKind.MONTH, today).first, today)


def span_before(span: Span) -> Span:
    """Return what a span is naturally compared with: the same days of the month before, else as many days before.

    >>> from datetime import date
    >>> span_before(Span(date(2026, 11, 1), date(2026, 11, 18)))
    Span(first=datetime.date(2026, 10, 1), last=datetime.date(2026, 10, 18))
    >>> span_before(Span(date(2026, 10, 1), date(2026, 12, 31)))
    Span(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    """
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        period = Period.of(kind, span.first)
        if span.first == period.first and span.last <= period.last:
            before = period.previous()
            as_far = min(before.first + (span.last - span.first), before.last)
            return Span(before.first, before.last if span.last == period.last else as_far)
    return Span(span.first - timedelta(days=span.length), span.first - timedelta(days=1))


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
