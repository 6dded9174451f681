"""Which reason a client's answer names, by lists of phrases; shares of answers with their uncertainty. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mostik.kernel.shares import wilson

#: Phrases a group of reasons is read by until a head writes others for a reason of it.
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "price": ("дорого", "дорогой", "цена", "нет деньги", "бюджет", "дешевле", "expensive", "price", "budget"),
    "competitor": (
        "другой поставщик",
        "конкурент",
        "выбрать другой",
        "купить у другой",
        "competitor",
        "another supplier",
    ),
    "timing": ("позже", "не сейчас", "отложить", "перенести", "в следующий год", "later", "not now", "postponed"),
    "other": ("не нужно", "не нужный", "не актуально", "передумать", "справиться сам", "not needed", "no longer need"),
    "fit": ("не подходить", "не хватать функция", "качество", "не тот характеристика", "does not fit", "quality"),
    "contact": ("не отвечать", "не перезвонить", "долго ждать", "грубый", "no answer", "rude"),
}


@dataclass(frozen=True)
class Share:
    """A part of some answers, with how far the true share may be from it: of few answers, far.

    >>> few, many = Share(3, 4), Share(300, 400)
    >>> few.value == many.value, [round(each, 2) for each in (few.low, few.high, many.low, many.high)]
    (True, [0.3, 0.95, 0.71, 0.79])
    >>> Share(0, 0).value is None
    True
    """

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share; nothing of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def low(self) -> float:
        """Return the least it may truly be, at 95 %."""
        return wilson(self.hits, self.of)[0]

    @property
    def high(self) -> float:
        """Return the most it may truly be, at 95 %."""
        return wilson(self.hits, self.of)[1]


def read(text: str, lists: Mapping[int, Sequence[str]], matched: Callable[[Sequence[str], str], str]) -> int | None:
    """Return the one reason an answer names; nothing where it names none, or several: a person reads those.

    >>> found = lambda keys, text: next((key for key in keys if key in text), "")
    >>> lists = {1: ["дорого"], 2: ["позже"]}
    >>> read("слишком дорого", lists, found), read("дорого и позже", lists, found)
    (1, None)
    """
    found = [reason for reason, keys in lists.items() if matched(keys, text)]
    return found[0] if len(found) == 1 else None
