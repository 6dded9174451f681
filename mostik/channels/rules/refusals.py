"""Which reason a client's answer names: lists of phrases per reason, in any of their Russian forms. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

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


def read(text: str, lists: Mapping[int, Sequence[str]], matched: Callable[[Sequence[str], str], str]) -> int | None:
    """Return the one reason an answer names; nothing where it names none, or several: a person reads those.

    >>> found = lambda keys, text: next((key for key in keys if key in text), "")
    >>> lists = {1: ["дорого"], 2: ["позже"]}
    >>> read("слишком дорого", lists, found), read("дорого и позже", lists, found)
    (1, None)
    """
    found = [reason for reason, keys in lists.items() if matched(keys, text)]
    return found[0] if len(found) == 1 else None
