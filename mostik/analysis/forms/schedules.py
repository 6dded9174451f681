"""A report by schedule: what it is called, of which days, when, as what, to whom."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.analysis.commands.schedules import ScheduleSaid
from mostik.analysis.forms.builder import DAYS
from mostik.analysis.forms.letters import addresses_in
from mostik.analysis.models import ReportSchedule
from mostik.analysis.terms import Days, ReportWay, Rhythm, Shape
from mostik.people.access import User
from mostik.people.queries.names import choices_of
from mostik.people.queries.zones import zones
from mostik.web import formats

RHYTHMS = ((Rhythm.DAY, _("Every day")), (Rhythm.WEEK, _("On days of the week")), (Rhythm.MONTH, _("Once a month")))
SHAPES = (
    (Shape.XLSX, _("XLSX file")),
    (Shape.CSV, _("CSV file")),
    (Shape.PDF, _("PDF file")),
    (Shape.TEXT, _("In the letter itself")),
)
WAYS = ((ReportWay.MAIL, _("Mail")), (ReportWay.TELEGRAM, _("Telegram")))
#: Any week that begins with Monday.


class ScheduleForm(forms.Form):
    """How a report goes by itself."""

    title = forms.CharField(label=_("What the letter is called"), max_length=120)
    days = forms.ChoiceField(label=_("Days counted"), choices=DAYS)
    rhythm = forms.ChoiceField(label=_("How often"), choices=RHYTHMS)
    at = forms.TimeField(label=_("At what hour"), widget=forms.TimeInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    month_day = forms.IntegerField(
        label=_("On which day of the month"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("A day the month has not is its last."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    working_only = forms.BooleanField(
        label=_("On working days only"),
        required=False,
        help_text=_("What falls on a day off goes on the next working day."),
    )
    shape = forms.ChoiceField(label=_("As"), choices=SHAPES)
    way = forms.ChoiceField(
        label=_("Goes by"), choices=WAYS, help_text=_("By messenger the figures go in the message.")
    )
    people = forms.TypedMultipleChoiceField(
        label=_("To colleagues"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each gets only what is within their own reach; a file, if they may take records out."),
    )
    addresses = forms.CharField(
        label=_("To addresses outside"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. They get what you see yourself."),
    )
    report = forms.CharField(max_length=64, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Sequence[User], outside: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = {
            "weekdays": list(enumerate(formats.weekdays())),
            "people": choices_of(people),
            "zone": zones(str(self.initial.get("zone", ""))),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        if not outside:
            del self.fields["addresses"]
        for name in ("weekdays", "people", "addresses"):
            if name in self.fields:
                self.fields[name].wide = True  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[str]:
        """Read the addresses."""
        return addresses_in(self.cleaned_data["addresses"])

    @property
    def said(self) -> ScheduleSaid:
        """What was chosen."""
        told = self.cleaned_data
        plain = {name: told[name] for name in ("report", "title", "query", "zone", "working_only", "at")}
        return ScheduleSaid(
            **plain,
            days=Days(told["days"]),
            rhythm=Rhythm(told["rhythm"]),
            weekdays=tuple(told["weekdays"]),
            month_day=told["month_day"] or 1,
            shape=Shape(told["shape"]),
            way=ReportWay(told["way"]),
            people=tuple(told["people"]),
            addresses=tuple(told.get("addresses", self.initial.get("kept", ()))),
        )


def known_of(row: ReportSchedule) -> dict[str, Any]:
    """Return a schedule as the form shows it."""
    names = ("title", "days", "rhythm", "at", "month_day", "zone", "working_only", "shape", "way", "report", "query")
    return {
        **{name: getattr(row, name) for name in names},
        "weekdays": row.weekdays,
        "people": row.people,
        "addresses": "\n".join(row.addresses),
        "kept": tuple(row.addresses),
    }


def fresh_of(report: str, title: str, query: str, days: Days, person: int) -> dict[str, Any]:
    """Return what a new schedule begins with: to oneself, on Monday mornings."""
    return {
        "report": report,
        "title": title[:120],
        "query": query,
        "days": days.value,
        "rhythm": Rhythm.WEEK.value,
        "weekdays": [0],
        "month_day": 1,
        "at": time(9),
        "working_only": True,
        "shape": Shape.XLSX.value,
        "way": ReportWay.MAIL.value,
        "people": [person],
    }
