"""What a play is asked for on screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.simulator.commands.plays import MOST
from mostik.simulator.terms import Scenario


class PlayForm(forms.Form):
    """A scenario: how long, how busy, with whom."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=MOST["days"], initial=30)
    leads = forms.IntegerField(label=_("Leads a day, about"), min_value=1, max_value=MOST["leads"], initial=3)
    people = forms.IntegerField(label=_("People who sell"), min_value=1, max_value=MOST["people"], initial=3)
    robots = forms.BooleanField(label=_("Robots are at work"), required=False, initial=True)
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=10**9, initial=7, help_text=_("The same seed plays the same clients.")
    )

    @property
    def scenario(self) -> Scenario:
        """Return what was asked for."""
        asked: dict[str, Any] = self.cleaned_data
        return Scenario(**asked)
