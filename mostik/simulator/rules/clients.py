"""What virtual clients are like and what they make of what they are written: pure, by a seeded chance."""

from datetime import timedelta

from mostik.simulator.rules.cast import FIRSTS, LASTS
from mostik.simulator.rules.market import client_names
from mostik.simulator.terms import Answer, Chance, Nature, Phase

#: How much of their will is left after waiting so long for the first word: who answers late is answered less.
PATIENCE_HOURS = 20.0
#: Of those who would agree at once, the share that does at one letter; the others need another touch.
ONE_LETTER = 0.34
REFUSALS = {Phase.NEW: 0.10, Phase.MET: 0.12, Phase.AGREED: 0.03}
LEAVES = 0.02
MET_AGREE = 0.42
NAMES = tuple(client_names(400))


def nature(chance: Chance, number: int) -> Nature:
    """Return a new client; the address tells them from all others."""
    return Nature(
        number=number,
        name=f"{FIRSTS[number % len(FIRSTS)]} {LASTS[number // 3 % len(LASTS)]}",
        company=f"{NAMES[number % len(NAMES)]} {number}",
        email=f"client{number}@example.com",
        will=0.25 + 0.75 * chance.random(),
        hours=chance.lognormvariate(1.2, 0.9),
        roubles=round(chance.lognormvariate(12.2, 0.6), -3),
    )


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
    if phase is Phase.NEW and chance.random() < client.will * left * ONE_LETTER:
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


def gap(chance: Chance, leads_a_day: int) -> timedelta:
    """Return how long until the next lead: they come at any hour."""
    return timedelta(days=chance.lognormvariate(-0.32, 0.8) / leads_a_day)
