"""What clients need, as it is typed: heard on a deal, named, joined, passed on, answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.analysis.commands.needs import NeedSaid
from mostik.analysis.models import Need
from mostik.analysis.queries.needs import KINDS, VERDICTS
from mostik.analysis.terms import NeedKind, NeedVerdict
from mostik.core import clock

Choices = Sequence[tuple[Any, Any]]


class NeedForm(forms.Form):
    """A need of the register."""

    title = forms.CharField(
        label=_("What is asked for, in one line"),
        max_length=120,
        help_text=_("So that everybody understands the same."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[(each.value, words) for each, words in KINDS.items()])
    product = forms.TypedChoiceField(label=_("Product"), required=False, coerce=int, empty_value=None)
    about = forms.CharField(
        label=_("In more words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.TypedChoiceField(label=_("Who keeps it"), coerce=int)

    def __init__(self, *args: Any, products: Choices, people: Choices = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["product"].choices = [("", _("none")), *products]  # type: ignore[attr-defined]
        if people:
            self.fields["owner"].choices = people  # type: ignore[attr-defined]
        else:
            del self.fields["owner"]

    @property
    def said(self) -> NeedSaid:
        """What was typed."""
        told = self.cleaned_data
        return NeedSaid(title=told["title"], kind=NeedKind(told["kind"]), product=told["product"], about=told["about"])


class HearForm(NeedForm):
    """What a client of a deal said: of a need of the register, or of a new one."""

    words = forms.CharField(
        label=_("In the client's words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    need = forms.TypedChoiceField(
        label=_("Which need it is"), required=False, coerce=int, empty_value=None, help_text=_("The likest first.")
    )
    field_order = ("words", "need", "title", "kind", "product", "about")

    def __init__(self, *args: Any, known: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["need"].choices = [("", _("a new one")), *known]  # type: ignore[attr-defined]
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for the line of a need that is new."""
        said = super().clean() or {}
        if not said.get("need") and not (said.get("title") or "").strip():
            self.add_error("title", _("Say in one line what is asked for."))
        return said


class JoinForm(forms.Form):
    """Which need this one turned out to be."""

    into = forms.TypedChoiceField(label=_("The same as"), coerce=int)

    def __init__(self, *args: Any, others: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["into"].choices = others  # type: ignore[attr-defined]


class PassForm(forms.Form):
    """Whom a need is asked of, and by when they are to answer."""

    asked = forms.TypedChoiceField(label=_("Of a colleague"), required=False, coerce=int, empty_value=None)
    address = forms.CharField(label=_("Or of somebody outside, by e-mail"), required=False, max_length=254)
    answer_by = forms.DateField(label=_("Answer by"), widget=forms.DateInput)

    def __init__(self, *args: Any, people: Choices, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["asked"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]


class AnswerNeedForm(forms.Form):
    """What the product's people answer."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=[(each.value, words) for each, (words, _tone) in VERDICTS.items()]
    )
    answer = forms.CharField(
        label=_("What to tell the clients"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    promised_on = forms.DateField(
        label=_("There by"), required=False, widget=forms.DateInput, help_text=_("Where it will be done.")
    )

    @property
    def said(self) -> dict[str, Any]:
        """What was answered."""
        told = self.cleaned_data
        return {**told, "verdict": NeedVerdict(told["verdict"])}


def known_of(row: Need) -> dict[str, Any]:
    """Return a need as the form shows it."""
    plain = {name: getattr(row, name) for name in ("title", "kind", "about")}
    return {**plain, "product": row.product_id, "owner": row.owner_id}


def fresh_asking(row: Need) -> dict[str, Any]:
    """Return what asking begins with: who was asked before, in a week."""
    week = clock.today() + timedelta(days=7)
    return {"asked": row.asked_id, "address": row.asked_address, "answer_by": row.answer_by or week}
