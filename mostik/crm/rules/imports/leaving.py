"""Deals as rows of the very columns an import reads, so that what leaves can come in again unchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from mostik.crm.rules.imports.fields import BY_CODE
from mostik.kernel.cells import guarded

#: The fields that leave, in the order of columns, and what their columns are called in Russian.
COLUMNS: Final = {
    "external_id": "ID",
    "title": "Название сделки",
    "amount": "Сумма",
    "currency": "Валюта",
    "owner": "Ответственный",
    "pipeline": "Воронка",
    "stage": "Этап",
    "company": "Компания",
    "contact": "Контакт",
    "position": "Должность",
    "phone": "Телефон",
    "email": "E-mail",
    "channel": "Канал",
    "product": "Товар",
    "created": "Дата создания",
    "closed": "Дата закрытия",
    "expected": "Ожидаемая дата закрытия",
    "reason": "Причина отказа",
    "note": "Примечание",
    "past": "Пройденные этапы",
}


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """A deal on its way out: texts by field, moments apart, then the texts of own fields."""

    texts: dict[str, str]
    created: datetime
    closed: datetime | None = None
    expected: date | None = None
    past: Sequence[tuple[str, datetime]] = ()
    own: Sequence[str] = ()

    def cells(self) -> list[str]:
        """Return its cells in the order of columns, nothing in them a spreadsheet would run."""
        told = {
            **self.texts,
            "created": self.created.isoformat(),
            "closed": self.closed.isoformat() if self.closed else "",
            "expected": self.expected.isoformat() if self.expected else "",
            "past": " | ".join(f"{stage} @ {at.isoformat()}" for stage, at in self.past),
        }
        return [guarded(text) for text in (*(told.get(code, "") for code in COLUMNS), *self.own)]


def headings(language: str) -> list[str]:
    """Return the headings of the columns, known to the import in both languages.

    >>> headings("en")[:2], headings("ru")[:2]
    (['Number in the old system', 'Title'], ['ID', 'Название сделки'])
    """
    return list(COLUMNS.values()) if language == "ru" else [BY_CODE[code].title for code in COLUMNS]
