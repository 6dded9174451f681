"""What is said, put in words: variants taken in turn, fields filled in, lists numbered."""

from collections.abc import Mapping, Sequence
from typing import Final

from mostik.automation.rules.dialogues.phrases import WORDS
from mostik.automation.rules.dialogues.scenario import FIELD, State, slots_of
from mostik.automation.rules.dialogues.showing import shown
from mostik.automation.rules.dialogues.standing import Setting, Standing
from mostik.automation.terms import SlotKind, StateKind

LONGEST_SAID: Final = 2_000


def filled_in(text: str, known: Mapping[str, str]) -> str:
    """Return a text with its fields filled in, once: what a client wrote is never read as a field.

    >>> filled_in("{name}, {x}", {"name": "{phone}"})
    '{phone}, '
    """
    return FIELD.sub(lambda found: known.get(found[1], ""), text)[:LONGEST_SAID]


def bounds_words(setting: Setting, state: State) -> str:
    """Return the bounds of an answer in words."""
    return ", ".join(usual(setting, name, **{name: str(state[name])}) for name in ("least", "most") if state.get(name))


def question(setting: Setting, standing: Standing, state: State) -> str:
    """Return a question as it is put, its options in a list."""
    words = picked(setting, standing, state["say"])
    if state["wants"] != SlotKind.CHOICE:
        return words
    return "\n".join([words, *(f"{place}. {each['words']}" for place, each in enumerate(state["options"], 1))])


def picked(setting: Setting, standing: Standing, sayings: Sequence[str]) -> str:
    """Return one of the variants, filled in: they take turns."""
    return filled_out(setting, standing, variant(sayings, setting.seed + standing.turns))


def variant(sayings: Sequence[str], number: int) -> str:
    """Return the variant whose turn it is."""
    return sayings[number % len(sayings)] if sayings else ""


def filled_out(setting: Setting, standing: Standing, text: str) -> str:
    """Return a text with what is known of this talk filled in."""
    kinds = slots_of(setting.scenario)
    options = {each["slot"]: each for each in setting.scenario["states"] if each["kind"] == StateKind.ASK}
    known = {
        name: (option_words(options[name], value) if name in options else "")
        or shown(value, kinds.get(name, SlotKind.TEXT), setting.language)
        for name, value in standing.slots.items()
    }
    return filled_in(text, {**setting.fields, **known})


def option_words(state: State, value: str) -> str:
    """Return the words of an option by its code; nothing where there is none."""
    return next((str(each["words"]) for each in state.get("options", ()) if each["code"] == value), "")


def usual(setting: Setting, name: str, **params: str) -> str:
    """Return the usual words for something, in the dialogue's language."""
    return WORDS[setting.language][name].format(**params)
