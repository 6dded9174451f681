"""The robots of the virtual department, as a head would build them: when each begins, what it does, when it stops.

``@stage:…``, ``@letter:…``, ``@reason:…`` and ``@silent`` stand for numbers the company's books give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

Step = Mapping[str, Any]
#: Where a client picks a time by themselves.
MEET: Final = "@meet"

GREETING: Final = f"Здравствуйте! Заявку получили. Выберите время встречи: {MEET}"
LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "answer": ("Ваша заявка у нас", GREETING),
    "warm": (
        "Как это работает у других",
        f"Здравствуйте! Посылаем примеры похожих проектов и расчёт окупаемости. Встретиться: {MEET}",
    ),
    "missed": ("Не увиделись", f"Здравствуйте! Сегодня не увиделись. Выберите другое время: {MEET}"),
    "remind": ("Напоминаем о встрече", "Здравствуйте! Ждём вас на встрече, время прежнее."),
    "offer": ("Предложение по итогам встречи", "Здравствуйте! Предложение: {paper.link}. Согласны — нажмите там же."),
    "push": ("Вопросы по предложению", "Здравствуйте! Остались ли вопросы по предложению? Оно здесь: {paper.link}"),
    "invoice": ("Счёт", "Здравствуйте! Счёт готов, оплатить можно по нему: {paper.link}"),
    "dun": ("Напоминаем об оплате", "Здравствуйте! Счёт ещё не оплачен, напоминаем о нём: {paper.link}"),
    "thanks": ("Спасибо", "Здравствуйте! Спасибо за покупку."),
    "ask": ("Почему не сложилось?", "Здравствуйте! Расскажите, пожалуйста, почему вы отказались: мы исправимся."),
}
#: By which phrases a refusal is read, by the reason it is filed under.
PHRASES: Final[Mapping[str, str]] = {
    "Цена": "дорого\nне по бюджету",
    "Выбрали конкурента": "выбрали другого\nвыбрали конкурента",
    "Не наш клиент": "не интересно\nнеинтересно",
}
#: What a text robot says to whoever refuses.
FAREWELL: Final = "Понял вас, спасибо, что сказали. Больше не беспокою."


@dataclass(frozen=True)
class Robot:
    """A robot to be made: its name, trigger with answers, steps; one that stops at something is a sequence.

    It works on open deals alone where ``still_open``, on deals at these links alone where it names any.
    """

    title: str
    trigger: str
    told: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    until: tuple[str, ...] = ()
    still_open: bool = False
    at: tuple[str, ...] = ()


def chosen(field: str, values: Sequence[str]) -> Mapping[str, Any]:
    """Return the condition that a field of the deal is one of these.

    >>> chosen("outcome", ["open"])
    {'groups': [{'rules': [{'field': 'outcome', 'op': 'any', 'value': ['open']}]}]}
    """
    return {"groups": [{"rules": [{"field": field, "op": "any", "value": list(values)}]}]}


def do(deed: str, **told: str) -> Step:
    """Return a step that does something.

    >>> do("deal.win")
    {'kind': 'do', 'deed': 'deal.win', 'told': {}}
    """
    return {"kind": "do", "deed": deed, "told": told}


def reach(name: str) -> Step:
    """Return a step that writes by whichever way reaches the client."""
    return do("deal.reach", template=f"@letter:{name}")


def paper(kind: str, name: str) -> Step:
    """Return a step that sends a paper with its link."""
    return do("deal.paper", paper=kind, template=f"@letter:{name}")


def days(amount: int) -> Step:
    """Return a pause."""
    return {"kind": "wait", "amount": amount, "unit": "days"}


def stands(title: str, link: str, amount: int, *steps: Step, until: tuple[str, ...] = ()) -> Robot:
    """Return a robot for deals that have stood so long."""
    return Robot(title, "deal.standing", {"stage": f"@stage:{link}", "days": str(amount)}, steps, until)


def refused(reason: str) -> Robot:
    """Return a robot that files a refusal the client writes in so many words."""
    lose = do("deal.lose", reason=f"@reason:{reason}", note="")
    told = {"way": "", "words": PHRASES[reason]}
    return Robot(f"Отказ: {reason.lower()}", "deal.client_wrote", told, (lose,), still_open=True)


LOSE: Final = do("deal.lose", reason="@silent", note="")
OVER: Final = ("deal.paid", "deal.won", "deal.lost", "deal.unsubscribed")
TALKED: Final = ("deal.replied", "deal.booked", *OVER)
#: Of the ready-made ones, those taken as they are.
READY: Final = ("warm_up", "ask_why")
ROBOTS: Final[tuple[Robot, ...]] = (
    stands(
        "Прогрев молчащих", "lead", 2, reach("warm"), days(3), reach("warm"), days(4), reach("warm"), days(1),
        until=TALKED,
    ),
    stands("Молчит две недели", "lead", 14, LOSE),
    Robot("Встреча назначена", "deal.planned", {"kind": "meeting"}, (do("deal.move", stage="@stage:qualified"),)),
    Robot("Не пришёл", "deal.done", {"kind": "meeting", "result": "not come"}, (reach("missed"),)),
    stands("Молчит после неявки", "qualified", 21, LOSE),
    Robot(
        "Встреча прошла",
        "deal.done",
        {"kind": "meeting", "result": "held"},
        (
            do("deal.move", stage="@stage:meeting"),
            paper("proposal", "offer"),
            do("deal.move", stage="@stage:proposal"),
        ),
    ),
    Robot(
        "Дожим предложения",
        "deal.entered",
        {"stage": "@stage:proposal"},
        (
            days(3), paper("proposal", "push"), days(4), paper("proposal", "push"), days(5), paper("proposal", "push"),
            days(1),
        ),
        until=("deal.accepted", *OVER),
    ),
    stands("Молчит после предложения", "proposal", 21, LOSE),
    Robot("Согласен", "deal.accepted", {"paper": "proposal"}, (do("deal.move", stage="@stage:invoice"),)),
    Robot(
        "К оплате",
        "deal.entered",
        {"stage": "@stage:invoice"},
        (paper("invoice", "invoice"), days(4), paper("invoice", "dun"), days(5), paper("invoice", "dun"), days(1)),
        until=OVER,
    ),
    stands("Так и не оплатил", "invoice", 35, LOSE),
    Robot("Оплата пришла", "deal.paid", steps=(do("deal.win"),)),
    Robot("Спасибо", "deal.won", steps=(reach("thanks"),)),
    *(refused(reason) for reason in PHRASES),
)  # fmt: skip
#: Where people move deals too, these move none back.
FORWARD: Final[Mapping[str, tuple[str, ...]]] = {
    "Встреча назначена": ("lead",),
    "Встреча прошла": ("lead", "qualified", "meeting"),
}
#: Those of a department whose people work on as they did: nothing is begun or given up by the clock alone.
BESIDE_PEOPLE: Final[tuple[Robot, ...]] = (
    Robot(
        "Прогрев молчащих",
        "deal.entered",
        {"stage": "@stage:lead"},
        (days(2), reach("warm"), days(3), reach("warm"), days(4), reach("warm"), days(1)),
        until=TALKED,
    ),
    *(replace(each, at=FORWARD.get(each.title, ())) for each in ROBOTS if each.trigger != "deal.standing"),
)
