"""Robots as they are filled in: when one begins, a step, a pause. What is asked becomes fields of its kind."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from mostik.automation.catalog.goals import goals_of, moments_of
from mostik.automation.catalog.robots import SUBJECTS, TRIGGERS, Ask, Deed, triggers_of
from mostik.automation.rules.scripts import VARIANTS, WHOLE
from mostik.automation.terms import SIDES, UNITS
from mostik.core.actors import Actor
from mostik.web import formats

EMPTY = {"required": _("Fill this in.")}
LINE = 200


class AskedForm(forms.Form):
    """A form of what is asked, and the version it was filled in over."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def ask(self, asks: tuple[Ask, ...], viewer: Actor) -> None:
        """Add a field for each thing asked."""
        self.asked = asks
        for each in asks:
            self.fields[each.name] = _field(each, viewer)

    @property
    def told(self) -> dict[str, Any]:
        """Return the answers."""
        return {each.name: self.cleaned_data.get(each.name) for each in self.asked}


class TitleForm(AskedForm):
    """A robot's name."""

    title = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Name the robot.")})


class TriggerForm(AskedForm):
    """When a robot begins: the fields below follow what is chosen."""

    trigger = forms.ChoiceField(label=_("When"))

    def __init__(self, *args: Any, chosen: str, viewer: Actor, subject: str = "", **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["trigger"].choices = _triggers(viewer, subject)  # type: ignore[attr-defined]
        self.fields["trigger"].initial = chosen
        self.ask(TRIGGERS[chosen].asks if chosen in TRIGGERS else (), viewer)


class NewRobotForm(TriggerForm):
    """A robot's name and when it begins."""

    title = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Name the robot.")})
    field_order = ("title", "trigger")


class DeedForm(AskedForm):
    """What a step does, filled in."""

    def __init__(self, *args: Any, deed: Deed, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.ask(deed.asks, viewer)


class PauseForm(AskedForm):
    """A pause: after the step before, or before or after a day or an hour of the record."""

    amount = forms.IntegerField(
        label=pgettext_lazy("pause", "How long"), min_value=0, max_value=527_040, error_messages=EMPTY
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("pause", "Counted in"), choices=[(unit.value, _(words)) for unit, words in UNITS.items()]
    )
    side = forms.ChoiceField(
        label=_("Before or after"), required=False, choices=[(side.value, _(words)) for side, words in SIDES.items()]
    )
    moment = forms.ChoiceField(
        label=pgettext_lazy("pause", "What moment"),
        required=False,
        help_text=_(
            "If it has gone by already, or the record has no such day, what follows is left out up to the next pause."
        ),
    )

    def __init__(self, *args: Any, subject: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        moments = [(each.code, each.words) for each in moments_of(subject)]
        self.fields["moment"].choices = [("", _("the step before")), *moments]  # type: ignore[attr-defined]


class SplitForm(AskedForm):
    """Variants with their shares: a share of nothing is no variant."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        for place, way in enumerate(VARIANTS):
            self.fields[way] = forms.IntegerField(
                label=_("Variant {letter}, share").format(letter=way.upper()),
                min_value=1,
                max_value=WHOLE,
                required=place < 2,
                error_messages=EMPTY,
            )


class OffForm(forms.Form):
    """What becomes of the runs on their way when a robot is switched off."""

    stop = forms.ChoiceField(label=_("What is on its way"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, going: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        stopped = ngettext("stop it too: %(count)s run", "stop it too: %(count)s runs", going)
        self.fields["stop"].choices = [  # type: ignore[attr-defined]
            ("0", _("let it go on to its end")),
            ("1", stopped % {"count": formats.number(going)}),
        ]


class GoalsForm(AskedForm):
    """What a robot's runs stop at."""

    goals = forms.MultipleChoiceField(label=_("Stops as soon as"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, subject: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["goals"].choices = [(each.code, each.words) for each in goals_of(subject)]  # type: ignore[attr-defined]


def _triggers(viewer: Actor, subject: str) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return what may begin a robot, by kind of record, as far as somebody may see it."""
    known = [each for each in SUBJECTS.values() if viewer.may(each.right) and subject in {"", each.code}]
    return [(str(each.words), [(way.code, way.words) for way in triggers_of(each.code)]) for each in known]


def _field(ask: Ask, viewer: Actor) -> forms.Field:
    common: Mapping[str, Any] = {
        "label": ask.words,
        "required": ask.required,
        "help_text": ask.help,
        "initial": ask.usual or None,
        "error_messages": EMPTY,
    }
    if ask.choices:
        choices = list(ask.choices(viewer))
        return forms.ChoiceField(choices=choices if ask.required else [("", "—"), *choices], **common)
    if ask.most:
        return forms.IntegerField(min_value=1, max_value=ask.most, **common)
    if ask.long:
        return forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **common)
    return forms.CharField(max_length=LINE, **common)
