"""Text robots as they are filled in: their pace, a state by its kind, what is answered at any moment."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.catalog.dialogues import FILLINGS, OFFERS
from mostik.automation.catalog.robots import DEEDS, Ask
from mostik.automation.forms.robots import EMPTY, AskedForm
from mostik.automation.models import Dialogue
from mostik.automation.queries.dialogues import CLIENT_FIELDS, OPERATORS, state_titles
from mostik.automation.rules.dialogues.ready import TITLES
from mostik.automation.rules.dialogues.scenario import LONGEST_SAYING, MOST_VARIANTS, slots_of
from mostik.automation.terms import SLOT_KINDS, StateKind
from mostik.core.actors import Actor

LANGUAGES: Final = [("ru", gettext_lazy("Russian")), ("en", gettext_lazy("English"))]
MOST_CONDITIONS: Final = 3
ARROW: Final = "→"
LONG: Final = {"rows": 3}


def _paragraphs(text: str) -> list[str]:
    """Return variants: they are written one under another with an empty line between."""
    return [part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip()]


def _saying(label: Any, *, required: bool, fields: str = "") -> forms.CharField:
    note = gettext_lazy("Several variants take turns: leave an empty line between them.")
    field = forms.CharField(
        label=label,
        required=required,
        max_length=MOST_VARIANTS * LONGEST_SAYING,
        widget=forms.Textarea(attrs=LONG),
        help_text=f"{note} {fields}".strip(),
        error_messages=EMPTY,
    )
    field.wide = True  # type: ignore[attr-defined]
    return field


class NewDialogueForm(forms.Form):
    """A text robot to begin with."""

    like = forms.ChoiceField(label=gettext_lazy("Begin with"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("It talks in"), choices=LANGUAGES)
    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: the ready one's name."),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        words = {"qualification": _("Qualifying a client"), "booking": _("Booking a meeting")}
        codes = dict.fromkeys(code for code, _language in TITLES)
        self.fields["like"].choices = [*((code, words[code]) for code in codes), ("", _("An empty dialogue"))]  # type: ignore[attr-defined]


class PaceForm(AskedForm):
    """What a text robot is called, in which language it talks and how patient it is."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120, error_messages=EMPTY)
    language = forms.ChoiceField(label=gettext_lazy("It talks in"), choices=LANGUAGES)
    misses = forms.IntegerField(
        label=gettext_lazy("Hand over after so many misunderstandings"), min_value=1, max_value=10, error_messages=EMPTY
    )
    silences = forms.CharField(
        label=gettext_lazy("Ask again after so many minutes of silence"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Several, separated by commas. Empty: never."),
    )
    late = forms.IntegerField(
        label=gettext_lazy("Working minutes for a person to answer"),
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy("Later their head is told."),
        error_messages=EMPTY,
    )
    reader = forms.BooleanField(
        label=gettext_lazy("A language model may read what was not understood"),
        required=False,
        help_text=gettext_lazy("Where one is connected. It reads, and never speaks to the client."),
    )


class IntentForm(AskedForm):
    """What is answered at any moment."""

    keys = forms.CharField(
        label=gettext_lazy("Known by these words"),
        max_length=1000,
        help_text=gettext_lazy("Separated by commas, in any form; a star ends a beginning: “deliver*”."),
        error_messages=EMPTY,
    )
    to = forms.ChoiceField(label=gettext_lazy("And goes on to"), required=False)
    say = _saying(gettext_lazy("It answers"), required=True)

    def __init__(self, *args: Any, row: Dialogue, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["to"].choices = [("", _("the same question")), *state_titles(row)]  # type: ignore[attr-defined]

    @property
    def intent(self) -> dict[str, Any]:
        """Return what was filled in."""
        said = self.cleaned_data
        return {"keys": said["keys"], "say": _paragraphs(said["say"]), "to": said["to"]}


class StateForm(AskedForm):
    """A state, with the fields of its kind."""

    title = forms.CharField(label=gettext_lazy("Name of the state"), max_length=80, error_messages=EMPTY)

    def __init__(self, *args: Any, kind: StateKind, row: Dialogue, door: str, viewer: Actor, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.kind, self.row, self.door, self.asked = kind, row, door, ()
        getattr(self, f"_{kind}")(viewer)

    @property
    def told(self) -> dict[str, Any]:
        """Return the state as plain data."""
        said = self.cleaned_data
        told: dict[str, Any] = {"kind": self.kind, **{name: said.get(name) for name in PLAIN if name in said}}
        told |= {name: _paragraphs(said[name]) for name in ("say", "again") if name in said}
        told["options"] = self._options() if "options" in said else []
        told["when"] = self._conditions()
        told["deed" if self.kind is StateKind.DO else "offer"] = self.door
        told["told"] = {each.name: said.get(each.name) for each in self.asked}
        return told

    @staticmethod
    def initial_of(state: Mapping[str, Any], row: Dialogue) -> dict[str, Any]:
        """Return a state as its form shows it."""
        titles = dict(state_titles(row))
        known = {name: state[name] for name in PLAIN if name in state}
        known |= {name: "\n\n".join(state[name]) for name in ("say", "again") if name in state}
        known["options"] = "\n".join(_option_line(each, titles) for each in state.get("options", ()))
        for place, each in enumerate(state.get("when", ())):
            known |= {f"{name}_{place}": each[name] for name in ("slot", "op", "value")}
        return {**known, **state.get("told", {})}

    def clean_options(self) -> str:
        """Refuse an option that leads to no state."""
        titles = {title for _code, title in state_titles(self.row)}
        text = str(self.cleaned_data["options"])
        for line in text.splitlines():
            to = line.replace("->", ARROW).partition(ARROW)[2].strip()
            if to and to not in titles:
                raise forms.ValidationError(_("There is no state called “{title}”.").format(title=to))
        return text

    def _say(self, viewer: Actor | None = None) -> None:
        del viewer
        self.fields["say"] = _saying(_("It says"), required=True, fields=self._field_words())
        self._leads("next", _("Then"))

    def _ask(self, _viewer: Actor) -> None:
        slot = _("A short name for the answer, in Latin letters: “budget”.")
        self.fields["slot"] = forms.CharField(label=_("Kept as"), max_length=40, help_text=slot, error_messages=EMPTY)
        kinds = [(kind.value, _(words)) for kind, words in SLOT_KINDS.items()]
        self.fields["wants"] = forms.ChoiceField(label=_("Expects"), choices=kinds)
        self.fields["say"] = _saying(_("It asks"), required=True, fields=self._field_words())
        self.fields["again"] = _saying(_("In other words, when it did not understand"), required=False)
        note = _(
            "One on a line: “Wholesale: bulk, pallet → Budget”. Words to know it by and where it leads may be left out."
        )
        options = forms.CharField(
            label=_("To choose from"),
            required=False,
            widget=forms.Textarea(attrs=LONG),
            help_text=note,
            max_length=4000,
        )
        options.wide = True  # type: ignore[attr-defined]
        self.fields["options"] = options
        self.fields["least"] = forms.CharField(label=_("At least"), required=False, max_length=20)
        self.fields["most"] = forms.CharField(label=_("At most"), required=False, max_length=20)
        fillings = [("", "—"), *((each.code, each.words) for each in FILLINGS.values())]
        self.fields["fills"] = forms.ChoiceField(label=_("Fills in"), required=False, choices=fillings)
        self._leads("next", _("Then"))
        self.fields["confirm"] = forms.BooleanField(label=_("Ask whether it understood"), required=False)

    def _fork(self, _viewer: Actor) -> None:
        slots = [("", "—"), *((name, name) for name in slots_of(self.row.draft))]
        operators = [(code, _(words)) for code, words in OPERATORS.items()]
        for place in range(MOST_CONDITIONS):
            self.fields[f"slot_{place}"] = forms.ChoiceField(
                label=_("If") if not place else _("and if"), required=False, choices=slots
            )
            self.fields[f"op_{place}"] = forms.ChoiceField(label=_("How"), required=False, choices=operators)
            self.fields[f"value_{place}"] = forms.CharField(label=_("What"), required=False, max_length=200)
        self._leads("next", _("Then"))
        self._leads("otherwise", _("Else"))

    def _do(self, viewer: Actor) -> None:
        deed = DEEDS[self.door]
        self._asks(deed.asks, viewer)
        self._leads("next", _("Then"))

    def _offer(self, viewer: Actor) -> None:
        self.fields["say"] = _saying(_("It says"), required=True, fields=self._field_words())
        self._asks(OFFERS[self.door].asks, viewer)
        self._leads("next", _("Then"))
        self._leads("otherwise", _("When nothing suits"))

    def _hand_over(self, _viewer: Actor) -> None:
        self.fields["say"] = _saying(_("It says"), required=True, fields=self._field_words())

    def _end(self, _viewer: Actor) -> None:
        self.fields["say"] = _saying(_("It says"), required=True, fields=self._field_words())

    def _asks(self, asks: tuple[Ask, ...], viewer: Actor) -> None:
        self.ask(asks, viewer)

    def _leads(self, name: str, label: str) -> None:
        choices = [("", _("the state below")), *state_titles(self.row)]
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    def _field_words(self) -> str:
        known = ", ".join(f"{{{name}}}" for name in (*slots_of(self.row.draft), *CLIENT_FIELDS))
        return _("Fields: {fields}.").format(fields=known)

    def _options(self) -> list[dict[str, str]]:
        titles = {title: code for code, title in state_titles(self.row)}
        return [_option(line, titles) for line in self.cleaned_data["options"].splitlines() if line.strip()]

    def _conditions(self) -> list[dict[str, str]]:
        said = self.cleaned_data
        rows = [
            {name: str(said.get(f"{name}_{place}", "")) for name in ("slot", "op", "value")}
            for place in range(MOST_CONDITIONS)
        ]
        return [each for each in rows if each["slot"]]


PLAIN: Final = ("title", "slot", "wants", "least", "most", "fills", "next", "otherwise", "confirm")


def _option(line: str, titles: Mapping[str, str]) -> dict[str, str]:
    told, _arrow, to = line.replace("->", ARROW).partition(ARROW)
    words, _colon, keys = told.partition(":")
    return {"words": words.strip(), "keys": keys.strip(), "to": titles.get(to.strip(), "")}


def _option_line(option: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    keys = f": {', '.join(option['keys'])}" if option["keys"] else ""
    to = f" {ARROW} {titles[option['to']]}" if option["to"] in titles else ""
    return f"{option['words']}{keys}{to}"
