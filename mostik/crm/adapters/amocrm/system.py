"""What is amoCRM's own: constants every account shares."""

from typing import Final

from mostik.crm.rules.imports.systems import System, aliases, names
from mostik.crm.terms import StageKind

#: The same numbers in every pipeline of every account.
WON, LOST = 142, 143
CLOSING: Final = {WON: "Успешно реализовано", LOST: "Закрыто и не реализовано"}

SYSTEM: Final = System(
    code="amocrm",
    title="amoCRM",
    json=True,
    opening="Неразобранное",
    closing={StageKind.WON: CLOSING[WON], StageKind.LOST: CLOSING[LOST]},
    won=names("Успешно реализовано; 142; Closed - won"),
    lost=names("Закрыто и не реализовано; 143; Closed - lost"),
    signs=(
        ("deals", names("Этап сделки")),
        ("deals", names("Название сделки")),
        ("deals", names("Lead title")),
        ("activities", names("Срок; Сделка")),
        ("contacts", names("Полное имя контакта")),
        ("contacts", names("Имя; Фамилия")),
        ("companies", names("Название компании")),
    ),
    headings={
        "deals": aliases(
            title="Название сделки; Lead title; Lead name",
            amount="Бюджет; Sale; Бюджет, руб.; Бюджет ₽",
            owner="Ответственный; Responsible user",
            created="Дата создания сделки; Дата создания; Created at",
            closed="Дата закрытия; Closed at",
            stage="Этап сделки; Lead status; Stage",
            contact="Полное имя контакта; Основной контакт; Contact full name",
            company="Компания контакта; Компания; Company",
            phone="Рабочий телефон; Рабочий телефон (контакт); Мобильный телефон; Work phone",
            email="Рабочий email; Рабочий e-mail; Email рабочий; Work email",
            reason="Причина отказа; Причина закрытия",
            channel="Канал; Источник сделки; Источник",
            note="Примечание; Примечание 1",
            extra="Кем создана сделка; Дата редактирования; Кем редактирована; Теги; Ответственный за контакт; Услуга",
        )
    },
)
