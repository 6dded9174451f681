"""What fills the department's cards: papers, requests, audiences, books and a register, as it says and does them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paper:
    """A paper: on a deal of which link, of what kind, in what state, how many days old and good for how many."""

    milestone: str
    kind: str
    state: str
    age: int = 3
    term: int = 14
    words: str = ""


@dataclass(frozen=True)
class Request:
    """A request for a decision: who asks whom for what, and what became of it."""

    who: str
    decider: str
    kind: str
    title: str
    roubles: int
    note: str = ""
    state: str = "waiting"
    words: str = ""


PAPERS = (
    Paper("meeting", "proposal", "draft", 0),
    Paper("meeting", "proposal", "issued", 1),
    Paper("proposal", "proposal", "sent", 4),
    Paper("proposal", "proposal", "viewed", 6),
    Paper("proposal", "proposal", "accepted", 9, words="Ирина Зимина, директор"),
    Paper("proposal", "proposal", "cancelled", 12, words="Клиент попросил другой состав"),
    Paper("contract", "contract", "draft", 0),
    Paper("contract", "contract", "sent", 3),
    Paper("contract", "contract", "viewed", 5),
    Paper("contract", "contract", "accepted", 8, words="Сергей Попов, генеральный директор"),
    Paper("invoice", "invoice", "issued", 1, 7),
    Paper("invoice", "invoice", "sent", 2, 7),
    Paper("invoice", "invoice", "viewed", 4, 7),
    Paper("invoice", "invoice", "sent", 20, 7),
    Paper("invoice", "invoice", "paid", 10, 7),
    Paper("invoice", "invoice", "cancelled", 15, 7, words="Выставлен на другое юридическое лицо"),
)

REQUESTS = (
    Request("Белов", "Громов", "people.expense", "Такси до клиента в Дзержинске", 3_200, "Три встречи за день"),
    Request("Волкова", "Королёва", "people.expense", "Стенд на выставке «ЖКХ-2026»", 42_000, "Половину платит партнёр"),
    Request("Лис", "Королёва", "people.write_off", "Насос с демонстрационного стенда", 8_500, "Не подлежит ремонту"),
    Request(
        "Панов",
        "Лис",
        "people.expense",
        "Образцы арматуры",
        6_400,
        state="approved",
        words="Согласовано",
    ),
    Request(
        "Долина",
        "Королёва",
        "people.expense",
        "Подарки ключевым клиентам",
        38_000,
        state="declined",
        words="Бюджет на подарки исчерпан до января",
    ),
    Request(
        "Серов",
        "Королёва",
        "people.expense",
        "Командировка в Казань",
        27_000,
        state="asked",
        words="Сколько там встреч?",
    ),
)

BENEFITS = (
    ("Повторный заказ", 300, 365, "Клиент уже покупал"),
    ("Комплект от трёх позиций", 500, 90, "Три строки и больше в одном счёте"),
    ("Предоплата 100 %", 200, 365, "Счёт оплачен до отгрузки"),
)

LETTERS = (
    (
        "email",
        "После первого разговора",
        "{deal.title}: как договорились",
        "{client.first_name}, добрый день!\n\nСпасибо за разговор. Готовим предложение по «{deal.title}», пришлём "
        "до конца завтрашнего дня.\n\n{manager.name}, {company.name}\n{manager.phone}",
    ),
    (
        "email",
        "Напомнить о предложении",
        "{deal.title}: всё ли понятно в предложении",
        "{client.first_name}, добрый день!\n\nНа прошлой неделе отправили предложение на {deal.amount}. Подскажите, "
        "что в нём изменить, чтобы вы могли решить?\n\n{manager.name}",
    ),
    ("message", "Подтвердить встречу", "", "{client.first_name}, добрый день! Встреча завтра в силе? {manager.name}"),
    ("message", "Не дозвонились", "", "{client.first_name}, звонил вам по «{deal.title}». Когда удобно поговорить?"),
)

#: Title, subject, conditions, live; the last one is kept as it stood and has a campaign over it.
AUDIENCES: tuple[tuple[str, str, dict[str, Any], bool], ...] = (
    (
        "Покупали, но молчат два месяца",
        "company",
        {
            "groups": [
                {"rules": [{"field": "bought", "op": "yes"}, {"field": "touched", "op": "longer", "value": "60"}]},
            ]
        },
        True,
    ),
    (
        "Строители и энергетики Поволжья",
        "company",
        {
            "groups": [
                {
                    "every": False,
                    "rules": [
                        {"field": "sector", "op": "is", "value": "строительство"},
                        {"field": "sector", "op": "is", "value": "энергетика"},
                    ],
                },
                {
                    "every": False,
                    "rules": [
                        {"field": "region", "op": "has", "value": "Нижегородская"},
                        {"field": "region", "op": "has", "value": "Самарская"},
                    ],
                },
            ]
        },
        True,
    ),
    ("Сделки без следующего шага", "deal", {"groups": [{"rules": [{"field": "stepless", "op": "yes"}]}]}, True),
    (
        "ЖКХ: осенняя рассылка",
        "company",
        {"groups": [{"rules": [{"field": "sector", "op": "is", "value": "ЖКХ"}]}]},
        False,
    ),
)

TRIAL_FIELDS: tuple[dict[str, Any], ...] = (
    {"type": "text", "title": "Серийный номер", "title_en": "Serial number", "listed": True, "searchable": True},
    {"type": "number", "title": "Дней", "title_en": "Days", "listed": True},
    {"type": "yes_no", "title": "Возвращено", "title_en": "Returned", "listed": True},
)

TRIAL_GRANTS: dict[str, Any] = {
    "owner": {"see": "all", "edit": "all", "remove": "all", "add": True},
    "head": {"see": "all", "edit": "all", "remove": "all", "add": True},
    "lead": {"see": "team", "edit": "team", "remove": "own", "add": True},
    "manager": {"see": "own", "edit": "own", "remove": "", "add": True},
}

#: Goods by title: their code and what one costs, in roubles.
GOODS: dict[str, tuple[str, int]] = {
    "Насосная станция НС-40": ("НС-40", 298_000),
    "Компрессор КВ-15": ("КВ-15", 189_000),
    "Сервисный договор, год": ("СД-12", 41_000),
    "Монтаж и пусконаладка": ("МПН", 82_000),
    "Запасные части": ("ЗИП", 29_500),
    "Модернизация линии": ("МЛ", 905_000),
}
#: In hundredths of a per cent.
VAT_RATE = 2200

#: Numbers of own fields are kept as whole millionths.
MILLIONTHS = 1_000_000

TRIALS: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("Насосная станция НС-40, котельная", ("НС40-0117", 14 * MILLIONTHS, False)),
    ("Насосная станция НС-60, третий цех", ("НС60-0042", 10 * MILLIONTHS, False)),
    ("Шкаф управления ШУ-2", ("ШУ2-0311", 7 * MILLIONTHS, True)),
    ("Клапан регулирующий, тепловой пункт", ("КР-1904", 21 * MILLIONTHS, False)),
    ("Насос погружной, скважина 4", ("НП-0226", 14 * MILLIONTHS, True)),
    ("Преобразователь частоты 22 кВт", ("ПЧ22-0078", 30 * MILLIONTHS, False)),
)

REJECTED = (
    ("Предложение рекламы в справочнике", "Спам"),
    ("Повторная заявка с сайта: АО «Исток»", "Дубль"),
    ("Заявка с формы без имени", "Неверный номер"),
    ("Ищут работу водителем", "Вакансия или поставщик"),
    ("Рассылка семинаров", "Спам"),
)
