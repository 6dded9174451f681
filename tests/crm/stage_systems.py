"""Exports of other systems as small files, made for tests."""

import json
from pathlib import Path

HUBSPOT = {
    "hubspot-companies.csv": "Record ID,Company name,Industry,City,Company owner\n1,Acme Ltd,Retail,Leeds,\n",
    "hubspot-contacts.csv": (
        "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company\n"
        "7,Alex,Green,alex@acme.example,+7 912 345-67-89,Buyer,Acme Ltd\n"
    ),
    "hubspot-deals.csv": (
        "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Deal owner,Create Date,Close Date,Closed Lost Reason,"
        "Associated Company,Colour\n"
        "11,Doors,Sales Pipeline,Closed Won,1200.50,boris@mostik.test,2026-08-01 10:00,2026-08-20 12:00,,Acme Ltd,red\n"
        "12,Windows,Sales Pipeline,Qualified To Buy,900,boris@mostik.test,2026-09-01 10:00,2026-12-20,,Acme Ltd,\n"
        "13,Gates,Sales Pipeline,Closed Lost,300,nobody@else.test,2026-09-01 10:00,2026-09-20,Too dear,Acme Ltd,\n"
    ),
}
PIPEDRIVE = {
    "deals.csv": (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency,Deal - Organization,Deal - Contact person,Deal - Stage,"
        "Deal - Pipeline,Deal - Status,Deal - Deal created,Deal - Deal closed on,Deal - Lost reason,Deal - Owner\n"
        "1,Doors,1000,RUB,Acme,Alex Green,Proposal Made,Pipeline,Won,2026-08-01 10:00:00,2026-08-09 11:00:00,,Boris Belov\n"
        "2,Gates,500,RUB,Acme,Alex Green,Qualified,Pipeline,Lost,2026-08-01 10:00:00,2026-08-05 11:00:00,Price,Boris Belov\n"
        "3,Walls,700,RUB,Acme,,Qualified,Pipeline,Open,2026-08-01 10:00:00,,,Boris Belov\n"
    ),
    "activities.csv": (
        "Activity - Subject,Activity - Type,Activity - Marked as done time,Activity - Deal\n"
        "Talked of doors,call,2026-08-02 10:00:00,Doors\n"
        "Nowhere,call,2026-08-02 10:00:00,Unknown deal\n"
    ),
}
BITRIX = (
    "ID;Название;Стадия сделки;Воронка;Сумма;Валюта;Ответственный;Дата создания;Дата завершения;Компания;Товар;Цена;"
    "Количество;Цвет\n"
    "5;Дверь и окно;Сделка успешна;Продажи 24;1500,00;RUB;Boris Belov;01.08.2026 10:00:00;09.08.2026;Ромашка;Дверь;1000;1;"
    "синий\n"
    "5;Дверь и окно;Сделка успешна;Продажи 24;1500,00;RUB;Boris Belov;01.08.2026 10:00:00;09.08.2026;Ромашка;Окно;500;1;"
    "синий\n"
    "6;Забор;Подготовка документов;Продажи 24;700;RUB;Boris Belov;02.08.2026 10:00:00;30.12.2026;Ромашка;;;;\n"
)


def amo_account() -> dict[str, object]:
    """Return answers of amoCRM's API: users, a pipeline, a client, a deal with its history, what was done."""
    status = [{"id": 10, "name": "Первичный контакт"}, {"id": 20, "name": "Переговоры"}, {"id": 142, "name": "Ура"}]
    change = {"type": "lead_status_changed", "entity_id": 1, "entity_type": "lead"}

    def moved(at: int, before: int, after: int) -> dict[str, object]:
        told = [{"lead_status": {"id": number, "pipeline_id": 3}} for number in (before, after)]
        return {"id": str(at), **change, "created_at": at, "value_before": [told[0]], "value_after": [told[1]]}

    return {
        "users.json": {
            "_embedded": {
                "users": [{"id": 8, "name": "Боря", "email": "boris@mostik.test", "lang": "ru", "rights": {}}]
            }
        },
        "pipelines.json": {"_embedded": {"pipelines": [{"id": 3, "name": "Окна", "_embedded": {"statuses": status}}]}},
        "contacts.json": {
            "_embedded": {
                "contacts": [
                    {
                        "id": 50,
                        "name": "Пётр Смирнов",
                        "first_name": "Пётр",
                        "responsible_user_id": 8,
                        "custom_fields_values": [
                            {"field_code": "PHONE", "field_name": "Телефон", "values": [{"value": "89123456789"}]}
                        ],
                        "_embedded": {"companies": [{"id": 70}]},
                    }
                ]
            }
        },
        "companies.json": [{"id": 70, "name": "ООО Ромашка", "responsible_user_id": 8}],
        "leads.json": [
            {
                "id": 1,
                "name": "Окна в офис",
                "price": 5000,
                "responsible_user_id": 8,
                "pipeline_id": 3,
                "status_id": 142,
                "created_at": 1785542400,
                "closed_at": 1786406400,
                "custom_fields_values": [
                    {
                        "field_id": 1,
                        "field_name": "Цвет",
                        "field_type": "multiselect",
                        "values": [{"value": "a"}, {"value": "b"}],
                    }
                ],
                "_embedded": {
                    "contacts": [{"id": 50, "is_main": True}],
                    "companies": [{"id": 70}],
                    "tags": [{"name": "vip"}],
                },
            }
        ],
        "events.json": [moved(1785628800, 10, 20), moved(1786406400, 20, 142)],
        "notes.json": [
            {
                "id": 9,
                "entity_id": 1,
                "entity_type": "leads",
                "note_type": "common",
                "created_at": 1785628900,
                "responsible_user_id": 8,
                "params": {"text": "Просил счёт"},
            }
        ],
    }


def written(folder: Path, files: dict[str, object], encoding: str = "utf-8") -> Path:
    """Write files into a folder and return it."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).write_bytes(text.encode(encoding))
    return folder
