"""The builder of reports: what is chosen, and what of it does not go together."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog import METRICS
from mostik.analysis.forms.figures import offered
from mostik.analysis.queries.catalogue import GROUPS
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.own_reports import MISFITS
from mostik.analysis.queries.reports import NARROWING, kinds
from mostik.analysis.rules.reports import MOST_LINES, MOST_MEASURES, misfits
from mostik.analysis.terms import Compare, Days, Look, Report

#: The builder's places for metrics, in the order they stand in the table.
MEASURES = tuple(f"measure_{place}" for place in range(1, MOST_MEASURES + 1))
DAYS = (
    (Days.MONTH, _("This month")),
    (Days.LAST_MONTH, _("Last month")),
    (Days.YESTERDAY, _("Yesterday")),
    (Days.LAST_WEEK, _("Last week")),
    (Days.QUARTER, _("Quarter")),
    (Days.NINETY, _("Ninety days")),
    (Days.YEAR, _("Year")),
    (Days.TWELVE, _("Twelve months")),
)
COMPARES = (
    (Compare.NOTHING, _("Alone")),
    (Compare.EARLIER, _("Beside the days before")),
    (Compare.YEAR, _("Beside last year")),
    (Compare.PLAN, _("Beside the plan")),
)
LOOKS = (
    (Look.TABLE, _("Table alone")),
    (Look.LINE, _("Lines over time")),
    (Look.BARS, _("Bars")),
    (Look.STACKED, _("Bars of parts")),
)


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
            self.fields[code].choices = offered(found, now)  # type: ignore[attr-defined]

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
