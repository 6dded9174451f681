"""The looks of a site's chat as they are filled in."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import CHAT, way_of
from mostik.channels.models import Account
from mostik.core.actors import Actor
from mostik.crm.queries.activities import possible_owners

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class ChatForm(forms.Form):
    """Its name, who looks after strangers, its words and colour."""

    title = forms.CharField(label=_("Name"), max_length=80)
    owner = forms.ModelChoiceField(label=_("Who looks after strangers"), queryset=None)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: Account | None = None, **rest: Any) -> None:
        known: dict[str, Any] = {"owner": viewer.id}
        if row:
            known = {"title": row.title, "owner": row.owner_id, "version": row.version, **row.told}
        super().__init__(*args, initial=known, **rest)
        self.fields["owner"].queryset = possible_owners(viewer=viewer)  # type: ignore[attr-defined]
        for each in way_of(CHAT).fields:
            self.fields[each.name] = forms.CharField(
                label=each.words, max_length=300, help_text=each.help, initial=each.usual
            )

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """Return the words and the colour."""
        return [self[each.name] for each in way_of(CHAT).fields]

    def clean_colour(self) -> str:
        """Refuse what is no colour."""
        said: str = self.cleaned_data["colour"]
        if not COLOUR.fullmatch(said):
            raise forms.ValidationError(_("Write a colour like #1f5fbf."))
        return said

    def told(self) -> dict[str, str]:
        """Return what was filled in."""
        return {each.name: self.cleaned_data[each.name] for each in way_of(CHAT).fields}
