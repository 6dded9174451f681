"""What is typed about own fields themselves, made clean."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.commands.fields import FieldValues
from mostik.crm.queries.fields import TYPES
from mostik.crm.queries.pipelines import pipelines
from mostik.crm.rules.fields.kinds import FieldView, Option
from mostik.crm.rules.fields.values import Labels, written
from mostik.crm.terms import FieldType, Holder, StageKind

MASK_WORDS = (
    ("", gettext_lazy("shown to everybody who sees the record")),
    ("phone", gettext_lazy("hidden like phones")),
    ("email", gettext_lazy("hidden like e-mails")),
    ("margin", gettext_lazy("hidden like margins")),
)
_LINE = re.compile(r"(?P<title>[^=#]+?)\s*(?:=\s*(?P<title_en>[^=#]+?)\s*)?(?:#\s*(?P<id>\d{1,6}))?")


class FieldForm(forms.Form):
    """A field of the company's own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=80, error_messages={"required": gettext_lazy("Name the field.")}
    )
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=80, required=False)
    type = forms.TypedChoiceField(label=gettext_lazy("Type"), coerce=FieldType, choices=list(TYPES.items()))
    group = forms.CharField(
        label=gettext_lazy("Group"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Fields of one group stand together on the card."),
    )
    options = forms.CharField(
        label=gettext_lazy("Choices, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Title = Title in English. Renaming one, leave its number after the # sign."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, initial="RUB", required=False)
    default = forms.CharField(
        label=gettext_lazy("Value of a new record"), max_length=500, required=False, help_text=gettext_lazy("As typed.")
    )
    hint = forms.CharField(label=gettext_lazy("Hint"), max_length=200, required=False)
    required = forms.BooleanField(label=gettext_lazy("Always required"), required=False)
    from_stage = forms.TypedChoiceField(
        label=gettext_lazy("Required from a stage on"), coerce=int, empty_value=None, required=False
    )
    unique = forms.BooleanField(label=gettext_lazy("No two records have the same"), required=False)
    searchable = forms.BooleanField(label=gettext_lazy("Found by the search"), required=False)
    listed = forms.BooleanField(
        label=gettext_lazy("Shown in the list"),
        required=False,
        help_text=gettext_lazy("With a filter and an order of its own."),
    )
    masked = forms.ChoiceField(label=gettext_lazy("Who sees it whole"), choices=MASK_WORDS, required=False)

    def __init__(
        self, *args: Any, viewer: Actor, holder: Holder, field: FieldView | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={**(_values(field) if field else {}), **kwargs.pop("initial", {})}, **kwargs)
        for name in ("options", "hint"):
            self.fields[name].wide = True  # type: ignore[attr-defined]
        if holder is not Holder.DEAL:
            del self.fields["from_stage"]
            return
        stages = self.fields["from_stage"]
        assert isinstance(stages, forms.ChoiceField)
        ways = pipelines(viewer=viewer)
        stages.choices = [
            ("", gettext_lazy("from no stage")),
            *(
                (each.id, f"{way.title}: {each.title}" if len(ways) > 1 else each.title)
                for way in ways
                for each in way.stages
                if each.kind is not StageKind.LOST
            ),
        ]

    def clean_options(self) -> list[Option]:
        """Return the choices, a line each."""
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["options"].splitlines())):
            read = _LINE.fullmatch(line)
            if read is None:
                raise ValidationError(_("Write a choice like: Title = Title in English"))
            found.append(Option(int(read["id"] or 0), read["title"][:80], (read["title_en"] or "")[:80]))
        return found

    def clean_currency(self) -> str:
        """Return the code in capital letters; roubles when nothing is said."""
        return (self.cleaned_data["currency"] or "RUB").upper()

    @property
    def values(self) -> FieldValues:
        """Return the settings as typed."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "seen"}}
        return FieldValues(**said)  # type: ignore[typeddict-item]


def _values(field: FieldView) -> dict[str, Any]:
    names = ("version", "hint", "group", "required", "from_stage", "unique", "searchable", "listed", "masked")
    plain = {name: getattr(field, name) for name in (*names, "currency", "title_en")}
    lines = [
        f"{each.title}{f' = {each.title_en}' if each.title_en else ''} #{each.id}"
        for each in field.options
        if each.active
    ]
    default = written(field, field.default, Labels(), zone=clock.zone())
    return {**plain, "title": field.title_ru, "type": field.type, "options": "\n".join(lines), "default": default}
