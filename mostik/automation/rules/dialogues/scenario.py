"""A dialogue as data: states in order, what each says, what it expects, where it leads; read, edited, proved sound.

A state that names no next one leads to the state below it; the last one ends the talk. States are told apart by their
``code``. Nothing in a scenario is a program: it is said, asked, compared and looked up in registers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from mostik.automation.terms import SlotKind, StateKind
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

MOST_STATES: Final = 60
MOST_OPTIONS: Final = 12
MOST_VARIANTS: Final = 8
MOST_INTENTS: Final = 40
LONGEST_SAYING: Final = 1_000
LONGEST_TITLE: Final = 80
LONGEST_KEY: Final = 60
LONGEST_SILENCE: Final = 60 * 24 * 30
OPERATORS: Final = ("is", "not", "least", "most", "known", "unknown")
SPEAKING: Final = frozenset({StateKind.ASK, StateKind.SAY, StateKind.OFFER, StateKind.HAND_OVER, StateKind.END})
ASKING: Final = frozenset({StateKind.ASK, StateKind.OFFER})
LAST: Final = frozenset({StateKind.HAND_OVER, StateKind.END})
FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
State = Mapping[str, Any]
Scenario = Mapping[str, Any]
EMPTY: Final[Scenario] = {"language": "ru", "states": [], "intents": [], "misses": 2, "silences": [], "late": 15}


class TooManyStates(Invalid):
    """More states than a person can oversee."""

    message = gettext_noop("A dialogue has at most 60 states: make another one of the rest.")


class NothingToSay(Invalid):
    """A state that speaks has no words."""

    message = gettext_noop("Write what is said: from 1 to 8 variants, each up to 1000 characters.")


class BadChoice(Invalid):
    """A list to choose from that is none."""

    message = gettext_noop("Give from 2 to 12 options, each with words of its own.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a dialogue: the kind of trouble, the state it is in, and what it is about."""

    code: str
    state: str = ""
    about: str = ""


def places(scenario: Scenario) -> dict[str, int]:
    """Return the place of each state by its code."""
    return {state["code"]: place for place, state in enumerate(scenario["states"])}


def state_of(scenario: Scenario, code: str) -> State:
    """Return the state with a code. Refuses one that is not there."""
    found = next((each for each in scenario["states"] if each["code"] == code), None)
    if found is None:
        raise Missing()
    return found  # type: ignore[no-any-return]


def below(scenario: Scenario, code: str) -> str:
    """Return the state under another; nothing under the last one."""
    at = places(scenario).get(code, len(scenario["states"])) + 1
    return str(scenario["states"][at]["code"]) if at < len(scenario["states"]) else ""


def ways(scenario: Scenario, state: State) -> list[str]:
    """Return the codes of the states that may come next; nothing stands for the end of the talk."""
    kind, under = StateKind(state["kind"]), below(scenario, state["code"])
    if kind in LAST:
        return []
    named = [state.get("next", "")]
    if kind is StateKind.ASK:
        named += [each.get("to", "") for each in state.get("options", ()) if each.get("to")]
    if kind in {StateKind.FORK, StateKind.OFFER}:
        named.append(state.get("otherwise", ""))
    return list(dict.fromkeys(each or under for each in named))


def slots_of(scenario: Scenario) -> dict[str, SlotKind]:
    """Return what a dialogue asks for: each slot with its kind."""
    return {each["slot"]: SlotKind(each["wants"]) for each in scenario["states"] if each["kind"] == StateKind.ASK}


def checked_state(told: Mapping[str, Any], scenario: Scenario, *, was: str = "") -> dict[str, Any]:
    """Return a state in its one spelling, made of what was filled in. Refuses at the field what does not fit."""
    kind = told.get("kind")
    if kind not in StateKind.__members__.values():
        raise Invalid(gettext_noop("Choose what the state does."), field="kind")
    title = str(told.get("title", "")).strip()[:LONGEST_TITLE]
    if not title:
        raise Invalid(gettext_noop("Name the state."), field="title")
    code = _code(was or str(told.get("code", "")), kind, set(places(scenario)) - {was})
    state: dict[str, Any] = {"code": code, "kind": str(kind), "title": title}
    if kind in SPEAKING:
        state["say"] = _sayings(told.get("say"), "say", needed=True)
    if kind in ASKING:
        state["again"] = _sayings(told.get("again"), "again")
    if kind not in LAST:
        state["next"] = _code_or_none(told.get("next"))
    if kind in {StateKind.FORK, StateKind.OFFER}:
        state["otherwise"] = _code_or_none(told.get("otherwise"))
    return state | _of_kind(StateKind(str(kind)), told)


def _of_kind(kind: StateKind, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what states of one kind alone have."""
    answers = dict(next(iter(_mappings([told.get("told")])), {}))
    match kind:
        case StateKind.ASK:
            return _asked(told)
        case StateKind.FORK:
            return {"when": _conditions(_mappings(told.get("when")))}
        case StateKind.DO | StateKind.OFFER:
            name = "deed" if kind is StateKind.DO else "offer"
            return {name: str(told.get(name, ""))[:40], "told": answers}
        case StateKind.HAND_OVER:
            return {"person": str(told.get("person") or "")[:20]}
    return {}


def checked_intent(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is answered at any moment: its key phrases, what is said, and where the talk goes, if anywhere."""
    keys = _keys(told.get("keys"))
    if not keys:
        raise Invalid(gettext_noop("Write at least one word to be known by."), field="keys")
    return {"keys": keys, "say": _sayings(told.get("say"), "say", needed=True), "to": _code_or_none(told.get("to"))}


def with_state(scenario: Scenario, state: State, *, after: str = "", was: str = "") -> dict[str, Any]:
    """Return the dialogue with a state in place of another, or put in below one (at the end by default)."""
    done = deepcopy(dict(scenario))
    at = places(scenario)
    if was:
        if was not in at:
            raise Missing()
        done["states"][at[was]] = dict(state)
        return done
    if len(done["states"]) >= MOST_STATES:
        raise TooManyStates
    done["states"].insert(at.get(after, len(done["states"]) - 1) + 1, dict(state))
    return done


def without_state(scenario: Scenario, code: str) -> dict[str, Any]:
    """Return the dialogue without a state; those that led to it lead to whatever is below them."""
    state_of(scenario, code)
    done = deepcopy(dict(scenario))
    done["states"] = [each for each in done["states"] if each["code"] != code]
    for each in [
        *done["states"],
        *(option for state in done["states"] for option in state.get("options", ())),
        *done["intents"],
    ]:
        each.update({name: "" for name in ("next", "otherwise", "to") if each.get(name) == code})
    return done


def moved_state(scenario: Scenario, code: str, by: int) -> dict[str, Any]:
    """Return the dialogue with a state a place up or down; at the edge it stays."""
    done, at = deepcopy(dict(scenario)), places(scenario).get(code)
    if at is None:
        raise Missing()
    done["states"].insert(min(max(at + by, 0), len(done["states"]) - 1), done["states"].pop(at))
    return done


def problems(
    scenario: Scenario, *, deeds: Iterable[str] = (), offers: Iterable[str] = (), fields: Iterable[str] = ()
) -> list[Problem]:
    """Return what is wrong with a dialogue; one with problems is not switched on.

    >>> [each.code for each in problems(EMPTY)]
    ['empty']
    """
    if not scenario["states"]:
        return [Problem("empty")]
    known = places(scenario)
    return [
        *_led_nowhere(scenario, known),
        *_unreached(scenario),
        *_stuck(scenario),
        *_circles(scenario),
        *_unknown(scenario, set(deeds), set(offers), set(fields)),
    ]


def _led_nowhere(scenario: Scenario, known: Mapping[str, int]) -> Iterator[Problem]:
    for state in scenario["states"]:
        yield from (Problem("nowhere", state["code"], to) for to in ways(scenario, state) if to and to not in known)
    yield from (
        Problem("nowhere", "", each["to"]) for each in scenario["intents"] if each["to"] and each["to"] not in known
    )


def _unreached(scenario: Scenario) -> Iterator[Problem]:
    first = scenario["states"][0]["code"]
    found = _from(scenario, [first, *(each["to"] for each in scenario["intents"] if each["to"])])
    yield from (Problem("unreachable", each["code"]) for each in scenario["states"] if each["code"] not in found)


def _stuck(scenario: Scenario) -> Iterator[Problem]:
    """Yield states from which no end is ever come to."""
    known = places(scenario)
    out = {
        each["code"] for each in scenario["states"] if each["kind"] in LAST or set(ways(scenario, each)) - set(known)
    }
    while more := {
        each["code"] for each in scenario["states"] if each["code"] not in out and out & set(ways(scenario, each))
    }:
        out |= more
    yield from (Problem("no_way_out", each["code"]) for each in scenario["states"] if each["code"] not in out)


def _circles(scenario: Scenario) -> Iterator[Problem]:
    """Yield silent states that come back to themselves without anything being asked on the way."""
    silent = {each["code"]: each for each in scenario["states"] if each["kind"] not in ASKING}
    for code, state in silent.items():
        seen: set[str] = set()
        ahead = [to for to in ways(scenario, state) if to in silent]
        while ahead:
            at = ahead.pop()
            if at not in seen:
                seen.add(at)
                ahead += [to for to in ways(scenario, silent[at]) if to in silent]
        if code in seen:
            yield Problem("circle", code)


def _unknown(scenario: Scenario, deeds: set[str], offers: set[str], fields: set[str]) -> Iterator[Problem]:
    slots = set(slots_of(scenario))
    fields = fields | {each["code"] for each in scenario["states"] if each["kind"] == StateKind.OFFER}
    for state in scenario["states"]:
        for saying in (*state.get("say", ()), *state.get("again", ())):
            yield from (
                Problem("no_field", state["code"], name) for name in FIELD.findall(saying) if name not in slots | fields
            )
        yield from (
            Problem("no_slot", state["code"], each["slot"])
            for each in state.get("when", ())
            if each["slot"] not in slots
        )
        if state["kind"] == StateKind.DO and state["deed"] not in deeds:
            yield Problem("no_deed", state["code"], state["deed"])
        if state["kind"] == StateKind.OFFER and state["offer"] not in offers:
            yield Problem("no_offer", state["code"], state["offer"])


def _from(scenario: Scenario, first: Sequence[str]) -> set[str]:
    known, found, ahead = places(scenario), set[str](), list(first)
    while ahead:
        code = ahead.pop()
        if code in known and code not in found:
            found.add(code)
            ahead += ways(scenario, scenario["states"][known[code]])
    return found


def _asked(told: Mapping[str, Any]) -> dict[str, Any]:
    slot, wants = str(told.get("slot", "")), told.get("wants")
    if not _CODE.fullmatch(slot):
        raise Invalid(gettext_noop("Name it in small Latin letters, as “budget”."), field="slot")
    if wants not in SlotKind.__members__.values():
        raise Invalid(gettext_noop("Choose what is asked for."), field="wants")
    asked: dict[str, Any] = {"slot": slot, "wants": str(wants), "confirm": bool(told.get("confirm"))}
    asked["fills"] = str(told.get("fills") or "")[:40]
    for name in ("least", "most"):
        text = str(told.get(name) or "").strip()
        if text and not re.fullmatch(r"-?\d{1,15}(?:\.\d{1,2})?|\d{4}-\d{2}-\d{2}|\d{2}:\d{2}", text):
            raise Invalid(gettext_noop("Write a number, a day as 2026-12-31 or an hour as 09:00."), field=name)
        asked[name] = text
    asked["options"] = [_option(each, place) for place, each in enumerate(_mappings(told.get("options")))]
    if wants == SlotKind.CHOICE and not 2 <= len(asked["options"]) <= MOST_OPTIONS:
        raise BadChoice(field="options")
    if len({each["code"] for each in asked["options"]}) < len(asked["options"]):
        raise BadChoice(field="options")
    return asked


def _option(told: Mapping[str, Any], place: int) -> dict[str, Any]:
    words = str(told.get("words", "")).strip()[:LONGEST_TITLE]
    if not words:
        raise BadChoice(field="options")
    code = str(told.get("code") or f"o{place + 1}")
    return {
        "code": code if _CODE.fullmatch(code) else f"o{place + 1}",
        "words": words,
        "keys": _keys(told.get("keys")),
        "to": _code_or_none(told.get("to")),
    }


def _conditions(told: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    done = []
    for each in list(told)[:MOST_OPTIONS]:
        slot, op, value = str(each.get("slot", "")), str(each.get("op", "")), str(each.get("value", "")).strip()[:200]
        if not _CODE.fullmatch(slot) or op not in OPERATORS or (not value and op not in {"known", "unknown"}):
            raise Invalid(gettext_noop("Choose what is compared, how and with what."), field="when")
        done.append({"slot": slot, "op": op, "value": value})
    if not done:
        raise Invalid(gettext_noop("Choose what is compared, how and with what."), field="when")
    return done


def _sayings(told: object, field: str, *, needed: bool = False) -> list[str]:
    given = [told] if isinstance(told, str) else list(told) if isinstance(told, list | tuple) else []
    kept = [text for each in given if (text := str(each).strip())]
    if (needed and not kept) or len(kept) > MOST_VARIANTS or any(len(each) > LONGEST_SAYING for each in kept):
        raise NothingToSay(field=field)
    return kept


def _mappings(told: object) -> list[Mapping[str, Any]]:
    return [each for each in told if isinstance(each, Mapping)] if isinstance(told, list | tuple) else []


def _keys(told: object) -> list[str]:
    given = told.split(",") if isinstance(told, str) else list(told) if isinstance(told, list | tuple) else []
    return [text[:LONGEST_KEY] for each in given if (text := " ".join(str(each).split()))][:40]


def _code_or_none(told: object) -> str:
    return str(told) if told and _CODE.fullmatch(str(told)) else ""


def _code(wanted: str, kind: object, taken: set[str]) -> str:
    """Return a code of a state nobody has: the wanted one, else its kind's with the first free number."""
    if wanted and _CODE.fullmatch(wanted) and wanted not in taken:
        return wanted
    return next(code for number in range(1, MOST_STATES + 2) if (code := f"{kind}_{number}") not in taken)
