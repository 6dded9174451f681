"""Which of what was offered a client takes: by its number, its day, its hour, the part of the day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from mostik.automation.rules.dialogues.dates import day_in, part_in, time_in
from mostik.automation.rules.dialogues.moving import counted, entered, missed, offered, plus, target
from mostik.automation.rules.dialogues.phrases import MORE_KEYS, NONE_KEYS
from mostik.automation.rules.dialogues.scenario import State
from mostik.automation.rules.dialogues.slots import NO, YES, place_in, yes_or_no
from mostik.automation.rules.dialogues.standing import Choice, Setting, Turn, Why
from mostik.automation.rules.dialogues.words import matched


@dataclass(frozen=True)
class Wish:
    """When a client wants it: a day, an hour, a part of the day, any of them or none."""

    day: date | None
    hour: time | None
    part: tuple[time, time] | None

    def __bool__(self) -> bool:
        return bool(self.day or self.hour or self.part)

    def suits(self, choice: Choice) -> bool:
        """Return whether something offered is at such a time."""
        if choice.at is None or (self.day and choice.at.date() != self.day):
            return False
        if self.hour:
            return choice.at.time() == self.hour
        return self.part is None or self.part[0] <= choice.at.time() < self.part[1]


def chosen(setting: Setting, turn: Turn, state: State, text: str) -> Turn:
    """Take what is chosen, narrow the offer down to what was wished for, or offer other times."""
    there = turn.standing.choices
    wish = Wish(day_in(text, setting.today), time_in(text), part_in(text))
    lone = re.fullmatch(r"\W*\d\W*", text) is not None
    place = None if wish.day or (wish.hour and not lone) else place_in(text, len(there))
    if place is not None:
        return _take(setting, turn, state, there[place])
    if wish:
        return _wished(setting, turn, state, there, wish)
    if named := next((each for each in there if matched([each.words], text)), None):
        return _take(setting, turn, state, named)
    return _answered(setting, turn, state, there, text)


def _wished(setting: Setting, turn: Turn, state: State, there: Sequence[Choice], wish: Wish) -> Turn:
    there = list(setting.hands.offered(state, wish.day)) if wish.day else there
    fit = [each for each in there if wish.suits(each)]
    if len(fit) == 1:
        return _take(setting, turn, state, fit[0])
    if fit:
        return offered(setting, turn, state, fit, Why("narrowed"))
    on_day = [each for each in there if wish.day and each.at and each.at.date() == wish.day]
    nearest = on_day or list(setting.hands.offered(state, None))
    return offered(setting, counted(turn), state, nearest, Why("not_free" if on_day else "none_that_day"))


def _answered(setting: Setting, turn: Turn, state: State, there: Sequence[Choice], text: str) -> Turn:
    agreed = yes_or_no(text)
    if agreed == YES and len(there) == 1:
        return _take(setting, turn, state, there[0])
    if agreed == NO or matched(NONE_KEYS, text):
        return entered(setting, plus(turn, "", Why("declined")), target(setting, state, "otherwise"))
    if matched(MORE_KEYS, text) and there and there[-1].at:
        known = {each.code for each in there}
        more = [each for each in setting.hands.offered(state, there[-1].at.date()) if each.code not in known]
        return offered(setting, counted(turn), state, more or list(setting.hands.offered(state, None)), Why("more"))
    return missed(setting, turn, state)


def _take(setting: Setting, turn: Turn, state: State, choice: Choice) -> Turn:
    if not setting.hands.takes(state, choice, turn.standing.slots):
        free = list(setting.hands.offered(state, None))
        return offered(setting, counted(turn), state, free, Why("taken", choice.words))
    slots = {**turn.standing.slots, state["code"]: choice.words}
    turn = replace(turn, standing=replace(turn.standing, slots=slots, misses=0, offered=()))
    return entered(setting, plus(turn, "", Why("took", choice.words)), target(setting, state, "next"))
