"""What is typed about audiences and campaigns, made clean."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.queries.pipelines import channels
from mostik.crm.queries.segments import visible_segments
from mostik.crm.rules.segments import BARE
from mostik.web.fields import MoneyField

SUBJECTS = (
    ("company", gettext_lazy("Clients")),
    ("contact", gettext_lazy("People")),
    ("deal", gettext_lazy("Deals")),
)
MOST_ROWS = 50


class SegmentForm(forms.Form):
    """A segment's name and kind; its conditions are read by `told`."""

    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Name the segment.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    subject = forms.ChoiceField(label=gettext_lazy("Who"), choices=SUBJECTS, widget=forms.HiddenInput)
    live = forms.BooleanField(
        label=gettext_lazy("Live"),
        required=False,
        help_text=gettext_lazy("Asked anew each time; without it the list is kept as it is now."),
    )
    shared = forms.BooleanField(
        label=gettext_lazy("For everybody"),
        required=False,
        help_text=gettext_lazy("Each sees in it only what is within their reach."),
    )


class CallListForm(forms.Form):
    """Calls to everybody in a segment."""

    title = forms.CharField(
        label=gettext_lazy("What about"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what the call is about.")},
    )
    due_at = forms.DateTimeField(label=gettext_lazy("When"), widget=forms.DateTimeInput)


class CampaignForm(forms.Form):
    """A campaign."""

    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, error_messages={"required": gettext_lazy("Name the campaign.")}
    )
    segment = forms.TypedChoiceField(label=gettext_lazy("Segment"), required=False, coerce=int, empty_value=None)
    channel = forms.TypedChoiceField(label=gettext_lazy("Channel"), required=False, coerce=int, empty_value=None)
    starts_on = forms.DateField(label=gettext_lazy("Begins"), widget=forms.DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Ends"), widget=forms.DateInput)
    budget = MoneyField(label=gettext_lazy("Budget"), required=False)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        segments = [(row.pk, row.title) for row in visible_segments(viewer).order_by("title", "id")[:500]]
        self.fields["segment"].choices = [("", gettext_lazy("nobody in particular")), *segments]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", gettext_lazy("any")), *channels(viewer=viewer).items()]  # type: ignore[attr-defined]


def told(sent: QueryDict) -> dict[str, Any]:
    """Return the conditions of a sent editor as plain data: rows in their groups, joined as chosen."""
    groups: dict[str, dict[str, Any]] = {}
    for number in sent.getlist("row")[:MOST_ROWS]:
        name = sent.get(f"r{number}-group", "0")[:4]
        group = groups.setdefault(name, {"every": sent.get(f"g{name}-every", "1") == "1", "rules": []})
        field, op = sent.get(f"r{number}-field", ""), sent.get(f"r{number}-op", "")
        value = [each for each in sent.getlist(f"r{number}-value") if each.strip()]
        if field and (value or op in BARE):  # a condition that is not finished chooses nothing
            group["rules"].append({"field": field, "op": op, "value": value})
    return {"every": sent.get("every", "1") == "1", "groups": list(groups.values())}
