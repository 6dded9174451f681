"""What is kept of an answer: as a client reads it, as it is compared, whether it is within bounds."""

import operator
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from mostik.automation.rules.dialogues.scenario import State
from mostik.automation.rules.dialogues.words import matched
from mostik.automation.terms import SlotKind
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

_MONTHS: Final = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_DAYS: Final = ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"]
_SHAPES: Final = {
    SlotKind.AMOUNT: re.compile(r"\d+(\.\d+)? [A-Z]{3}"),
    SlotKind.DATE: re.compile(r"\d{4}-\d\d-\d\d"),
    SlotKind.MOMENT: re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+"),
    SlotKind.PHONE: re.compile(r"\+\d{8,15}"),
}
_SIGNS: Final = {"RUB": "₽", "USD": "$", "EUR": "€"}


def shown(value: str, kind: SlotKind, language: str = "ru") -> str:
    """Return a kept value as a client reads it.

    >>> shown("2026-12-15", SlotKind.DATE), shown("1500000 RUB", SlotKind.AMOUNT), shown("yes", SlotKind.YES_NO, "en")
    ('вторник, 15 декабря', '1 500 000 ₽', 'yes')
    """
    try:
        return _shown(value, kind, language)
    except (ValueError, InvalidOperation, Refusal):
        return value


def legible(value: str, language: str = "ru") -> str:
    """Return a kept value as people read it where its kind is told by its shape alone.

    >>> legible("500000 RUB"), legible("2027-01-08"), legible("+79101234567"), legible("насос для дачи")
    ('500 000 ₽', 'пятница, 8 января', '+7 910 123-45-67', 'насос для дачи')
    """
    return next((shown(value, kind, language) for kind, shape in _SHAPES.items() if shape.fullmatch(value)), value)


def known(states: Sequence[State], slots: Mapping[str, str], language: str = "ru") -> list[tuple[str, str]]:
    """Return what is known in a talk: each under the title of the state that asks it, as people read it.

    >>> known([{"code": "budget", "slot": "sum", "title": "Бюджет"}], {"sum": "5000 RUB", "mood": "good"})
    [('Бюджет', '5 000 ₽'), ('mood', 'good')]
    """
    titles = {each.get("slot") or each["code"]: each["title"] for each in states}
    return [(titles.get(name, name), legible(value, language)) for name, value in slots.items()]


def day_words(day: date, language: str) -> str:
    """Return a day as it is said.

    >>> day_words(date(2026, 12, 2), "en")
    'Wednesday, 2 December'
    """
    if language == "ru":
        return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]}"
    return f"{day:%A}, {day.day} {day:%B}"


def worth(value: str) -> Decimal | str:
    """Return a kept value as it is compared: a number as a number, else as it is.

    >>> worth("250 RUB"), worth("09:30")
    (Decimal('250'), '09:30')
    """
    try:
        found = Decimal(value.split(" ", maxsplit=1)[0])
    except InvalidOperation:
        return value
    return found if found.is_finite() else value


def fits(conditions: Sequence[Mapping[str, str]], slots: Mapping[str, str]) -> bool:
    """Return whether what is known suits all conditions.

    >>> fits([{"slot": "budget", "op": "least", "value": "100000"}], {"budget": "250000 RUB"})
    True
    """
    return all(_holds(each, slots.get(each["slot"], "")) for each in conditions)


def out_of_bounds(state: State, value: str) -> str:
    """Return which bound a value is beyond; nothing when it is within both.

    >>> out_of_bounds({"least": "2", "most": "10"}, "25")
    'most'
    """
    mine = worth(value)
    for name, is_beyond in (("least", operator.lt), ("most", operator.gt)):
        bound = worth(state[name]) if state.get(name) else None
        if bound is not None and type(bound) is type(mine) and is_beyond(mine, bound):
            return name
    return ""


def _holds(condition: Mapping[str, str], value: str) -> bool:
    asked, known = condition["value"], bool(value)
    mine, other = worth(value), worth(asked)
    same = value.casefold() == asked.casefold() or bool(known and matched([asked], value)) or mine == other
    comparable = known and type(mine) is type(other)
    answers = {
        "known": known,
        "unknown": not known,
        "is": known and same,
        "not": not same,
        "least": comparable and operator.ge(mine, other),
        "most": comparable and operator.le(mine, other),
    }
    return bool(answers.get(condition["op"], False))


def _shown(value: str, kind: SlotKind, language: str) -> str:
    match kind:
        case SlotKind.AMOUNT:
            number, currency = value.split(" ")
            return f"{Decimal(number):,f}".replace(",", " ") + f" {_SIGNS.get(currency, currency)}"
        case SlotKind.DATE:
            return day_words(date.fromisoformat(value), language)
        case SlotKind.MOMENT:
            at = datetime.fromisoformat(value)
            return f"{day_words(at.date(), language)}, {at:%H:%M}"
        case SlotKind.PHONE:
            return Phone.parse(value).shown
        case SlotKind.YES_NO:
            return value if language != "ru" else {"yes": "да", "no": "нет"}.get(value, value)
    return value
