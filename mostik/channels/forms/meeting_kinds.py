"""A kind of meeting as it is filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.commands.meeting_kinds import BOUNDS, STEPS
from mostik.channels.models import MeetingKind
from mostik.channels.terms import PICKS
from mostik.core.actors import Actor
from mostik.crm.queries.activities import possible_owners
from mostik.people.access import Team

SAID = ("title", "slug", "minutes", "step", "before", "after", "notice", "horizon", "daily", "person", "team", "pick")
MORE = ("place", "about", "confirmed", "letter")


def _number(name: str, label: Any, help_text: Any = "") -> forms.IntegerField:
    least, most = BOUNDS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class MeetingKindForm(forms.Form):
    """What it is, how long, with whom, when it may be booked, what is asked."""

    title = forms.CharField(label=_("Title"), max_length=120)
    slug = forms.CharField(label=_("Address"), max_length=60, help_text=_("The last word of the public link."))
    person = forms.ModelChoiceField(label=_("With whom"), queryset=None, required=False, empty_label="—")
    team = forms.ModelChoiceField(label=_("Or with somebody of a team"), queryset=None, required=False, empty_label="—")
    pick = forms.ChoiceField(label=_("Whom of the team"), choices=[(code, _(words)) for code, words in PICKS.items()])
    minutes = _number("minutes", _("Minutes"))
    step = forms.TypedChoiceField(
        label=_("Begins every, min"), coerce=int, choices=[(each, str(each)) for each in STEPS]
    )
    before = _number("before", _("Free before, min"))
    after = _number("after", _("Free after, min"))
    notice = _number("notice", _("Booked at least, min before"))
    horizon = _number("horizon", _("Days ahead"))
    daily = _number("daily", _("At most a day"), _("0: as many as fit. For each person."))
    place = forms.CharField(label=_("Place or link"), max_length=300, required=False)
    about = forms.CharField(
        label=_("What the meeting is about"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    questions = forms.CharField(
        label=_("Questions"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line; a star at the end means it must be answered."),
    )
    letter = forms.CharField(
        label=_("Words of the letter"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    confirmed = forms.BooleanField(label=_("A person confirms each"), required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, row: MeetingKind | None = None, **rest: Any) -> None:
        told = row or MeetingKind(slug="")
        known = {name: getattr(told, name) for name in (*SAID, *MORE)}
        known["questions"] = "\n".join(f"{each['words']}{' *' if each['required'] else ''}" for each in told.questions)
        super().__init__(*args, initial={**known, "version": told.version if row else None}, **rest)
        self.fields["person"].queryset = possible_owners(viewer=viewer)  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(archived_at__isnull=True)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return the values as they are kept."""
        clean = self.cleaned_data
        lines = [line.strip() for line in clean["questions"].splitlines() if line.strip()]
        asked = [{"words": line.rstrip("* "), "required": line.endswith("*")} for line in lines]
        return {**{name: clean[name] for name in (*SAID, *MORE)}, "questions": asked}
