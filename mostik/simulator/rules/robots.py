"""The robots of the virtual department, as a head would build them: when each begins and what it does.

``@stage:…`` and ``@letter:…`` and ``@silent`` stand for numbers the company's books give.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Step = Mapping[str, Any]

LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "answer": (
        "Ваша заявка у нас",
        "Здравствуйте! Заявку получили. Время встречи можно выбрать на сайте.",
    ),
    "warm": ("Как это работает у других", "Здравствуйте! Посылаем примеры похожих проектов и расчёт окупаемости."),
    "remind": ("Напоминаем о встрече", "Здравствуйте! Ждём вас на встрече, время прежнее."),
    "offer": ("Предложение по итогам встречи", "Здравствуйте! Готовим предложение и договор по итогам встречи."),
    "push": ("Вопросы по предложению", "Здравствуйте! Остались ли вопросы по предложению?"),
    "invoice": ("Счёт", "Здравствуйте! Счёт готов, оплатить можно по нему."),
    "dun": ("Напоминаем об оплате", "Здравствуйте! Счёт ещё не оплачен, напоминаем о нём."),
    "thanks": ("Спасибо", "Здравствуйте! Спасибо за покупку."),
    "ask": ("Почему не сложилось?", "Здравствуйте! Расскажите, пожалуйста, почему вы отказались: мы исправимся."),
}


@dataclass(frozen=True)
class Robot:
    """A robot to be made: its name, trigger with answers, steps."""

    title: str
    trigger: str
    told: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()


def do(deed: str, **told: str) -> Step:
    """Return a step that does something.

    >>> do("deal.win")
    {'kind': 'do', 'deed': 'deal.win', 'told': {}}
    """
    return {"kind": "do", "deed": deed, "told": told}


def letter(name: str, **told: str) -> Step:
    """Return a step that sends a letter."""
    return do("deal.letter", template=f"@letter:{name}", **told)


def stands(title: str, link: str, days: int, *steps: Step) -> Robot:
    """Return a robot for deals that have stood so long."""
    return Robot(title, "deal.standing", {"stage": f"@stage:{link}", "days": str(days)}, steps)


LOSE: Final = do("deal.lose", reason="@silent", note="")
ROBOTS: Final[tuple[Robot, ...]] = (
    Robot("Первый ответ", "deal.created", steps=(letter("answer", purpose="answer"),)),
    stands("Прогрев: примеры", "lead", 2, letter("warm")),
    stands("Прогрев: ещё раз", "lead", 5, letter("warm")),
    stands("Прогрев: последний раз", "lead", 9, letter("warm")),
    stands("Молчит две недели", "lead", 14, LOSE),
    Robot(
        "Встреча назначена",
        "deal.planned",
        {"kind": "meeting"},
        (do("deal.move", stage="@stage:qualified"), {"kind": "wait", "amount": 12, "unit": "hours"}, letter("remind")),
    ),
    Robot(
        "Встреча прошла",
        "deal.done",
        {"kind": "meeting", "result": "held"},
        (
            do("deal.move", stage="@stage:meeting"),
            do("deal.draft", paper="proposal"),
            letter("offer"),
            do("deal.move", stage="@stage:proposal"),
        ),
    ),
    stands("Дожим: вопросы", "proposal", 3, letter("push")),
    stands("Дожим: ещё раз", "proposal", 7, letter("push")),
    stands("Дожим: последний раз", "proposal", 12, letter("push")),
    stands("Молчит после предложения", "proposal", 21, LOSE),
    Robot("Счёт", "deal.entered", {"stage": "@stage:invoice"}, (do("deal.draft", paper="invoice"), letter("invoice"))),
    stands("Счёт не оплачен", "invoice", 4, letter("dun")),
    stands("Счёт всё ещё не оплачен", "invoice", 9, letter("dun")),
    stands("Так и не оплатил", "invoice", 35, LOSE),
    Robot("Оплата пришла", "deal.paid", steps=(do("deal.win"),)),
    Robot("Спасибо", "deal.won", steps=(letter("thanks"),)),
    Robot("Почему отказались", "deal.lost", {"reason": ""}, (letter("ask"),)),
)
