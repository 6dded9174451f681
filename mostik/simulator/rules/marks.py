"""What clients of the demo department say of it: marks and words, pure, by a seeded chance."""

from collections.abc import Mapping
from typing import Final

from mostik.simulator.terms import Chance

#: Weights of the marks from the best to the worst.
WEIGHTS: Final[Mapping[str, tuple[float, ...]]] = {
    "csat": (46, 31, 12, 7, 4),
    "nps": (30, 22, 16, 11, 7, 5, 4, 2, 1, 1, 1),
}
BEST: Final[Mapping[str, int]] = {"csat": 5, "nps": 10}
GLAD: Final = (
    "Всё в срок, менеджер на связи.",
    "Помогли подобрать насос под нашу линию, спасибо.",
    "Документы пришли в тот же день.",
    "Работаем второй год, претензий нет.",
    "",
    "",
)
SO_SO: Final = ("В целом хорошо, но доставку ждали дольше, чем обещали.", "Нормально.", "", "")
SAD: Final = (
    "Две недели не могли получить счёт-фактуру.",
    "Привезли не ту комплектацию, замену ждём до сих пор.",
    "После оплаты на звонки отвечать перестали.",
    "Обещали монтаж в цене, потом выставили отдельно.",
)


def mark(chance: Chance, kind: str) -> tuple[int, str]:
    """Return a client's mark of a scale and their words.

    >>> from random import Random
    >>> marks = [mark(Random(seed), "nps")[0] for seed in range(300)]
    >>> set(marks) <= set(range(11)), sum(each >= 9 for each in marks) > sum(each <= 6 for each in marks)
    (True, True)
    """
    best = BEST[kind]
    weights = WEIGHTS[kind]
    score = best - chance.choices([*range(len(weights))], [*weights], k=1)[0]
    words = GLAD if score >= best - 1 else SAD if score <= best * 0.6 else SO_SO
    return score, chance.choice([*words])
