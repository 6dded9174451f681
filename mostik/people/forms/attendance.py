"""Forms of attendance: an excuse, and how it is watched."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.people.models import AttendanceNorm

MOST_FORGIVEN = 120


class ExcuseForm(forms.Form):
    """Why it is excused."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example: warned beforehand, a client.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NormForm(forms.Form):
    """Since when attendance is watched and how many minutes are forgiven."""

    watched = forms.BooleanField(label=_("Watch lateness, early leaves and no-shows"), required=False)
    since = forms.DateField(label=_("From the day"), required=False, widget=forms.DateInput)
    grace = forms.IntegerField(
        label=_("Minutes forgiven"),
        min_value=0,
        max_value=MOST_FORGIVEN,
        help_text=_("Up to so many minutes nothing is recorded; beyond, every minute is."),
    )

    def __init__(self, *args: Any, norm: AttendanceNorm, **rest: Any) -> None:
        since = norm.since or clock.today()
        super().__init__(*args, initial={"watched": True, "since": since, "grace": norm.grace}, **rest)

    def clean(self) -> dict[str, Any]:
        """Whoever is watched is watched from some day on."""
        said = super().clean() or {}
        if said.get("watched") and not said.get("since") and "since" not in self.errors:
            self.add_error("since", _("Choose the day to begin with."))
        if not said.get("watched"):
            said["since"] = None
        return said
