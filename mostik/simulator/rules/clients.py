"""What virtual clients are like and what they make of what they are written: pure, by a seeded chance."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from mostik.simulator.rules.cast import FIRSTS, LASTS, surname
from mostik.simulator.rules.market import client_names
from mostik.simulator.terms import Answer, Chance, Door, Manner, Nature, Phase

T = TypeVar("T")
#: How much of their will is left after waiting so long for the first word: who answers late is answered less.
PATIENCE_HOURS = 20.0
#: Of those who would agree at once, the share that does at one letter; the others need another touch.
ONE_LETTER = 0.34
REFUSALS = {Phase.NEW: 0.10, Phase.MISSED: 0.20, Phase.MET: 0.12, Phase.AGREED: 0.03}
LEAVES = 0.02
DOORS = {Door.FORM: 0.4, Door.HOOK: 0.15, Door.CHAT: 0.25, Door.TELEGRAM: 0.2}
#: How people talk to a text robot: a guess, to be put right by the figures of a real one.
MANNERS = {Manner.PLAIN: 0.62, Manner.ODD: 0.08, Manner.PERSON: 0.08, Manner.QUIET: 0.14, Manner.REFUSES: 0.08}
#: Of those a link lets do something by themselves, the share that does; the others write to a person.
OWN = 0.8
#: Of what clients refuse with, the last ones are in no list of phrases.
REFUSING = (
    "Спасибо, для нас это дорого",
    "Уже выбрали другого поставщика",
    "Нам не по бюджету",
    "Нам неинтересно",
    "Передумали, больше не пишите про это",
    "Решили отложить до лучших времён",
)
SURVEYED = 0.35
MISSES = 1 / 12
MET_AGREE = 0.42
NAMES = tuple(client_names(400))


def nature(chance: Chance, number: int) -> Nature:
    """Return a new client; the address tells them from all others."""
    first = FIRSTS[number % len(FIRSTS)]
    return Nature(
        number=number,
        name=f"{first} {surname(first, LASTS[number // 3 % len(LASTS)])}",
        company=NAMES[number] if number < len(NAMES) else f"{NAMES[number % len(NAMES)]} {number}",
        email=f"client{number}@example.com",
        will=0.25 + 0.75 * chance.random(),
        hours=chance.lognormvariate(1.2, 0.9),
        roubles=int(round(chance.lognormvariate(12.2, 0.6), -3)),
        door=drawn(chance, DOORS),
        manner=drawn(chance, MANNERS),
        turn=chance.randint(1, 4),
        own=chance.random() < OWN,
    )


def drawn(chance: Chance, shares: Mapping[T, float]) -> T:
    """Return one of the values by their shares."""
    return chance.choices(list(shares), list(shares.values()), k=1)[0]


def answer(chance: Chance, client: Nature, phase: Phase, waited: timedelta) -> tuple[Answer, timedelta]:
    """Return what a client makes of one letter, and after how long; ``waited`` is how long the first word took.

    >>> from random import Random
    >>> someone = Nature(1, "", "", "", will=1.0, hours=2.0, roubles=100_000)
    >>> answer(Random(5), someone, Phase.GONE, timedelta())[0].value
    'nothing'
    """
    after = timedelta(hours=min(96.0, client.hours * (0.5 + chance.random())))
    drawn = chance.random()
    if phase not in REFUSALS:
        return Answer.NOTHING, after
    if drawn < REFUSALS[phase]:
        return Answer.REFUSES, after
    if drawn > 1 - LEAVES:
        return Answer.LEAVES, after
    left = 1 / (1 + waited / timedelta(hours=PATIENCE_HOURS))
    if phase in {Phase.NEW, Phase.MISSED} and chance.random() < client.will * left * ONE_LETTER:
        return Answer.MEETING, after
    if phase is Phase.MET and chance.random() < client.will * MET_AGREE:
        return Answer.AGREES, after
    return Answer.NOTHING, after


def pays_after(chance: Chance, client: Nature) -> timedelta:
    """Return how long a client who agreed takes to pay."""
    return timedelta(days=min(40.0, 1 + chance.lognormvariate(1.3, 0.7) / (0.4 + client.will)))


def keeps(chance: Chance, diligence: float) -> bool:
    """Return whether a person does a step nobody makes them do."""
    return chance.random() < diligence


def gap(chance: Chance, leads_a_day: float) -> timedelta:
    """Return how long until the next lead: they come at any hour."""
    return timedelta(days=chance.lognormvariate(-0.32, 0.8) / leads_a_day)


def is_survey(text: str) -> bool:
    """Return whether a letter asks why.

    >>> is_survey("Вы отказались. Что стало причиной?"), is_survey("Счёт во вложении")
    (True, False)
    """
    return "почему" in text.lower() or "причин" in text.lower()


def reason_of(words: str) -> str:
    """Return under which reason a person files a refusal.

    >>> reason_of("Спасибо, для нас это дорого"), reason_of("Уже выбрали другого поставщика")
    ('Цена', 'Выбрали конкурента')
    """
    if "дорого" in words or "бюджет" in words:
        return "Цена"
    if "выбрали" in words:
        return "Выбрали конкурента"
    return "Долгий цикл" if "отложить" in words else "Не наш клиент"
