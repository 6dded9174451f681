"""A file of plans and how it is to be understood, made clean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.crm.queries.imports.opening import LARGEST
from mostik.people.access import Department
from mostik.planning.queries.plan_file_words import DAYS, SHAPES
from mostik.planning.rules.plan_file import Reading
from mostik.planning.rules.plan_periods import EARLIEST, LATEST
from mostik.planning.terms import DayMeans, Shape
from mostik.web.fields import MoneyField, OneFileField


class PlanFileForm(forms.Form):
    """Whose plans, and the file they stand in."""

    department = forms.TypedChoiceField(
        label=gettext_lazy("Department"),
        coerce=int,
        help_text=gettext_lazy("With the departments under it: a file may hold people of all of them."),
    )
    file = OneFileField(label=gettext_lazy("CSV or XLSX file"), largest=LARGEST)

    def __init__(self, *args: Any, departments: Sequence[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.pk, each.title) for each in departments]


class ReadingForm(forms.Form):
    """How a table is read: its shape, which column says what, what a day means."""

    department = forms.TypedChoiceField(label=gettext_lazy("Department"), coerce=int)
    shape = forms.TypedChoiceField(
        label=gettext_lazy("How the table lies"), choices=list(SHAPES.items()), coerce=Shape, widget=forms.RadioSelect
    )
    person = forms.TypedChoiceField(label=gettext_lazy("Whose plan"), coerce=int)
    period = forms.TypedChoiceField(label=gettext_lazy("Month or quarter"), coerce=int, required=False, empty_value=0)
    amount = forms.TypedChoiceField(label=gettext_lazy("Sum"), coerce=int, required=False, empty_value=0)
    day = forms.TypedChoiceField(
        label=gettext_lazy("A day means"),
        choices=list(DAYS.items()),
        coerce=DayMeans,
        help_text=gettext_lazy("Where a period is told by a day, as 2011-05-31."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of months without one"), min_value=EARLIEST, max_value=LATEST, localize=False
    )
    headless = forms.BooleanField(label=gettext_lazy("The first row holds no headings"), required=False)
    own = forms.BooleanField(
        label=gettext_lazy("Each person's sum goes to the plan of their own department"), required=False
    )
    check = MoneyField(
        label=gettext_lazy("Average check"),
        required=False,
        help_text=gettext_lazy("Only where there are no sales yet to measure it from."),
    )

    def __init__(
        self, *args: Any, columns: Sequence[str], departments: Sequence[Department], own: str, **kwargs: Any
    ) -> None:
        """``own`` says at its field what apart means here; empty, there is one department and no such choice."""
        super().__init__(*args, **kwargs)
        self.fields["own"].help_text = own
        if not own:
            del self.fields["own"]
        known = self.fields["department"]
        assert isinstance(known, forms.ChoiceField)
        known.choices = [(each.pk, each.title) for each in departments]
        for name in ("person", "period", "amount"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(enumerate(columns))

    @property
    def reading(self) -> Reading:
        """Return how the table is to be read."""
        said = self.cleaned_data
        return Reading(**{name: said[name] for name in Reading.__slots__ if name in said})
