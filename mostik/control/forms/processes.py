"""What is asked about recurring processes and their turns."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.control.commands.processes import MOST_TIMES, Said
from mostik.control.models import RECURS
from mostik.control.rules.usual import USUAL
from mostik.control.terms import Recurs
from mostik.core.files import LARGEST
from mostik.core.proofs import PROOFS
from mostik.people.access import User
from mostik.people.queries.names import choices_of
from mostik.web import formats

NOBODY: Final = ("", "—")


class ProcessForm(forms.Form):
    """What is to be done again and again, when, by whom, and what proves it; a duty of one's own has no people."""

    title = forms.CharField(label=_("What is to be done"), max_length=120)
    recurs = forms.ChoiceField(label=_("How often"), choices=RECURS)
    by = forms.TimeField(label=_("By what hour"), widget=forms.TimeInput)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    day = forms.TypedChoiceField(
        label=_("On which day of the month"),
        coerce=int,
        empty_value=0,
        required=False,
        help_text=_("Of a quarter: of its last month. A day off moves to the working day before."),
    )
    count = forms.IntegerField(label=_("How many times"), min_value=1, max_value=MOST_TIMES, initial=1)
    proof = forms.ChoiceField(
        label=_("What proves it"),
        required=False,
        help_text=_("What the system sees by itself is ticked by itself; else somebody ticks by hand."),
    )
    owner_id = forms.TypedChoiceField(label=_("Who answers for it"), coerce=int)
    deputy_id = forms.TypedChoiceField(
        label=_("Who while they are away"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Nobody: it is not asked on those days."),
    )
    text = forms.CharField(
        label=_("How it is done"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title.wide = weekdays.wide = proof.wide = text.wide = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, people: Sequence[User] = (), owner: int | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._owner = owner
        self.fields["weekdays"].choices = list(enumerate(formats.weekdays()))  # type: ignore[attr-defined]
        self.fields["day"].choices = [  # type: ignore[attr-defined]
            ("0", _("the last working day")),
            *((str(day), str(day)) for day in range(1, 32)),
        ]
        self.fields["proof"].choices = [  # type: ignore[attr-defined]
            ("", _("ticked by hand")),
            *((each.code, str(each.title)) for each in PROOFS.values()),
        ]
        if owner is not None:
            del self.fields["owner_id"], self.fields["deputy_id"]
            return
        named = choices_of(people)
        self.fields["owner_id"].choices = named  # type: ignore[attr-defined]
        self.fields["deputy_id"].choices = [NOBODY, *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> Said:
        """Return what was typed."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        told |= {"recurs": Recurs(told["recurs"]), "weekdays": tuple(told["weekdays"])}
        return Said(**{"owner_id": self._owner, **told})


class UsualForm(forms.Form):
    """Which of the usual processes to begin with, and who answers for them."""

    codes = forms.MultipleChoiceField(label=_("Begin with"), widget=forms.CheckboxSelectMultiple, required=False)
    owner_id = forms.TypedChoiceField(label=_("Who answers for them"), coerce=int)
    codes.wide = owner_id.wide = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, people: Sequence[User] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["codes"].choices = [(each.code, _(each.title)) for each in USUAL]  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = choices_of(people)  # type: ignore[attr-defined]
        if not people:
            del self.fields["owner_id"]


class TickForm(forms.Form):
    """What shows that it was done."""

    on = forms.DateField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("In words"), max_length=500, required=False)
    link = forms.URLField(label=_("Link to it"), max_length=500, required=False, assume_scheme="https")
    file = forms.FileField(label=_("File"), required=False)
    note.wide = link.wide = file.wide = True  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file too large to be kept."""
        found = self.cleaned_data["file"]
        if found and found.size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        return found

    @property
    def said(self) -> dict[str, Any]:
        """Return what was typed and chosen."""
        found = self.cleaned_data["file"]
        return {**self.cleaned_data, "file": (found.name or "", found.read()) if found else None}


class ExcuseForm(forms.Form):
    """Why it need not have been done."""

    on = forms.DateField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why need it not have been done?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    why.wide = True  # type: ignore[attr-defined]
