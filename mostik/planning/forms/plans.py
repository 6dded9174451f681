"""Requests become clean values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.analysis.terms import Kpi
from mostik.core import clock
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.access import Department
from mostik.planning.queries import words
from mostik.planning.rules.basis import EFFORT_LINKS, LINKS, Basis
from mostik.planning.rules.options import Limits, Options
from mostik.planning.terms import Keep, Scenario, Way
from mostik.web import formats
from mostik.web.fields import MoneyField

MONTHS_AHEAD = 4
#: The last link leads nowhere: payment is the end of the chain.
RATED = LINKS[:-1]


def share_field(label: object, help_text: object = "") -> forms.DecimalField:
    """Return a field for a share written in per cent."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=0, max_value=1000, decimal_places=2, max_digits=7
    )


class OptionsForm(forms.Form):
    """What the head decides beside the target; what is left empty goes by what was measured."""

    check = MoneyField(label=_("Average check"), required=False, help_text=_("Leave empty to take the measured one."))
    next = MoneyField(
        label=_("Next month's target"), required=False, help_text=_("The last days feed it. Empty: the same.")
    )
    cap = forms.DecimalField(
        label=_("At most times the daily norm"),
        initial="1.5",
        min_value=1,
        max_value=5,
        decimal_places=2,
        help_text=_("However far behind, a day never asks for more than this."),
    )
    keep_norm = forms.BooleanField(
        label=_("Keep the norm when ahead"),
        required=False,
        initial=True,
        help_text=_("Otherwise whoever is ahead is asked for less."),
    )

    def __init__(self, *args: Any, basis: Basis | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for link in RATED:
            measured = words.rate(basis.rates[link]) if basis else ""
            self.fields[f"rate_{link}"] = share_field(_rate_title(link), measured)
        for kpi, link in EFFORT_LINKS.items():
            measured = words.effort(basis.efforts[kpi], link) if basis else ""
            title = _("%(kpi)s per entry of “%(link)s”") % {"kpi": words.kpi(kpi), "link": words.link(link)}
            self.fields[f"effort_{kpi}"] = share_field(title, measured)

    @property
    def rates(self) -> list[forms.BoundField]:
        """The fields of conversions."""
        return [self[f"rate_{link}"] for link in RATED]

    @property
    def efforts(self) -> list[forms.BoundField]:
        """The fields of work behind the links."""
        return [self[f"effort_{kpi}"] for kpi in EFFORT_LINKS]

    def options(self, kept: Options | None = None) -> Options:
        """Return the options as chosen; limits of people stay as they were kept."""
        said = self.cleaned_data
        return replace(
            kept or Options(),
            cap=float(said["cap"]),
            floor=1.0 if said["keep_norm"] else 0.0,
            check_minor=said["check"].minor if said["check"] else None,
            next_minor=said["next"].minor if said["next"] else None,
            rates=_chosen(said, "rate_", RATED, 100),
            efforts=_chosen(said, "effort_", EFFORT_LINKS, 1),
        )


class PlanForm(OptionsForm):
    """A new plan: whose, for which month, how much."""

    department = forms.TypedChoiceField(label=_("Department"), coerce=int)
    month = forms.ChoiceField(label=_("Month"))
    target = MoneyField(label=_("Target"), help_text=_("How much money the month must bring."), at_least=None)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    field_order = ("department", "month", "target", "check", "next", "cap", "keep_norm", "note")

    def __init__(self, *args: Any, departments: Sequence[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [(each.pk, each.title) for each in departments]
        self.fields["month"].choices = [(each.code, formats.month(each.first)) for each in months_ahead()]
        self.fields["target"].widget.attrs["autofocus"] = True

    def clean_month(self) -> Any:
        """Return the month's first day."""
        return Period.parse(self.cleaned_data["month"]).first


class TargetForm(forms.Form):
    """Another target for a draft."""

    target = MoneyField(label=_("Target"), at_least=None)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AmountForm(forms.Form):
    """Somebody's part, written by hand."""

    amount = MoneyField(label=_("Amount"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CountForm(forms.Form):
    """How many of a KPI in the month, written by hand."""

    kpi = forms.ChoiceField(choices=[(kpi.value, kpi.value) for kpi in Kpi], widget=forms.HiddenInput)
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=100_000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class LimitsForm(forms.Form):
    """What holds one person's part: the least, the most, the supply of leads, the newcomer's share."""

    floor = MoneyField(label=_("Not less than"), required=False)
    ceiling = MoneyField(label=_("Not more than"), required=False)
    leads = share_field(_("Supply of leads, % of the usual"), _("100 is as much as the others; 50 is half."))
    ramp = share_field(_("Share of a full norm, %"), _("Empty: by months worked."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, options: Options, person: int, version: int) -> "LimitsForm":
        """Return the form with a person's limits as they are kept."""
        limits, currency = options.limits.get(person, Limits()), settings.CURRENCY
        return cls(
            initial={
                "floor": Money(limits.floor, currency) if limits.floor else None,
                "ceiling": Money(limits.ceiling, currency) if limits.ceiling is not None else None,
                "leads": options.leads[person] * 100 if person in options.leads else None,
                "ramp": options.ramp[person] * 100 if person in options.ramp else None,
                "version": version,
            }
        )

    def options(self, kept: Options, person: int) -> Options:
        """Return the options with this person's limits in place."""
        said = self.cleaned_data
        floor, ceiling = said["floor"], said["ceiling"]
        limits = Limits(floor.minor if floor else 0, ceiling.minor if ceiling else None)
        return replace(
            kept,
            limits=_with(kept.limits, person, limits if limits != Limits() else None),
            leads=_with(kept.leads, person, _share(said["leads"])),
            ramp=_with(kept.ramp, person, _share(said["ramp"])),
        )


class AnswerForm(forms.Form):
    """What somebody says to their part."""

    agrees = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I agree")), ("no", _("It does not suit me"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    note = forms.CharField(
        label=_("What does not suit you"), max_length=500, required=False, help_text=_("The head will see it.")
    )


class CommitForm(forms.Form):
    """What somebody says their month will bring."""

    amount = MoneyField(label=_("How much will come"), help_text=_("With what is in already."))
    sales = forms.IntegerField(
        label=_("In how many sales"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("Empty: by the check."),
    )
    note = forms.CharField(
        label=_("What it takes"), max_length=500, required=False, help_text=_("The head will see it.")
    )


class SettleForm(forms.Form):
    """How a difference is settled."""

    way = forms.TypedChoiceField(label=_("How"), coerce=Way, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways


class SpanForm(forms.Form):
    """An amount of a month, a quarter or a year, and what stands while it changes."""

    amount = MoneyField(label=_("Amount"))
    keep = forms.TypedChoiceField(
        label=_("What stands"),
        coerce=Keep,
        widget=forms.RadioSelect,
        choices=[
            (Keep.YEAR.value, _("the year's total: all other months take the difference")),
            (Keep.QUARTER.value, _("the quarter's total: its other months take it")),
            (Keep.NOTHING.value, _("all other months: the totals change")),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, span: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = self.fields["keep"]
        if span.kind is PeriodKind.QUARTER:
            keep.choices = [each for each in keep.choices if each[0] != Keep.QUARTER]
        if span.kind is PeriodKind.YEAR:
            keep.choices, keep.initial = [(Keep.NOTHING.value, "")], Keep.NOTHING.value
            keep.widget = forms.HiddenInput()


class SplitForm(forms.Form):
    """A new split: parts set by hand, the others empty, and why it is offered."""

    reason = forms.CharField(
        label=_("Why the plan changes"),
        max_length=500,
        required=False,
        help_text=_("Everybody whose part changes reads it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person, name in people.items():
            title = _("Part of %(name)s by hand") % {"name": name}
            self.fields[f"part_{person}"] = MoneyField(label=title, required=False)
            self.fields[f"part_{person}"].widget.attrs["size"] = 11

    @property
    def by_hand(self) -> dict[int, int]:
        """The parts written over, in minor units."""
        given = {person: self.cleaned_data.get(f"part_{person}") for person in self.people}
        return {person: amount.minor for person, amount in given.items() if amount is not None}


class WhyForm(forms.Form):
    """A reason, where a version is put in force unagreed or a doubt is put aside."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BoundsForm(forms.Form):
    """When a plan is in doubt."""

    away_days = forms.IntegerField(label=_("Working days away the plan did not know of"), min_value=1, max_value=31)
    deal_share = forms.IntegerField(label=_("A big deal is this much of the plan, %"), min_value=1, max_value=100)
    pace = forms.IntegerField(label=_("Money in is under this much of what was due, %"), min_value=1, max_value=100)
    pace_days = forms.IntegerField(label=_("The pace counts after so many working days"), min_value=1, max_value=31)


class MinutesForm(forms.Form):
    """How many minutes one of each KPI takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kpi in Kpi:
            self.fields[kpi.value] = forms.IntegerField(label=words.kpi(kpi), min_value=0, max_value=1440)


class LevelsForm(forms.Form):
    """Of a hundred runs how many stay under each of the three figures."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in Scenario:
            self.fields[each.value] = forms.IntegerField(label=words.scenario(each), min_value=1, max_value=99)


class ChanceForm(forms.Form):
    """A figure whose chance is asked about."""

    target = MoneyField(label=_("How likely is"), required=False)


def months_ahead() -> list[Period]:
    """Return the months a plan can be made for."""
    first = Period.of(PeriodKind.MONTH, clock.today())
    return [first.shifted(by) for by in range(MONTHS_AHEAD)]


def _rate_title(link: str) -> str:
    following = LINKS[LINKS.index(link) + 1]
    return _("%(first)s → %(then)s, %%") % {"first": words.link(link), "then": words.link(following).lower()}


def _chosen(said: Mapping[str, Any], prefix: str, codes: Any, divisor: int) -> dict[str, float]:
    given = {code: said.get(f"{prefix}{code}") for code in codes}
    return {str(code): float(value) / divisor for code, value in given.items() if value is not None}


def _share(value: Any) -> float | None:
    return None if value is None else float(value) / 100


def _with(kept: Mapping[int, Any], person: int, value: Any) -> dict[int, Any]:
    others = {who: each for who, each in kept.items() if who != person}
    return others if value is None else {**others, person: value}
