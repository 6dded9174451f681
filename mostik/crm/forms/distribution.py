"""A rule of giving leads out, as it is filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.commands.distribution import RuleValues
from mostik.crm.models import LeadRule
from mostik.crm.queries.activities import possible_owners
from mostik.crm.queries.pipelines import channels
from mostik.crm.rules.distribution import Way

WAYS = [
    (Way.QUOTA, _("by shares of the day")),
    (Way.LOAD, _("whoever is least loaded")),
    (Way.POOL, _("everybody takes from the pool")),
]
EMPTY = {"required": _("Fill this in.")}


class RuleForm(forms.Form):
    """Who takes which leads, how one is chosen, how soon they are to answer."""

    title = forms.CharField(label=_("Name"), max_length=120, error_messages=EMPTY)
    sort = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    sources = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=300,
        help_text=_("form, landing, hook, mail, telegram; one as form:7. Nothing: all."),
    )
    channel = forms.TypedChoiceField(label=_("Channel"), required=False, coerce=int, empty_value=None)
    least_score = forms.IntegerField(label=_("From a score of"), min_value=0, max_value=100, initial=0)
    way = forms.ChoiceField(label=_("How one is chosen"), choices=WAYS)
    takers = forms.MultipleChoiceField(
        label=_("Who takes leads"), error_messages={"required": _("Say who takes leads by this rule.")}
    )
    quota = forms.IntegerField(label=_("Leads a full day each; 0: no limit"), min_value=0, max_value=500, initial=10)
    capacity = forms.IntegerField(
        label=_("Unqualified leads at once each; 0: no limit"), min_value=0, max_value=500, initial=0
    )
    owner_first = forms.BooleanField(label=_("A known client goes to their owner"), required=False, initial=True)
    only_at_work = forms.BooleanField(label=_("Only to those at work now"), required=False, initial=True)
    keeper = forms.TypedChoiceField(label=_("Who is told when nobody answers"), coerce=int)
    answer_minutes = forms.IntegerField(
        label=_("First answer within, minutes; 0: no timer"), min_value=0, max_value=10_000, initial=15
    )
    working_time = forms.BooleanField(label=_("Counted in working time"), required=False, initial=True)
    most_turns = forms.IntegerField(label=_("People asked before that"), min_value=1, max_value=20, initial=3)
    picks_a_day = forms.IntegerField(
        label=_("From the pool a day each; 0: no limit"), min_value=0, max_value=500, initial=5
    )
    picks_at_once = forms.IntegerField(
        label=_("Of them unanswered at once; 0: no limit"), min_value=0, max_value=50, initial=2
    )
    return_minutes = forms.IntegerField(
        label=_("Back to the pool unanswered after, minutes"), min_value=1, max_value=10_000, initial=30
    )
    greeting = forms.CharField(
        label=_("The robot's first answer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes at once the way they wrote to us, else by e-mail or SMS. Nothing: no answer."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Actor, row: LeadRule | None = None, **rest: Any) -> None:
        super().__init__(*args, initial=_told(row) if row else None, **rest)
        people = [(each.pk, each.short_name) for each in possible_owners(viewer=viewer).order_by("last_name")]
        self.fields["takers"].choices = people  # type: ignore[attr-defined]
        self.fields["keeper"].choices = people  # type: ignore[attr-defined]
        self.fields["keeper"].initial = viewer.id
        self.fields["channel"].choices = [("", _("any")), *channels(viewer=viewer).items()]  # type: ignore[attr-defined]

    @property
    def values(self) -> RuleValues:
        """Return what a rule is to say."""
        said = dict(self.cleaned_data)
        takers = [(int(each), said["quota"], said["capacity"]) for each in said["takers"]]
        sources = [each.strip() for each in said["sources"].split(",") if each.strip()]
        plain = {
            name: said[name]
            for name in (
                "title",
                "sort",
                "least_score",
                "way",
                "owner_first",
                "only_at_work",
                "answer_minutes",
                "working_time",
                "most_turns",
                "picks_a_day",
                "picks_at_once",
                "return_minutes",
                "greeting",
            )
        }
        return RuleValues(**plain, sources=sources, channel_id=said["channel"], keeper_id=said["keeper"], takers=takers)


def _told(row: LeadRule) -> dict[str, Any]:
    takers = list(row.takers.all())
    first = takers[0] if takers else None
    return {
        **{name: getattr(row, name) for name in RuleForm.base_fields if hasattr(row, name) and name != "takers"},
        "sources": ", ".join(row.sources),
        "channel": row.channel_id,
        "keeper": row.keeper_id,
        "takers": [each.person_id for each in takers],
        "quota": first.quota if first else 0,
        "capacity": first.capacity if first else 0,
    }
