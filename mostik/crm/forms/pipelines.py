"""What is typed about pipelines, stages and the small books, made clean."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.core.actors import Actor
from mostik.crm.models import Channel, Competitor, LossReason, Product
from mostik.crm.queries.books import GROUPS
from mostik.crm.queries.pipelines import pipelines
from mostik.crm.queries.stage_rules import KINDS, MILESTONES
from mostik.crm.queries.timelines import FIELDS
from mostik.crm.rules.deals import REQUIRABLE, StageView
from mostik.crm.rules.pipelines import StageFields, takes_deals_of
from mostik.crm.terms import LossGroup, Milestone, StageKind
from mostik.web.fields import MoneyField

CURRENCIES = ("RUB", "USD", "EUR", "CNY", "KZT", "BYN")
MOST_ITEMS = 20


class PipelineForm(forms.Form):
    """A pipeline's name and what it counts in."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(word, word) for word in CURRENCIES])


class PipelineEditForm(forms.Form):
    """A pipeline renamed, or made the one new deals go to."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    default = forms.BooleanField(label=gettext_lazy("New deals go here"), required=False)


class StageRulesForm(forms.Form):
    """A stage and its rules."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, error_messages={"required": gettext_lazy("Name the stage.")}
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What it means for the deal"), coerce=StageKind, choices=list(KINDS.items())
    )
    milestone = forms.TypedChoiceField(
        label=gettext_lazy("Link of the chain"),
        coerce=Milestone,
        required=False,
        empty_value=None,
        choices=[("", gettext_lazy("none")), *MILESTONES.items()],
    )
    probability = forms.IntegerField(label=gettext_lazy("Probability"), min_value=0, max_value=100, initial=50)
    measured = forms.BooleanField(
        label=gettext_lazy("Count with the measured probability"),
        help_text=gettext_lazy("What the last year says; the set one holds against it while there are few deals."),
        required=False,
    )
    norm_days = forms.IntegerField(
        label=gettext_lazy("Normally takes, days"), required=False, min_value=1, max_value=3650
    )
    warn_days = forms.IntegerField(label=gettext_lazy("Warn after, days"), required=False, min_value=1, max_value=3650)
    key = forms.BooleanField(label=gettext_lazy("Key stage"), required=False)
    required_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Must be filled in to come here"),
        required=False,
        choices=[(name, FIELDS[name]) for name in REQUIRABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    allowed_next = forms.TypedMultipleChoiceField(
        label=gettext_lazy("May go to"),
        help_text=gettext_lazy("Nothing ticked: anywhere. A deal may be lost from any stage."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    checklist = forms.CharField(
        label=gettext_lazy("Entry checklist"),
        help_text=gettext_lazy("One item a line; each is confirmed when a deal comes here."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, viewer: Actor, stage: StageView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={**(_values(stage) if stage else {}), **kwargs.pop("initial", {})}, **kwargs)
        ways = pipelines(viewer=viewer)
        several = len(ways) > 1
        field = self.fields["allowed_next"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (each.id, f"{way.title}: {each.title}" if several else each.title)
            for way in ways
            for each in way.stages
            if stage is None or each.id != stage.id
        ]

    def clean_checklist(self) -> list[str]:
        """Return the items, one a line."""
        items = list(
            dict.fromkeys(line.strip() for line in self.cleaned_data["checklist"].splitlines() if line.strip())
        )
        if len(items) > MOST_ITEMS:
            raise ValidationError(_("Up to %(most)s items: a longer list nobody reads."), params={"most": MOST_ITEMS})
        return items

    @property
    def stage_fields(self) -> StageFields:
        """Return the stage's values as typed."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "measured"}}
        return StageFields(**said)  # type: ignore[typeddict-item]


class RemoveStageForm(forms.Form):
    """Where the deals of a removed stage go."""

    to_stage = forms.TypedChoiceField(
        label=gettext_lazy("Its deals go to"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a stage of the same kind for its deals.")},
    )

    def __init__(self, *args: Any, viewer: Actor, stage: StageView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("not chosen"))] + [
            (each.id, f"{way.title}: {each.title}")
            for way in pipelines(viewer=viewer)
            for each in way.stages
            if each.id != stage.id and takes_deals_of(stage.kind, each.kind)
        ]


class ReasonForm(forms.Form):
    """A loss reason."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    group = forms.TypedChoiceField(label=gettext_lazy("Group"), coerce=LossGroup, choices=list(GROUPS.items()))
    requires_note = forms.BooleanField(label=gettext_lazy("Needs a note"), required=False)
    preventable = forms.BooleanField(
        label=gettext_lazy("Preventable"),
        help_text=gettext_lazy("People here could have done something about it."),
        required=False,
    )
    advice = forms.CharField(
        label=gettext_lazy("What to do"),
        help_text=gettext_lazy("Stands beside the figures of this reason."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    active = forms.BooleanField(label=pgettext_lazy("a record", "In use"), required=False, initial=True)


class CompetitorForm(forms.Form):
    """A competitor deals are lost to."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    active = forms.BooleanField(label=pgettext_lazy("a record", "In use"), required=False, initial=True)


class ChannelForm(forms.Form):
    """A channel leads come from."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    active = forms.BooleanField(label=pgettext_lazy("a record", "In use"), required=False, initial=True)


class ProductForm(forms.Form):
    """A product with its list price."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    series = forms.CharField(label=gettext_lazy("Series"), max_length=80, required=False)
    price = MoneyField(label=gettext_lazy("Price"), required=False)
    active = forms.BooleanField(label=pgettext_lazy("a record", "In use"), required=False, initial=True)


FORMS: dict[str, type[forms.Form]] = {
    "reason": ReasonForm,
    "lead_reason": ReasonForm,
    "competitor": CompetitorForm,
    "channel": ChannelForm,
    "product": ProductForm,
}


def book_initial(row: LossReason | Competitor | Channel | Product) -> dict[str, Any]:
    """Return the values a form of a small book begins with."""
    names = ("title", "group", "requires_note", "preventable", "advice", "series", "price", "active")
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def _values(stage: StageView) -> dict[str, Any]:
    names = ("version", "title", "kind", "milestone", "probability", "norm_days", "warn_days", "key")
    lists = {"required_fields": list(stage.required_fields), "allowed_next": list(stage.allowed_next)}
    chances = {"probability": stage.set_probability, "measured": stage.uses_measured}
    return {
        **{name: getattr(stage, name) for name in names},
        **lists,
        **chances,
        "checklist": "\n".join(stage.checklist),
    }
