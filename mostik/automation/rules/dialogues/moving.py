"""How a talk goes from state to state: asked, said, forked, done, offered, handed over, ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from mostik.automation.rules.dialogues.phrases import WORDS
from mostik.automation.rules.dialogues.scenario import State, below, places, state_of
from mostik.automation.rules.dialogues.showing import fits
from mostik.automation.rules.dialogues.standing import Choice, Setting, Turn, Why
from mostik.automation.rules.dialogues.wording import option_words, picked, question, usual
from mostik.automation.terms import StateKind, TalkEnd

MOST_HOPS: Final = 40
MOST_OFFERED: Final = 6
#: Offers that suit nobody: a person finds a time sooner.
MOST_OFFERS: Final = 2


def entered(setting: Setting, turn: Turn, code: str, *, anew: bool = False) -> Turn:
    """Go to a state and on through those that ask nothing, to the next question or the end."""
    for _hop in range(MOST_HOPS):
        if not code:
            return _ended(setting, turn, "" if turn.says else usual(setting, "bye"))
        state = state_of(setting.scenario, code)
        passed = dict.fromkeys((*turn.standing.passed, code))
        turn = replace(turn, standing=replace(turn.standing, place=code, passed=tuple(passed)))
        turn, to = STEPS[StateKind(state["kind"])](setting, turn, state, anew)
        if to is None:
            return turn
        code, anew = to, False
    return handed(setting, turn, "circle")


def handed(setting: Setting, turn: Turn, reason: str, words: str = "") -> Turn:
    """Return the step that hands a talk over to a person, with the words of its own or the usual ones."""
    over = replace(turn.standing, end=TalkEnd.HANDED, reason=reason, pending="", offered=())
    return plus(replace(turn, standing=over), words or usual(setting, "handed"), Why("handed", reason))


def missed(setting: Setting, turn: Turn, state: State, words: str = "", why: Why | None = None) -> Turn:
    """Return the step of something not understood: asked in other words, handed over when that was in vain."""
    turn = replace(plus(counted(turn), "", why or Why("not_understood")), missed=why is None)
    if turn.standing.misses > int(setting.scenario.get("misses", 2)):
        return handed(setting, turn, "misses")
    again = state.get("again", ())
    if not words and again:
        words = picked(setting, turn.standing, [again[(turn.standing.misses - 1) % len(again)]])
    return plus(turn, words or _usual_again(setting, turn, state))


def filled(setting: Setting, turn: Turn, state: State, value: str) -> Turn:
    """Return the step with an answer kept and written down on the record."""
    slots = {name: kept for name, kept in turn.standing.slots.items() if name != state["slot"]}
    setting.hands.fills(state, option_words(state, value) or value)
    return replace(turn, standing=replace(turn.standing, slots={**slots, state["slot"]: value}))


def onwards(setting: Setting, turn: Turn, state: State, value: str) -> Turn:
    """Go on from an answer."""
    return entered(setting, turn, _after(setting, state, value))


def offered(setting: Setting, turn: Turn, state: State, choices: Sequence[Choice], why: Why) -> Turn:
    """Offer what is free under words of their own kind; go another way when nothing is, or nothing suits."""
    heading = {"none_that_day": "none_that_day", "taken": "taken"}.get(why.code, "offered")
    turn = plus(turn, "", why)
    if turn.standing.misses > int(setting.scenario.get("misses", 2)) + MOST_OFFERS:
        return handed(setting, turn, "nothing_fits")
    if not choices:
        return entered(setting, plus(turn, "", Why("nothing_free")), target(setting, state, "otherwise"))
    choices = choices[:MOST_OFFERED]
    kept = tuple((each.code, each.words, each.at.isoformat() if each.at else "") for each in choices)
    lines = [usual(setting, heading), *(f"{place}. {each.words}" for place, each in enumerate(choices, 1))]
    return plus(replace(turn, standing=replace(turn.standing, offered=kept)), "\n".join(lines))


def target(setting: Setting, state: State, name: str) -> str:
    """Return the state another leads to; nothing for the end of the talk."""
    wanted = str(state.get(name, "")) or below(setting.scenario, state["code"])
    return wanted if wanted in places(setting.scenario) else ""


def counted(turn: Turn) -> Turn:
    """Return the step with one more misunderstanding counted."""
    return replace(turn, standing=replace(turn.standing, misses=turn.standing.misses + 1))


def plus(turn: Turn, words: str = "", *why: Why) -> Turn:
    """Return the step with more said, for more reasons."""
    return replace(turn, says=(*turn.says, words) if words else turn.says, why=(*turn.why, *why))


def _ask(setting: Setting, turn: Turn, state: State, anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001 - a step's shape
    if state["slot"] in turn.standing.slots and not anew:
        known = turn.standing.slots[state["slot"]]
        return plus(turn, "", Why("known", state["slot"])), _after(setting, state, known)
    return plus(turn, question(setting, turn.standing, state), Why("asked", state["title"])), None


def _say(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    return plus(turn, picked(setting, turn.standing, state["say"])), target(setting, state, "next")


def _fork(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    suits = fits(state["when"], turn.standing.slots)
    why = Why("fork_yes" if suits else "fork_no", state["title"])
    return plus(turn, "", why), target(setting, state, "next" if suits else "otherwise")


def _do(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    came = setting.hands.does(state, turn.standing.slots)
    return plus(turn, "", Why("did", came)), target(setting, state, "next")


def _offer(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    choices = list(setting.hands.offered(state, None))
    turn = plus(turn, picked(setting, turn.standing, state["say"]) if choices else "")
    if not choices:
        return plus(turn, "", Why("nothing_free")), target(setting, state, "otherwise")
    return offered(setting, turn, state, choices, Why("offered")), None


def _hand_over(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    return handed(setting, turn, "scenario", picked(setting, turn.standing, state["say"])), None


def _end(setting: Setting, turn: Turn, state: State, _anew: bool) -> tuple[Turn, str | None]:  # noqa: FBT001
    return _ended(setting, turn, picked(setting, turn.standing, state["say"])), None


STEPS: Final[Mapping[StateKind, Callable[[Setting, Turn, State, bool], tuple[Turn, str | None]]]] = {
    StateKind.ASK: _ask,
    StateKind.SAY: _say,
    StateKind.FORK: _fork,
    StateKind.DO: _do,
    StateKind.OFFER: _offer,
    StateKind.HAND_OVER: _hand_over,
    StateKind.END: _end,
}


def _ended(setting: Setting, turn: Turn, words: str) -> Turn:
    del setting
    over = replace(turn.standing, end=TalkEnd.DONE, pending="", offered=())
    return plus(replace(turn, standing=over), words, Why("ended"))


def _after(setting: Setting, state: State, value: str) -> str:
    option = next((each for each in state.get("options", ()) if each["code"] == value and each["to"]), None)
    wanted = str(option["to"]) if option else ""
    return wanted if wanted in places(setting.scenario) else target(setting, state, "next")


def _usual_again(setting: Setting, turn: Turn, state: State) -> str:
    kind = "choice" if state["kind"] == StateKind.OFFER else state["wants"]
    options = [str(each["words"]) for each in state.get("options", ())] or [each[1] for each in turn.standing.offered]
    name = f"again_{kind}" if f"again_{kind}" in WORDS["ru"] else "again"
    return usual(setting, name, options="; ".join(options))
