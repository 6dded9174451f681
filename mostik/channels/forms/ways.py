"""A connected way as it is filled in: what it asks for, its secrets never shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import Field, Way
from mostik.channels.commands.accounts import Wanted
from mostik.channels.models import Account

EMPTY = {"required": _("Fill this in.")}


class WayForm(forms.Form):
    """The name, who gets strangers, and the fields of the way."""

    title = forms.CharField(label=_("Name"), max_length=80, error_messages=EMPTY)
    owner = forms.TypedChoiceField(
        label=_("Who gets strangers"),
        coerce=int,
        error_messages=EMPTY,
        help_text=_("Leads of people nobody knows yet come to them."),
    )

    def __init__(
        self, *args: Any, way: Way, people: list[tuple[int, str]], row: Account | None = None, **rest: Any
    ) -> None:
        known = {"title": row.title, "owner": row.owner_id, **row.told} if row else {"title": str(way.words)}
        super().__init__(*args, initial={**{each.name: each.usual for each in way.fields}, **known}, **rest)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]
        self.way = way
        for each in way.fields:
            self.fields[each.name] = _field(each, kept=row is not None)

    @property
    def wanted(self) -> Wanted:
        """Return what was filled in."""
        said = self.cleaned_data
        told = {each.name: str(said.get(each.name) or "") for each in self.way.fields}
        return Wanted(title=said["title"], owner_id=said["owner"], told=told)


def _field(each: Field, *, kept: bool) -> forms.Field:
    words = {"label": each.words, "help_text": each.help, "error_messages": EMPTY}
    if each.choices:
        return forms.ChoiceField(choices=each.choices, required=each.required, **words)
    if each.secret:
        words["help_text"] = _("Kept, and never shown. Leave it empty to keep it.") if kept else each.help
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=500, required=each.required and not kept, widget=widget, **words)
    return forms.CharField(max_length=500, required=each.required, **words)
