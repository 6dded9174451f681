"""What is typed in the day's queue besides results and steps: a letter, a meeting, until when something is put off."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.crm.forms.activities import StepForm
from mostik.crm.models import LetterTemplate
from mostik.crm.queries.letters import Addressee
from mostik.crm.queries.meetings import clash_at
from mostik.crm.rules.letters import Way, filled
from mostik.crm.rules.meetings import Busy
from mostik.crm.terms import ActivityKind
from mostik.web import formats

WAYS = {
    Way.EMAIL: gettext_lazy("E-mail"),
    Way.WHATSAPP: gettext_lazy("WhatsApp"),
    Way.TELEGRAM: gettext_lazy("Telegram"),
    Way.SMS: gettext_lazy("SMS"),
}


class LaterForm(StepForm):
    """Until when something is put off, in one line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].label = _("Until when")
        self.fields["step"].help_text = _("tomorrow 10:00 · in 2 hours · Monday · 25.11 at 15")


class MeetForm(StepForm):
    """A meeting with the client: when and where. One that runs into another of one's own is asked about first."""

    place = forms.CharField(label=gettext_lazy("Where and what about"), required=False, max_length=200)
    anyway = forms.BooleanField(label=gettext_lazy("Book it all the same"), required=False)
    clash: Busy | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].label = _("When is the meeting")
        self.fields["step"].help_text = _("tomorrow 10:00 · Friday at 15 · 25.11 at 11:30")

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting at the hour of another until one insists."""
        said = super().clean() or {}
        step = said.get("step")
        self.clash = clash_at(step.due_at, viewer=self.viewer) if step else None
        if self.clash and not said.get("anyway"):
            told = {"time": formats.time_of_day(self.clash.at), "who": self.clash.title}
            self.add_error("step", _("You have a meeting at %(time)s: %(who)s.") % told)
        return said


class LetterForm(forms.Form):
    """A letter or message: by which way, its subject and words, begun from a template."""

    way = forms.ChoiceField(
        label=gettext_lazy("How it is sent"),
        error_messages={"required": gettext_lazy("Choose how it is sent.")},
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        error_messages={"required": gettext_lazy("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        *args: Any,
        to: Addressee,
        goes: Mapping[str, str | Promise] = MappingProxyType({}),
        template: LetterTemplate | None = None,
        way: str = "",
        **kwargs: Any,
    ) -> None:
        known = [*goes, *(each for each in to.ways if each not in goes)]
        begun = {"way": _first_way(known, template.kind if template else to.kind, way)}
        if template:
            begun |= {name: filled(getattr(template, name), to.values) for name in ("subject", "text")}
        super().__init__(*args, initial=begun, **kwargs)
        self.goes = goes
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, self._title(to, each)) for each in known]
        field.error_messages["invalid_choice"] = _("The client is not reached so.")

    def _title(self, to: Addressee, way: str) -> str:
        """Return a way by name with the client's account; one only opened in a program says so."""
        account = to.ways.get(Way(way), "") if way in set(Way) else ""
        title = f"{self.goes.get(way) or WAYS[Way(way)]}{': ' if account else ''}{account}"
        return title if way in self.goes else _("%(way)s, in your own program") % {"way": title}

    @property
    def leaves(self) -> bool:
        """Whether it goes from here by itself, not by a program of the writer's."""
        return self.cleaned_data["way"] in self.goes

    @property
    def kind(self) -> ActivityKind:
        """Return what is recorded: a letter by e-mail, else a message."""
        return ActivityKind.EMAIL if self.cleaned_data["way"] == Way.EMAIL else ActivityKind.MESSAGE


def _first_way(known: Sequence[str], kind: str, asked: str) -> str:
    """Return the way asked for, else the first that fits the template or what is planned."""
    if asked in known:
        return asked
    letter = kind != ActivityKind.MESSAGE
    return next(iter([*(way for way in known if (way == Way.EMAIL) == letter), *known]), Way.EMAIL)


class LetterTemplateForm(forms.Form):
    """A template of letters or messages."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        coerce=ActivityKind,
        choices=[(ActivityKind.EMAIL, gettext_lazy("Letter")), (ActivityKind.MESSAGE, gettext_lazy("Message"))],
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
