"""What the board is narrowed to, read from the address; what cannot be read narrows nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor, Reach
from mostik.crm.forms.activities import people_choices
from mostik.crm.queries.nearest import Asked
from mostik.crm.queries.pipelines import channels
from mostik.people.queries.structure import teams

EVERYBODY = gettext_lazy("Everybody")
ALL_TEAMS = gettext_lazy("All teams")
ALL_CHANNELS = gettext_lazy("All channels")


class BoardForm(forms.Form):
    """Owner, team, channel and words; whoever sees only own deals is asked neither for owner nor team."""

    q = forms.CharField(label=gettext_lazy("Deal or client"), required=False, max_length=200)
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), required=False, coerce=int, empty_value=None)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)
    channel = forms.TypedChoiceField(label=gettext_lazy("Channel"), required=False, coerce=int, empty_value=None)
    pipeline = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"channel": (ALL_CHANNELS, list(channels(viewer=viewer).items()))}
        if viewer.reach is Reach.OWN:
            del self.fields["owner"], self.fields["team"]
        else:
            offered["owner"] = (EVERYBODY, people_choices(viewer=viewer))
            offered["team"] = (ALL_TEAMS, teams(viewer=viewer, within=True))
        for name, (nothing, choices) in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", nothing), *choices]

    @property
    def asked(self) -> Asked:
        """Return what the board is narrowed to."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            owner=said.get("owner"),
            team=said.get("team"),
            channel=said.get("channel"),
            words=" ".join(said.get("q", "").replace("\0", "").split()),
        )

    @property
    def pipeline_id(self) -> int | None:
        """Return the pipeline asked for."""
        self.is_valid()
        return self.cleaned_data.get("pipeline")
