"""What the department costs, as it is typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.analysis.commands.costs import CostSaid
from mostik.analysis.models import Cost
from mostik.analysis.queries.costs import KINDS
from mostik.analysis.terms import CostKind
from mostik.web.fields import MoneyField

ONCE, LATER = "once", "every month"
HOW = ((LATER, _("Every month")), (ONCE, _("In this month alone")))


class CostForm(forms.Form):
    """A cost: what, how much, in which months, whose."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(each.value, words) for each, words in KINDS.items()])
    title = forms.CharField(label=_("What it is"), max_length=120)
    amount = MoneyField(label=_("So much a month"), currency=settings.CURRENCY, at_least=1)
    how = forms.ChoiceField(label=_("How often"), choices=HOW)
    first = forms.DateField(
        label=_("Since the month"), widget=forms.DateInput, help_text=_("Any day of it: the whole month counts.")
    )
    last = forms.DateField(
        label=_("Until the month"), required=False, widget=forms.DateInput, help_text=_("Empty: it goes on.")
    )
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    person = forms.TypedChoiceField(
        label=_("Person"), required=False, coerce=int, empty_value=None, help_text=_("Whose pay it is, if anybody's.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(
        self,
        *args: Any,
        departments: Sequence[tuple[int, str]],
        people: Sequence[tuple[int, str]],
        whole: bool,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        places = [("", _("the whole company")), *departments] if whole else list(departments)
        self.fields["department"].choices = places  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("nobody's")), *people]  # type: ignore[attr-defined]

    @property
    def said(self) -> CostSaid:
        """What was typed."""
        told = self.cleaned_data
        plain = {name: told[name] for name in ("title", "amount", "first", "department", "person", "note")}
        last = told["first"] if told["how"] == ONCE else told["last"]
        return CostSaid(**plain, kind=CostKind(told["kind"]), last=last)


def known_of(row: Cost) -> dict[str, Any]:
    """Return a cost as the form shows it."""
    once = row.last == row.first
    return {
        **{name: getattr(row, name) for name in ("kind", "title", "amount", "first", "note")},
        "how": ONCE if once else LATER,
        "last": None if once else row.last,
        "department": row.department_id,
        "person": row.person_id,
    }
