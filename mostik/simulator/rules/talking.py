"""What virtual clients say back to a text robot, by what it asks: they read its words as people do."""

import re
from datetime import date, timedelta
from typing import Final

from mostik.simulator.rules.clients import REFUSING
from mostik.simulator.terms import Chance, Manner, Nature

MONTHS: Final = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
FREE: Final = re.compile(r"[а-я]+, \d{1,2} [а-я]+, \d\d:\d\d")
ODD: Final = "эээ ну такое"
FIRST: Final = ("Нужна насосная станция", "Здравствуйте, интересует насосная станция для посёлка")
#: By what a question is known, and what it asks for.
QUESTIONS: Final = (
    ("бюджет", "budget"),
    ("сумму", "budget"),
    ("к какому дню", "term"),
    ("обращаться", "name"),
    ("номеру", "phone"),
    ("когда вам удобно", "slots"),
    ("нужно?", "need"),
    ("помочь?", "need"),
    ("задача", "need"),
)
NUDGE: Final = "ещё здесь"
CALLED: Final = ("коллег", "сотрудник", "специалисту передам")
BOOKED: Final = "записал"


def asked(text: str) -> str:
    """Return what a robot asks for; nothing where it asks for nothing.

    >>> asked("Иван, по какому номеру с вами связаться?"), asked("Спасибо!")
    ('phone', '')
    """
    words = text.lower()
    return next((name for key, name in QUESTIONS if key in words), "slots" if FREE.search(words) else "")


def is_handed(text: str) -> bool:
    """Return whether a robot says that a person is called."""
    return any(key in text.lower() for key in CALLED)


def reply(chance: Chance, client: Nature, text: str, turn: int, today: date) -> str | None:
    """Return what a client writes back to a robot's words at the so-manieth question; nothing when they keep silent."""
    wants = asked(text)
    if NUDGE in text.lower() and client.manner is Manner.QUIET and chance.random() < 0.5:
        return None
    if not wants:
        return None
    if turn >= client.turn and (odd := _manner(chance, client, wants, text)) is not None:
        return odd or None
    return _plain(chance, client, wants, text, today)


def _manner(chance: Chance, client: Nature, wants: str, text: str) -> str | None:
    """Return what somebody difficult says, an empty text for silence; None for whoever answers like anybody."""
    match client.manner:
        case Manner.ODD:
            return ODD if wants != "need" else None
        case Manner.PERSON:
            return "Позовите оператора"
        case Manner.QUIET:
            return None if NUDGE in text.lower() else ""
        case Manner.REFUSES:
            return chance.choice(list(REFUSING))
    return None


def _plain(chance: Chance, client: Nature, wants: str, text: str, today: date) -> str:
    match wants:
        case "budget":
            return f"около {client.roubles // 1000} тысяч"
        case "term":
            day = today + timedelta(days=chance.randint(20, 45))
            return f"до {day.day} {MONTHS.split()[day.month - 1]}"
        case "name":
            return client.name
        case "phone":
            return client.phone
        case "slots":
            free = FREE.findall(text)
            return f"давайте {chance.choice(free)}" if free else "в любой день"
    return chance.choice(list(FIRST))
