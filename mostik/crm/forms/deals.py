"""What is typed about deals, made clean: values, a move with what its stage asks for, a loss, a reopening."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.forms.activities import StepForm, people_choices
from mostik.crm.forms.own import add_own, form_fields, own_initial, own_said
from mostik.crm.models import Deal
from mostik.crm.queries.contacts import contacts_of
from mostik.crm.queries.deals import client_named
from mostik.crm.queries.pipelines import PipelineView, channels, competitors, pipelines, products, reasons_of
from mostik.crm.rules.deals import DealFields, StageView, lacking
from mostik.crm.rules.steps import Step
from mostik.crm.terms import Holder, PipelineKind, StageKind
from mostik.kernel.money import Money
from mostik.web.fields import MoneyField, SeenForm

CLIENT_HINTS = {
    "list": "client-names",
    "autocomplete": "off",
    "hx-trigger": "input changed delay:300ms",
    "hx-target": "#client-names",
    "hx-swap": "innerHTML",
    "hx-params": "company",
}
CHOOSE = gettext_lazy("not chosen")
REASONS = {
    PipelineKind.DEAL: gettext_lazy("Lost as a deal"),
    PipelineKind.LEAD: gettext_lazy("Rejected as a lead"),
}


class FieldsForm(StepForm):
    """What forms of a deal share: its fields as typed, and the next step in one line where one is asked for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("What the deal is about"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the deal.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    company = forms.CharField(
        label=gettext_lazy("Client"), required=False, max_length=200, widget=forms.TextInput(attrs=CLIENT_HINTS)
    )
    contact = forms.TypedChoiceField(label=gettext_lazy("Contact"), required=False, coerce=int, empty_value=None)
    amount = MoneyField(label=gettext_lazy("Amount"), required=False)
    product = forms.TypedChoiceField(label=gettext_lazy("Product"), required=False, coerce=int, empty_value=None)
    channel = forms.TypedChoiceField(label=gettext_lazy("Channel"), required=False, coerce=int, empty_value=None)
    expected_on = forms.DateField(label=gettext_lazy("Expected to close"), required=False, widget=forms.DateInput)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    #: The fields of the deal a form shows; a subclass or instance narrows them.
    shows: Sequence[str] = ("title", "company", "contact", "amount", "product", "channel", "expected_on", "note")

    #: The own fields a form shows by name; nothing: all of them.
    shows_own: Collection[str] | None = None

    def __init__(
        self, *args: Any, viewer: Actor, row: Deal | None = None, currency: str = "RUB", **kwargs: Any
    ) -> None:
        initial = {**(deal_initial(row) if row else {}), **kwargs.pop("initial", {})}
        super().__init__(*args, viewer=viewer, initial=initial, **kwargs)
        self.row = row
        for name in set(FieldsForm.shows) - set(self.shows):
            del self.fields[name]
        self.own = [each for each in form_fields(Holder.DEAL, viewer=viewer) if self._offers(each.name)]
        add_own(self, self.own, row.own if row else None, viewer=viewer)
        self._offer("product", products(viewer=viewer))
        self._offer("channel", channels(viewer=viewer))
        self._offer("contact", _contacts(row, viewer))
        if "company" in self.fields:
            self.fields["company"].widget.attrs |= {"hx-get": reverse("crm:deal_clients")}
        self.currency = row.currency if row else currency
        if isinstance(amount := self.fields.get("amount"), MoneyField):
            amount.currency = self.currency

    def _offers(self, name: str) -> bool:
        """Return whether the form asks for an own field: all of them, unless a form narrows what it shows."""
        return self.shows_own is None or name in self.shows_own

    def clean_company(self) -> int | None:
        """Return the client of that name; one that is not there is refused with what to do."""
        name = self.cleaned_data["company"].strip()
        if not name:
            return None
        if self.row and self.row.company and name == self.row.company.title:
            return self.row.company_id
        found = client_named(name, viewer=self.viewer)
        if found is None:
            raise ValidationError(_("There is no such client among yours. Choose from the list, or add it first."))
        return found

    def clean_step(self) -> Step | None:
        """Return the next step; nothing when the line is empty and none is asked for."""
        return super().clean_step() if self.cleaned_data.get("step") else None

    @property
    def deal_fields(self) -> DealFields:
        """Return the deal's fields as typed."""
        said = {name: self.cleaned_data[name] for name in self.shows if name in self.cleaned_data}
        if "amount" in said and said["amount"] is None:
            said["amount"] = Money.zero(self.currency)
        if self.own:
            said["own"] = own_said(self, self.own)
        return DealFields(**said)  # type: ignore[typeddict-item]

    def _offer(self, name: str, choices: Mapping[int, str]) -> None:
        if name in self.fields:
            kept = getattr(self.row, name) if self.row else None
            offered = {**({kept.pk: str(kept)} if kept else {}), **choices}
            _choices(self, name, [("", CHOOSE), *offered.items()])


class AddForm(FieldsForm):
    """A new deal: what, with whom, for how much, where it begins, whose it is, and what comes next."""

    shows = ("title", "company", "amount", "product", "channel", "expected_on", "note")
    field_order = ("title", "company", "amount", "product", "channel", "expected_on", "stage", "owner", "note", "step")
    stage = forms.TypedChoiceField(label=gettext_lazy("Stage"), coerce=int)
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        ways = pipelines(viewer=viewer)
        _choices(self, "stage", stage_choices(ways, closing=False))
        if viewer.may("crm.hand_over_deal"):
            _choices(self, "owner", people_choices(viewer=viewer))
            self.initial.setdefault("owner", viewer.id)
        else:
            del self.fields["owner"]
        if not viewer.may("crm.do_activity"):
            del self.fields["step"]


class EditForm(SeenForm, FieldsForm):
    """A deal's values changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["step"]

    @property
    def deal_fields(self) -> DealFields:
        """Return the fields this person changed."""
        mine = self.mine
        said: dict[str, Any] = {name: value for name, value in super().deal_fields.items() if name in mine}
        if own := own_said(self, self.own, mine):
            said["own"] = own
        return DealFields(**said)  # type: ignore[typeddict-item]

    def fresh(self, row: Deal) -> dict[str, Any]:
        """Return the deal's newest values as the form begins with them."""
        return deal_initial(row) | own_initial(self.own, row.own)


class FillForm(FieldsForm):
    """What a deal's stage asks for and it lacks."""

    shows_own = ()

    def __init__(self, *args: Any, row: Deal, stage: StageView, **kwargs: Any) -> None:
        self.shows = lacking(stage, {name for name in stage.required_fields if getattr(row, name)})
        super().__init__(*args, row=row, **kwargs)
        for name in self.shows:
            self.fields[name].required = True
        del self.fields["step"]


class MoveForm(FieldsForm):
    """A move into a stage: the fields it asks for, its checklist confirmed, and the next step if none is ahead."""

    field_order = (*FieldsForm.shows, "confirmed", "step")
    confirmed = forms.MultipleChoiceField(
        label=gettext_lazy("Entry checklist"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, viewer: Actor, row: Deal, stage: StageView, asks_step: bool, **kwargs: Any) -> None:
        self.shows = [name for name in stage.required_fields if not getattr(row, name)]
        self.shows_own = {name for name, _title in stage.own_required if f"f{name[4:]}" not in row.own}
        super().__init__(*args, viewer=viewer, row=row, **kwargs)
        for name in (*self.shows, *(each.name for each in self.own)):
            self.fields[name].required = True
        if stage.checklist:
            _choices(self, "confirmed", [(item, item) for item in stage.checklist])
        else:
            del self.fields["confirmed"]
        if not asks_step:
            del self.fields["step"]

    def clean_confirmed(self) -> list[str]:
        """Return the items confirmed; every one must be."""
        field = self.fields["confirmed"]
        assert isinstance(field, forms.MultipleChoiceField)
        if len(self.cleaned_data["confirmed"]) < len(field.choices):
            raise ValidationError(_("Confirm every item before the deal goes on."))
        return list(self.cleaned_data["confirmed"])


class LossForm(forms.Form):
    """Why a deal was lost."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.TypedChoiceField(
        label=gettext_lazy("Why it was lost"),
        coerce=int,
        error_messages={"required": gettext_lazy("Say why the deal was lost.")},
    )
    competitor = forms.CharField(
        label=gettext_lazy("Whom it was lost to"),
        help_text=gettext_lazy("Where the client named one. A new name enters the book."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "competitor-names", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What exactly happened"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, viewer: Actor, fitting: Collection[PipelineKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if PipelineKind.DEAL not in fitting:
            self.fields["reason"].label = gettext_lazy("Why the lead is rejected")
            del self.fields["competitor"]
        else:
            self.competitors = list(competitors(viewer=viewer).values())
        offered = reasons_of(fitting, viewer=viewer)
        groups = [(REASONS[kind], list(titles.items())) for kind, titles in offered.items()]
        _choices(self, "reason", [("", CHOOSE), *(groups if len(groups) > 1 else groups[0][1])])

    @property
    def loss(self) -> dict[str, Any]:
        """What commands that lose deals take."""
        said = self.cleaned_data
        return {"reason_id": said["reason"], "note": said["note"], "competitor": said.get("competitor", "")}


class ReopenForm(StepForm):
    """A closed deal opened again: where, and what comes next."""

    field_order = ("stage", "step")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stage = forms.TypedChoiceField(label=gettext_lazy("Stage"), coerce=int)

    def __init__(self, *args: Any, viewer: Actor, ways: Iterable[PipelineView], **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        _choices(self, "stage", stage_choices(ways, closing=False))


class StageForm(forms.Form):
    """Which stage deals go to; for leads to be qualified, a stage of deals."""

    stage = forms.TypedChoiceField(
        label=gettext_lazy("Stage"), coerce=int, error_messages={"required": gettext_lazy("Choose a stage.")}
    )

    def __init__(self, *args: Any, viewer: Actor, ways: Iterable[PipelineView] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = pipelines(viewer=viewer) if ways is None else ways
        _choices(self, "stage", [("", CHOOSE), *stage_choices(offered, closing=False)])


def stage_choices(ways: Iterable[PipelineView], *, closing: bool = True) -> list[tuple[Any, Any]]:
    """Return stages to choose from, under their pipelines where there are several."""
    kinds = set(StageKind) if closing else {StageKind.OPEN, StageKind.HOLD}
    grouped = [(way.title, [(each.id, each.title) for each in way.stages if each.kind in kinds]) for way in ways]
    return grouped if len(grouped) > 1 else [choice for _title, choices in grouped for choice in choices]


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def deal_initial(row: Deal) -> dict[str, Any]:
    """Return a deal's values as a form begins with them."""
    plain = {name: getattr(row, name) for name in ("version", "title", "expected_on", "note")}
    links = {name: getattr(row, f"{name}_id") for name in ("contact", "product", "channel")}
    return {**plain, **links, "amount": row.amount or None, "company": row.company.title if row.company else ""}


def _contacts(row: Deal | None, viewer: Actor) -> dict[int, str]:
    people = contacts_of(row.company_id, viewer=viewer) if row and row.company_id else ()
    return {each.id: each.name for each in people}
