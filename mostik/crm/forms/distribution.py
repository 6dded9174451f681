"""A rule of giving leads out, as it is filled in: what it is for, who takes how much of what, how soon they answer."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.commands.distribution import RuleValues, Taker
from mostik.crm.models import LeadRule
from mostik.crm.queries.activities import possible_owners
from mostik.crm.queries.pipelines import channels, products
from mostik.crm.rules.distribution import Way

WAYS = [
    (Way.QUOTA, _("by shares of the day")),
    (Way.LOAD, _("whoever is least loaded")),
    (Way.POOL, _("everybody takes from the pool")),
]
EMPTY = {"required": _("Fill this in.")}
MOST: Final = 500
_LANGUAGE: Final = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, kw_only=True)
class TakerRow:
    """Somebody who may take leads, as the form shows them."""

    id: int
    name: str
    takes: bool = False
    quota: str = "10"
    capacity: str = "0"
    products: tuple[int, ...] = ()
    languages: str = ""


class RuleForm(forms.Form):
    """Who takes which leads, how one is chosen, how soon they are to answer."""

    title = forms.CharField(label=_("Name"), max_length=120, error_messages=EMPTY)
    sort = forms.IntegerField(
        label=_("Order"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=_("The first rule that fits counts, the least first."),
    )
    sources = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=300,
        help_text=_(
            "form, landing, hook, table, api, call, booking, chat, email, telegram, sms; one as form:7. Nothing: all."
        ),
    )
    channel = forms.TypedChoiceField(label=_("Channel"), required=False, coerce=int, empty_value=None)
    product = forms.TypedChoiceField(label=_("Product"), required=False, coerce=int, empty_value=None)
    least_score = forms.IntegerField(label=_("From a score of"), min_value=0, max_value=100, initial=0)
    way = forms.ChoiceField(label=_("How one is chosen"), choices=WAYS)
    owner_first = forms.BooleanField(label=_("A known client goes to their owner"), required=False, initial=True)
    only_at_work = forms.BooleanField(label=_("Only to those at work now"), required=False, initial=True)
    answer_minutes = forms.IntegerField(
        label=_("First answer within, minutes; 0: no timer"), min_value=0, max_value=10_000, initial=15
    )
    working_time = forms.BooleanField(label=_("Counted in working time"), required=False, initial=True)
    most_turns = forms.IntegerField(label=_("People asked one after another"), min_value=1, max_value=20, initial=3)
    keeper = forms.TypedChoiceField(label=_("Who is told when nobody answers"), coerce=int)
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
        initial=_("Good day! We have your enquiry and will answer it in working time."),
        help_text=_("Goes at once the way they wrote to us, else by e-mail or SMS. Nothing: no answer."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, viewer: Actor, row: LeadRule | None = None, **rest: Any) -> None:
        super().__init__(*args, initial=_told(row) if row else None, **rest)
        people = {each.pk: each for each in possible_owners(viewer=viewer).order_by("last_name")}
        known = {each.person_id: each for each in row.takers.all()} if row else {}
        self.products = products(viewer=viewer)
        self.people = [self._person(pk, each.short_name, known.get(pk)) for pk, each in people.items()]
        self.fields["keeper"].choices = [(pk, each.short_name) for pk, each in people.items()]  # type: ignore[attr-defined]
        self.fields["keeper"].initial = viewer.id
        self.fields["channel"].choices = [("", _("any")), *channels(viewer=viewer).items()]  # type: ignore[attr-defined]
        self.fields["product"].choices = [("", _("any")), *self.products.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a rule for nobody, figures that are none, languages that are no codes."""
        said: dict[str, Any] = super().clean() or {}
        takers = [each for each in self.people if each.takes]
        if not takers:
            raise forms.ValidationError(gettext("Say who takes leads by this rule."))
        for each in takers:
            figures = (each.quota, each.capacity)
            if not all(re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= MOST for text in figures):
                told = {"who": each.name, "most": MOST}
                raise forms.ValidationError(gettext("{who}: whole numbers from 0 to {most}.").format(**told))
            if not all(_LANGUAGE.fullmatch(code) for code in _codes(each.languages)):
                raise forms.ValidationError(gettext("{who}: write languages like ru, en.").format(who=each.name))
        return {**said, "takers": takers}

    @property
    def values(self) -> RuleValues:
        """Return what a rule is to say."""
        said = dict(self.cleaned_data)
        takers = [
            Taker(each.id, int(each.quota), int(each.capacity), each.products, tuple(_codes(each.languages)))
            for each in said.pop("takers")
        ]
        sources = [each.strip() for each in said.pop("sources").split(",") if each.strip()]
        renamed = {f"{name}_id": said.pop(name) for name in ("channel", "product", "keeper")}
        said.pop("version")
        return RuleValues(**said, **renamed, sources=sources, takers=takers)  # type: ignore[typeddict-item]

    def _person(self, number: int, name: str, known: Any) -> TakerRow:
        """Return somebody's row: as it was sent, else as the rule has them."""
        if self.is_bound:
            data: Any = self.data
            chosen = [int(each) for each in data.getlist(f"p-{number}") if each.isdecimal()]
            return TakerRow(
                id=number,
                name=name,
                takes=data.get(f"t-{number}") == "1",
                quota=data.get(f"q-{number}", "0").strip(),
                capacity=data.get(f"c-{number}", "0").strip(),
                products=tuple(each for each in chosen if each in self.products),
                languages=data.get(f"l-{number}", "")[:60],
            )
        if known is None:
            return TakerRow(id=number, name=name)
        return TakerRow(
            id=number,
            name=name,
            takes=True,
            quota=str(known.quota),
            capacity=str(known.capacity),
            products=tuple(known.products),
            languages=", ".join(known.languages),
        )


def _codes(text: str) -> list[str]:
    return list(dict.fromkeys(each.strip().lower() for each in text.split(",") if each.strip()))


def _told(row: LeadRule) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in RuleForm.base_fields if hasattr(row, name)},
        "sources": ", ".join(row.sources),
        "channel": row.channel_id,
        "product": row.product_id,
        "keeper": row.keeper_id,
    }
