"""Dialogues to begin with: a client qualified, a meeting booked, in Russian and English."""

from collections.abc import Mapping
from typing import Any, Final

from mostik.automation.rules.dialogues.scenario import Scenario

Words = Mapping[str, list[str]]

TITLES: Final[Mapping[tuple[str, str], str]] = {
    ("qualification", "ru"): "Квалификация клиента",
    ("qualification", "en"): "Qualifying a client",
    ("booking", "ru"): "Запись на встречу",
    ("booking", "en"): "Booking a meeting",
}
_RU: Final = {
    "need": ["Здравствуйте! Расскажите, пожалуйста, что вам нужно?", "Добрый день! Чем можем помочь?"],
    "need_again": ["Напишите в двух словах, какая у вас задача."],
    "budget": ["На какой бюджет рассчитываете?", "Какую сумму планируете на это?"],
    "term": ["К какому дню это нужно?"],
    "name": ["Как к вам обращаться?"],
    "phone": ["{name}, по какому номеру с вами связаться? Отвечая, вы соглашаетесь на обработку данных для связи."],
    "slots": ["Предлагаю коротко созвониться со специалистом. Когда вам удобно?"],
    "booked": ["Записал: {slots}. {name}, ждём вас! Если планы изменятся, просто напишите сюда."],
    "over": ["Спасибо! Подключаю коллегу, он ответит здесь же."],
    "purpose": ["Здравствуйте! Запишу вас на встречу. О чём хотите поговорить?"],
    "price": ["Цена зависит от задачи: назову точнее, когда узнаю подробности."],
    "robot": ["Я виртуальный помощник. Напишите «оператор», и я позову человека."],
}
_EN: Final = {
    "need": ["Hello! What are you looking for?", "Good day! How can we help?"],
    "need_again": ["Please say in a few words what you need."],
    "budget": ["What budget do you have in mind?", "How much do you plan to spend on it?"],
    "term": ["By what day do you need it?"],
    "name": ["What may I call you?"],
    "phone": ["{name}, what number can we reach you on? By answering you agree that we keep it to contact you."],
    "slots": ["Shall we have a short call with a specialist? When suits you?"],
    "booked": ["Booked: {slots}. Talk to you then, {name}! If your plans change, just write here."],
    "over": ["Thank you! A colleague will take it from here."],
    "purpose": ["Hello! I will book a meeting for you. What would you like to talk about?"],
    "price": ["The price depends on the task: I can say more once I know the details."],
    "robot": ["I am a virtual assistant. Write “operator” and I will call a person."],
}
_TITLES: Final = {
    "ru": {
        "need": "Что нужно",
        "budget": "Бюджет",
        "term": "Срок",
        "name": "Имя",
        "phone": "Телефон",
        "slots": "Свободное время",
        "booked": "Записан",
        "over": "Передать человеку",
        "purpose": "О чём встреча",
    },
    "en": {
        "need": "Need",
        "budget": "Budget",
        "term": "Term",
        "name": "Name",
        "phone": "Phone",
        "slots": "Free times",
        "booked": "Booked",
        "over": "Hand over",
        "purpose": "Purpose",
    },
}
ASKED: Final = {
    "qualification": (
        ("need", "text", "deal.note"),
        ("budget", "amount", "deal.amount"),
        ("term", "date", "deal.expected_on"),
        ("name", "name", "deal.name"),
        ("phone", "phone", "deal.phone"),
    ),
    "booking": (("purpose", "text", "deal.note"), ("name", "name", "deal.name"), ("phone", "phone", "deal.phone")),
}
_KEYS: Final = {
    "ru": (["сколько стоить", "цена", "стоимость", "прайс"], ["кто вы", "кто ты", "с кем говорить"]),
    "en": (["how much", "price", "cost"], ["who are you", "what are you"]),
}


def ready(code: str, language: str) -> Scenario:
    """Return a dialogue to begin with.

    >>> [state["code"] for state in ready("booking", "en")["states"]]
    ['purpose', 'name', 'phone', 'slots', 'booked', 'over']
    """
    words, titles = (_EN if language == "en" else _RU), _TITLES[language]
    price, who = _KEYS[language]
    asked = [_ask(each, wants, fills, words, titles) for each, wants, fills in ASKED[code]]
    return {
        "language": language,
        "states": [*asked, *_booked(words, titles)],
        "intents": [{"keys": price, "say": words["price"], "to": ""}, {"keys": who, "say": words["robot"], "to": ""}],
        "misses": 2,
        "silences": [30, 24 * 60],
        "late": 15,
    }


def _ask(code: str, wants: str, fills: str, words: Words, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "ask",
        "title": titles[code],
        "say": words[code],
        "again": words.get(f"{code}_again", []),
        "next": "",
        "slot": code,
        "wants": wants,
        "confirm": False,
        "fills": fills,
        "least": "",
        "most": "",
        "options": [],
    }


def _booked(words: Words, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "code": "slots",
            "kind": "offer",
            "title": titles["slots"],
            "say": words["slots"],
            "again": [],
            "next": "booked",
            "otherwise": "over",
            "offer": "meeting",
            "told": {},
        },
        {"code": "booked", "kind": "end", "title": titles["booked"], "say": words["booked"]},
        {"code": "over", "kind": "hand_over", "title": titles["over"], "say": words["over"], "person": ""},
    ]
