"""What is Bitrix24's own: stages every portal starts with, headings of its exports."""

from typing import Final

from mostik.crm.rules.imports.systems import System, aliases, names
from mostik.crm.terms import StageKind

#: Stages of a portal nobody has renamed, by their code without the pipeline's mark.
STAGES: Final = {
    "NEW": "Новая",
    "PREPARATION": "Подготовка документов",
    "PREPAYMENT_INVOICE": "Счёт на предоплату",
    "EXECUTING": "В работе",
    "FINAL_INVOICE": "Финальный счёт",
    "WON": "Сделка успешна",
    "LOSE": "Сделка провалена",
    "APOLOGY": "Анализ причины провала",
}

SYSTEM: Final = System(
    code="bitrix24",
    title="Bitrix24",
    json=True,
    opening=STAGES["NEW"],
    closing={StageKind.WON: STAGES["WON"], StageKind.LOST: STAGES["LOSE"]},
    grouped=True,
    won=names("Сделка успешна; WON; Deal won; Won; Качественный лид; CONVERTED"),
    lost=names(
        "Сделка провалена; Анализ причины провала; LOSE; APOLOGY; Deal lost; Lost; Analyze failure; "
        "Некачественный лид; JUNK"
    ),
    signs=(
        ("leads", names("Название лида")),
        ("activities", names("Тип; Срок")),
        ("deals", names("Стадия сделки")),
        ("deals", names("Воронка; Сумма")),
        ("contacts", names("Имя; Фамилия")),
        ("companies", names("Название компании")),
    ),
    headings={
        "deals": aliases(
            title="Название; Название сделки; Deal name; TITLE",
            amount="Сумма; Amount; OPPORTUNITY",
            currency="Валюта; Currency; CURRENCY_ID",
            stage="Стадия сделки; Стадия; Stage; STAGE_ID",
            pipeline="Воронка; Направление; Pipeline; CATEGORY_ID",
            created="Дата создания; Создано; Created on; DATE_CREATE",
            closed="Дата завершения; Предполагаемая дата закрытия; End date; CLOSEDATE",
            contact="Контакт; Контакт: Имя; Contact",
            last_name="Контакт: Фамилия",
            phone="Контакт: Рабочий телефон; Рабочий телефон; Телефон",
            email="Контакт: Рабочий e-mail; Рабочий e-mail",
            company="Компания; Название компании; Компания: Название; Company",
            product="Товар; Product",
            channel="Источник; Source; SOURCE_ID",
            note="Комментарий; Comment; COMMENTS",
            extra="Тип; Цена; Количество; Дата начала; Дата изменения",
        ),
        "leads": aliases(
            title="Название лида; Название; Lead name",
            stage="Стадия; Статус; Стадия лида; Status",
            amount="Возможная сумма; Сумма",
            company="Название компании; Компания",
            created="Дата создания; Создан; Created on",
            closed="Дата завершения",
            phone="Рабочий телефон; Телефон; Мобильный телефон",
            email="Рабочий e-mail; E-mail",
            channel="Источник",
            note="Комментарий",
            extra="Адрес; Кем создан",
        ),
    },
)
