"""What clients of the demo department say when they are asked why they refused: pure, by a seeded chance."""

from collections.abc import Mapping
from typing import Final

from mostik.simulator.terms import Chance

#: By which phrases the head lets each reason be read, and in which words clients give it.
PHRASES: Final[Mapping[str, str]] = {
    "Цена": "дорого\nцена\nдешевле",
    "Нет бюджета": "бюджет\nнет деньги\nденьги не выделить",
    "Выбрали конкурента": "другой поставщик\nконкурент\nкупить у другой",
    "Нет нужного товара": "не подходить\nхарактеристика\nмощность",
    "Долгий цикл": "отложить\nне сейчас\nв следующий год",
}
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "Цена": (
        "Честно говоря, вышло дорого.",
        "Нашли дешевле, разница почти на пятую часть.",
        "Цена выше, чем мы рассчитывали.",
        "Всё понравилось, но дорого для нас.",
    ),
    "Нет бюджета": (
        "Бюджет на этот год закрыли.",
        "Руководство не согласовало бюджет.",
        "Нет денег на этот проект, к сожалению.",
    ),
    "Выбрали конкурента": (
        "Выбрали другого поставщика, у них монтаж входит в договор.",
        "Ваш конкурент ответил быстрее.",
        "Купили у других, там было на складе.",
    ),
    "Нет нужного товара": (
        "Не подошла по мощности, нам нужна больше.",
        "Характеристики не те, что в проекте.",
        "Станция не подходит под нашу линию.",
    ),
    "Долгий цикл": (
        "Решили отложить до весны.",
        "Сейчас ремонт, поэтому не сейчас.",
        "Проект перенесли, вернёмся в следующем году.",
    ),
}
#: What names no reason, or two: a person reads those.
UNCLEAR: Final = (
    "Спасибо, всё было хорошо.",
    "Так сложились обстоятельства.",
    "И дорого, и проект решили отложить.",
)
SILENT: Final = 0.35
VAGUE: Final = 0.12
#: How often a client means what the seller wrote down, and by how much more often price is named towards the end.
AGREES: Final = 0.55
DEARER: Final = 2.5


def why(chance: Chance, given: str, late: float) -> tuple[str, str]:
    """Return what a client answers, empty where they do not, and the reason they mean.

    ``given`` is the reason the seller wrote down; ``late`` how far the months asked about have gone, from 0 to 1:
    prices bite more and more.

    >>> from random import Random
    >>> answers = [why(Random(seed), "Долгий цикл", 1.0) for seed in range(400)]
    >>> 100 < sum(not words for words, _reason in answers) < 180
    True
    >>> shares = [sum(why(Random(seed), "", late)[1] == "Цена" for seed in range(400)) for late in (0.0, 1.0)]
    >>> shares[0] * 1.5 < shares[1]
    True
    """
    means = given if given in WORDS and chance.random() < AGREES else _any(chance, late)
    drawn = chance.random()
    if drawn < SILENT:
        return "", means
    said = UNCLEAR if drawn < SILENT + VAGUE else WORDS[means]
    return chance.choice(list(said)), means


def _any(chance: Chance, late: float) -> str:
    weights = [1 + DEARER * late if title == "Цена" else 1.0 for title in WORDS]
    return chance.choices(list(WORDS), weights, k=1)[0]
