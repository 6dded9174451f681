"""What is typed in the day's queue besides results and steps: a letter, a meeting, until when something is put off."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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

    way = forms.TypedChoiceField(
        label=gettext_lazy("How it is sent"),
        coerce=Way,
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
        self, *args: Any, to: Addressee, template: LetterTemplate | None = None, way: str = "", **kwargs: Any
    ) -> None:
        begun = {"way": _first_way(to, template, way)}
        if template:
            begun |= {name: filled(getattr(template, name), to.values) for name in ("subject", "text")}
        super().__init__(*args, initial=begun, **kwargs)
        self.to = to
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.value, f"{WAYS[way]}: {account}") for way, account in to.ways.items()]

    def clean_way(self) -> Way:
        """Return the way; the client must be reached by it."""
        way: Way = self.cleaned_data["way"]
        if way not in self.to.ways:
            raise ValidationError(_("The client is not reached so."))
        return way

    @property
    def kind(self) -> ActivityKind:
        """Return what is recorded: a letter by e-mail, else a message."""
        return ActivityKind.EMAIL if self.cleaned_data["way"] is Way.EMAIL else ActivityKind.MESSAGE


def _first_way(to: Addressee, template: LetterTemplate | None, asked: str) -> str:
    """Return the way asked for, else one that fits the template or what is planned."""
    if asked in to.ways:
        return asked
    letter = (template.kind if template else to.kind) != ActivityKind.MESSAGE
    fitting = [way for way in to.ways if (way is Way.EMAIL) == letter]
    return next(iter([*fitting, *to.ways]), Way.EMAIL)


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
