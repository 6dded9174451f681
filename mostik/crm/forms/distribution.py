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
from mostik.crm.queries.lead_sources import source_names
from mostik.crm.queries.pipelines import channels, products
from mostik.crm.queries.words import spoken
from mostik.crm.rules.distribution import Way

WAYS = [
    (Way.QUOTA, _("by shares of the day")),
    (Way.LOAD, _("whoever is least loaded")),
    (Way.POOL, _("everybody takes from the pool")),
]
EMPTY = {"required": _("Fill this in.")}
MOST: Final = 500


@dataclass(frozen=True, kw_only=True)
class TakerRow:
    """Somebody who may take leads, as the form shows them."""

    id: int
    name: str
    takes: bool = False
    quota: str = "10"
    capacity: str = "0"
    products: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SourceChoice:
    """One kind of source as the form offers it: its codes with their words, and which are chosen."""

    words: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> int:
        """Return how many are chosen."""
        return sum(chosen for _code, _words, chosen in self.options)


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
    sources = forms.MultipleChoiceField(
        label=_("Sources"), required=False, help_text=_("A whole kind, or some of it. None chosen: all.")
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
        self.spoken = spoken({code for each in known.values() for code in each.languages})
        self._sources = source_names(viewer=viewer).offered(row.sources if row else ())
        self.fields["sources"].choices = [  # type: ignore[attr-defined]
            (code, code) for group in self._sources for code in (group.kind, *group.known)
        ]
        self.people = [self._person(pk, each.short_name, known.get(pk)) for pk, each in people.items()]
        self.fields["keeper"].choices = [(pk, each.short_name) for pk, each in people.items()]  # type: ignore[attr-defined]
        self.fields["keeper"].initial = viewer.id
        self.fields["channel"].choices = [("", _("any")), *channels(viewer=viewer).items()]  # type: ignore[attr-defined]
        self.fields["product"].choices = [("", _("any")), *self.products.items()]  # type: ignore[attr-defined]

    @property
    def source_choices(self) -> list[SourceChoice]:
        """Return the sources to choose from, by kind."""
        chosen = set(self["sources"].value() or ())
        return [
            SourceChoice(
                words=group.words,
                options=tuple(
                    (code, words, code in chosen)
                    for code, words in ((group.kind, gettext("all of them")), *group.known.items())
                ),
            )
            for group in self._sources
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a rule for nobody and figures that are none."""
        said: dict[str, Any] = super().clean() or {}
        takers = [each for each in self.people if each.takes]
        if not takers:
            raise forms.ValidationError(gettext("Say who takes leads by this rule."))
        for each in takers:
            figures = (each.quota, each.capacity)
            if not all(re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= MOST for text in figures):
                told = {"who": each.name, "most": MOST}
                raise forms.ValidationError(gettext("{who}: whole numbers from 0 to {most}.").format(**told))
        return {**said, "takers": takers}

    @property
    def values(self) -> RuleValues:
        """Return what a rule is to say."""
        said = dict(self.cleaned_data)
        takers = [
            Taker(each.id, int(each.quota), int(each.capacity), each.products, each.languages)
            for each in said.pop("takers")
        ]
        sources = said.pop("sources")
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
                languages=tuple(code for code in self.spoken if code in data.getlist(f"l-{number}")),
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
            languages=tuple(known.languages),
        )


def _told(row: LeadRule) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in RuleForm.base_fields if hasattr(row, name)},
        "channel": row.channel_id,
        "product": row.product_id,
        "keeper": row.keeper_id,
    }
