"""What the screens of figures ask for: a span of days, a dimension, what to narrow by."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.calls import LONGEST_NOTE
from mostik.analysis.commands.step_norms import LONGEST_SOURCE, MOST_MINUTES
from mostik.analysis.queries.catalogue import GROUPS
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.own_reports import MISFITS
from mostik.analysis.queries.reports import NARROWING, kinds
from mostik.analysis.rules.reports import MOST_LINES, MOST_MEASURES, misfits
from mostik.analysis.rules.spans import span_before
from mostik.analysis.terms import Compare, Days, Look, Report
from mostik.core import clock
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.web.fields import MoneyField

#: No department has looked further back in one table.
LONGEST = timedelta(days=3700)
#: The builder's places for metrics, in the order they stand in the table.
MEASURES = tuple(f"measure_{place}" for place in range(1, MOST_MEASURES + 1))
DAYS = (
    (Days.MONTH, _("This month")),
    (Days.LAST_MONTH, _("Last month")),
    (Days.QUARTER, _("Quarter")),
    (Days.NINETY, _("Ninety days")),
    (Days.YEAR, _("Year")),
    (Days.TWELVE, _("Twelve months")),
)
COMPARES = (
    (Compare.NOTHING, _("Alone")),
    (Compare.EARLIER, _("Beside the days before")),
    (Compare.YEAR, _("Beside last year")),
)
LOOKS = (
    (Look.TABLE, _("Table alone")),
    (Look.LINE, _("Lines over time")),
    (Look.BARS, _("Bars")),
    (Look.STACKED, _("Bars of parts")),
)


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
            self.fields[code].choices = _offered(found, self.data.get(code, ""))  # type: ignore[attr-defined]
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


class BuilderForm(forms.Form):
    """A report put together: metrics, lines, columns, days, what it stands beside, how it is drawn, narrowed, named."""

    title = forms.CharField(label=_("Name"), max_length=80)
    note = forms.CharField(label=_("Which question it answers"), max_length=200, required=False)
    measure_1 = forms.ChoiceField(label=_("Metric"), required=False)
    measure_2 = forms.ChoiceField(label=_("Second metric"), required=False)
    measure_3 = forms.ChoiceField(label=_("Third metric"), required=False)
    measure_4 = forms.ChoiceField(label=_("Fourth metric"), required=False)
    measure_5 = forms.ChoiceField(label=_("Fifth metric"), required=False)
    measure_6 = forms.ChoiceField(label=_("Sixth metric"), required=False)
    measure_7 = forms.ChoiceField(label=_("Seventh metric"), required=False)
    measure_8 = forms.ChoiceField(label=_("Eighth metric"), required=False)
    row_1 = forms.ChoiceField(label=_("Lines"), required=False)
    row_2 = forms.ChoiceField(label=_("Lines within lines"), required=False)
    columns = forms.ChoiceField(label=_("Across"), required=False)
    days = forms.ChoiceField(label=_("Days counted"), choices=DAYS, required=False)
    compare = forms.ChoiceField(label=_("Beside"), choices=COMPARES, required=False)
    look = forms.ChoiceField(label=_("Drawn as"), choices=LOOKS, required=False)
    sort = forms.ChoiceField(label=_("Largest first by"), required=False)
    limit = forms.IntegerField(label=_("Lines at most"), min_value=1, max_value=MOST_LINES, initial=50)
    person = forms.ChoiceField(label=_("Person"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    pipeline = forms.ChoiceField(label=_("Pipeline"), required=False)
    shared = forms.BooleanField(
        label=_("For everybody"),
        required=False,
        help_text=_("Each sees in it only what is within their reach."),
    )

    def __init__(self, *args: Any, report: Report, initial: Mapping[str, Any], **rest: Any) -> None:
        super().__init__(*args, initial={**_said(report), **initial}, **rest)
        splits = [("", _("none")), *((code, each.title) for code, each in DIMENSIONS.items())]
        for name, choices in (
            *((name, metric_choices()) for name in (*MEASURES, "sort")),
            *((name, splits) for name in ("row_1", "row_2", "columns")),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def offer(self, values: Mapping[str, Sequence[tuple[object, str]]]) -> None:
        """Let the figures be narrowed by the values there are; one chosen before stays."""
        for code, found in values.items():
            now = str(self.data.get(code) or self.initial.get(code) or "")
            self.fields[code].choices = _offered(found, now)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what does not go together, at the field that says it."""
        values = super().clean() or {}
        for field, misfit in misfits(self.report, kinds()).items():
            self.add_error({"measures": "measure_1", "rows": "row_1"}.get(field, field), str(MISFITS[misfit]))
        return values

    @property
    def report(self) -> Report:
        """The question put together, as far as it can be read."""
        said = {name: self.data.get(name, "") for name in self.fields}
        if hasattr(self, "cleaned_data"):
            said = {**said, **self.cleaned_data}
        return Report(
            measures=tuple(said[name] for name in MEASURES if said[name] in METRICS),
            rows=tuple(said[name] for name in ("row_1", "row_2") if said[name] in DIMENSIONS),
            columns=said["columns"] if said["columns"] in DIMENSIONS else "",
            where=tuple((code, str(said[code])[:80]) for code in NARROWING if said.get(code)),
            days=Days(said["days"]) if said["days"] in set(Days) else Days.MONTH,
            compare=Compare(said["compare"]) if said["compare"] in set(Compare) else Compare.NOTHING,
            look=Look(said["look"]) if said["look"] in set(Look) else Look.TABLE,
            sort=said["sort"] if said["sort"] in METRICS else "",
            limit=said["limit"] if isinstance(said["limit"], int) else 50,
        )


def metric_choices() -> list[tuple[str, Any]]:
    """Return every metric, by group."""
    groups = [
        (title, [(code, each.title) for code, each in METRICS.items() if each.group == group])
        for group, title in GROUPS.items()
    ]
    return [("", _("none")), *(each for each in groups if each[1])]


def _offered(found: Sequence[tuple[object, str]], now: str) -> list[tuple[str, Any]]:
    """Return the values of a dimension as choices; the one there is now stays, though nothing has it."""
    choices = [("none" if key is None else str(key), name) for key, name in found]
    kept = [(now, f"№ {now}")] if now and now not in dict(choices) else []
    return [("", _("all")), *choices, *kept]


def _said(report: Report) -> dict[str, Any]:
    """Return a report as the builder's choices."""
    rows = zip(("row_1", "row_2"), report.rows, strict=False)
    return {
        **dict(zip(MEASURES, report.measures, strict=False)),
        **dict(rows),
        **dict(report.where),
        "columns": report.columns,
        "days": report.days.value,
        "compare": report.compare.value,
        "look": report.look.value,
        "sort": report.sort,
        "limit": report.limit,
    }


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


class LetterForm(forms.Form):
    """When letters on lead quality go to marketing and where to."""

    on = forms.BooleanField(label=_("Goes by itself"), required=False)
    days = forms.CharField(
        label=_("On these days of the month"),
        max_length=60,
        help_text=_("At least two, from 1 to 31: 1 15. A day the month has not is its last."),
    )
    to = forms.CharField(
        label=_("Marketing's addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Whoever has an account in Mostik can answer there."),
    )
    wait = forms.IntegerField(label=_("An answer is late after, days"), min_value=1, max_value=30)

    def clean_days(self) -> list[int]:
        """Read the days."""
        words = self.cleaned_data["days"].replace(",", " ").split()
        if not all(word.isascii() and word.isdecimal() and 1 <= int(word[:4]) <= 31 for word in words):
            raise forms.ValidationError(_("Days are numbers from 1 to 31, as: 1 15."))
        return [int(word) for word in words]

    def clean_to(self) -> list[str]:
        """Read the addresses."""
        found = self.cleaned_data["to"].replace(",", " ").replace(";", " ").split()
        for each in found:
            try:
                validate_email(each)
            except forms.ValidationError as odd:
                raise forms.ValidationError(_("This is no address: %(odd)s") % {"odd": each[:80]}) from odd
        return found


class AnswerForm(forms.Form):
    """What marketing answered."""

    who = forms.CharField(label=_("Who answered"), max_length=120)
    answered_on = forms.DateField(label=_("When"), widget=forms.DateInput)
    text = forms.CharField(label=_("What was answered"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    text.wide = True  # type: ignore[attr-defined]
