"""Answers of Bitrix24's REST as plain tables: deals and leads with names instead of codes, their stages, activities."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mostik.crm.adapters.apart.plain import Item, Tables, columns_of, moment, text
from mostik.crm.adapters.bitrix24.system import STAGES

DEAL: Final = (
    "ID",
    "Название",
    "Сумма",
    "Валюта",
    "Ответственный",
    "Воронка",
    "Стадия сделки",
    "Дата создания",
    "Дата завершения",
    "Компания",
    "Контакт",
    "Контакт: Рабочий телефон",
    "Контакт: Рабочий e-mail",
    "Источник",
    "Комментарий",
    "Пройденные этапы",
)
LEAD: Final = ("ID", "Название лида", "Сумма", "Ответственный", "Стадия", "Дата создания", "Дата завершения")
#: Fields with a column of their own; everything else is kept under its own name.
_TAKEN: Final = frozenset(
    (
        *("ID", "TITLE", "OPPORTUNITY", "CURRENCY_ID", "ASSIGNED_BY_ID", "CATEGORY_ID", "STAGE_ID", "STATUS_ID"),
        *("DATE_CREATE", "CLOSEDATE", "COMPANY_ID", "CONTACT_ID", "SOURCE_ID", "COMMENTS", "DATE_CLOSED"),
        *("NAME", "LAST_NAME", "PHONE", "EMAIL", "COMPANY_TITLE"),
    )
)
_KINDS: Final = {"1": "meeting", "2": "call", "3": "task", "4": "email", "6": "message"}
_OWN_DEAL: Final = "2"


def tables(items: Iterable[Item]) -> Tables:
    """Return tables by part; what an item is, its fields tell."""
    portal = _Portal(items)
    return {
        "companies": columns_of(map(portal.company, portal.companies.values()), ("ID", "Название компании")),
        "contacts": columns_of(map(portal.contact, portal.contacts.values()), ("ID", "Имя", "Фамилия")),
        "leads": columns_of(map(portal.lead, portal.leads), LEAD),
        "deals": columns_of(map(portal.deal, portal.deals), DEAL),
        "activities": columns_of(portal.activities(), ("Тип", "Тема", "Дата", "Срок", "Сделка")),
    }


class _Portal:
    """Everything the files hold of one portal, by number or code."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.deals: list[Item] = []
        self.leads: list[Item] = []
        self.done: list[Item] = []
        self.people: dict[str, str] = {}
        self.pipelines: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.contacts: dict[str, Item] = {}
        self.companies: dict[str, Item] = {}
        self.stays: defaultdict[str, list[Item]] = defaultdict(list)
        for item in items:
            self._sort(item)

    def _sort(self, item: Item) -> None:
        number = text(item.get("ID") or item.get("id"))
        if "STAGE_SEMANTIC_ID" in item and "OWNER_ID" in item:
            self.stays[text(item["OWNER_ID"])].append(item)
        elif "OWNER_TYPE_ID" in item or "PROVIDER_ID" in item:
            self.done.append(item)
        elif "ENTITY_ID" in item and "STATUS_ID" in item:
            self.words[f"{item['ENTITY_ID']}:{item['STATUS_ID']}"] = text(item.get("NAME"))
        elif "STAGE_ID" in item:
            self.deals.append(item)
        elif "STATUS_ID" in item:
            self.leads.append(item)
        else:
            self._sort_others(number, item)

    def _sort_others(self, number: str, item: Item) -> None:
        if "COMPANY_TYPE" in item or ("TITLE" in item and "INDUSTRY" in item):
            self.companies[number] = item
        elif "USER_TYPE" in item or "ACTIVE" in item:
            named = f"{text(item.get('NAME'))} {text(item.get('LAST_NAME'))}".strip()
            self.people[number] = text(item.get("EMAIL")) or named
        elif "LAST_NAME" in item:
            self.contacts[number] = item
        elif "entityTypeId" in item or "isDefault" in item:
            self.pipelines[number] = text(item.get("name"))

    def company(self, item: Item) -> dict[str, str]:
        """Return a company as a row."""
        told = {"ID": text(item.get("ID")), "Название компании": text(item.get("TITLE"))}
        return told | {"Телефон": _first(item, "PHONE"), "E-mail": _first(item, "EMAIL")} | _others(item)

    def contact(self, item: Item) -> dict[str, str]:
        """Return a person as a row."""
        firm = self.companies.get(text(item.get("COMPANY_ID")), {})
        told = {"ID": text(item.get("ID")), "Имя": text(item.get("NAME")), "Фамилия": text(item.get("LAST_NAME"))}
        told |= {"Рабочий телефон": _first(item, "PHONE"), "Рабочий e-mail": _first(item, "EMAIL")}
        return told | {"Компания": text(firm.get("TITLE"))} | _others(item)

    def deal(self, item: Item) -> dict[str, str]:
        """Return a deal as a row."""
        person = self.contacts.get(text(item.get("CONTACT_ID")), {})
        firm = self.companies.get(text(item.get("COMPANY_ID")), {})
        category = text(item.get("CATEGORY_ID")) or "0"
        return {
            "ID": text(item.get("ID")),
            "Название": text(item.get("TITLE")),
            "Сумма": text(item.get("OPPORTUNITY")),
            "Валюта": text(item.get("CURRENCY_ID")),
            "Ответственный": self.person(item.get("ASSIGNED_BY_ID")),
            "Воронка": self.pipelines.get(category) or f"Bitrix24 {category}",
            "Стадия сделки": self.stage(text(item.get("STAGE_ID"))),
            "Дата создания": moment(item.get("DATE_CREATE")),
            "Дата завершения": moment(item.get("CLOSEDATE")),
            "Компания": text(firm.get("TITLE")),
            "Контакт": f"{text(person.get('NAME'))} {text(person.get('LAST_NAME'))}".strip(),
            "Контакт: Рабочий телефон": _first(person, "PHONE"),
            "Контакт: Рабочий e-mail": _first(person, "EMAIL"),
            "Источник": self.word("SOURCE", item.get("SOURCE_ID")),
            "Комментарий": text(item.get("COMMENTS")),
            "Пройденные этапы": self.past(text(item.get("ID"))),
            **_others(item),
        }

    def lead(self, item: Item) -> dict[str, str]:
        """Return a lead as a row."""
        return {
            "ID": text(item.get("ID")),
            "Название лида": text(item.get("TITLE")),
            "Сумма": text(item.get("OPPORTUNITY")),
            "Ответственный": self.person(item.get("ASSIGNED_BY_ID")),
            "Стадия": self.word("STATUS", item.get("STATUS_ID")),
            "Дата создания": moment(item.get("DATE_CREATE")),
            "Дата завершения": moment(item.get("DATE_CLOSED")),
            "Имя": text(item.get("NAME")),
            "Фамилия": text(item.get("LAST_NAME")),
            "Рабочий телефон": _first(item, "PHONE"),
            "Рабочий e-mail": _first(item, "EMAIL"),
            "Название компании": text(item.get("COMPANY_TITLE")),
            "Источник": self.word("SOURCE", item.get("SOURCE_ID")),
            "Комментарий": text(item.get("COMMENTS")),
            **_others(item),
        }

    def person(self, number: Any) -> str:
        """Return whose it is: an e-mail or a name where the users are known, else the number."""
        return self.people.get(text(number)) or text(number)

    def word(self, book: str, code: Any) -> str:
        """Return what a code of a book is called."""
        return self.words.get(f"{book}:{text(code)}") or text(code)

    def stage(self, code: str) -> str:
        """Return a stage's name: the portal's own, else what a new portal calls it."""
        mark, _colon, bare = code.rpartition(":")
        book = f"DEAL_STAGE_{mark.removeprefix('C')}" if mark else "DEAL_STAGE"
        standard = STAGES.get(bare)
        if bare in {"WON", "LOSE", "APOLOGY"} and standard:
            return standard
        return self.words.get(f"{book}:{code}") or self.words.get(f"{book}:{bare}") or standard or code

    def past(self, number: str) -> str:
        """Return the stages a deal passed, as the history tells them."""
        steps = sorted(self.stays.get(number, []), key=lambda each: text(each.get("CREATED_TIME")))
        return " | ".join(f"{self.stage(text(s.get('STAGE_ID')))} @ {moment(s.get('CREATED_TIME'))}" for s in steps)

    def activities(self) -> Iterator[dict[str, str]]:
        """Yield what was done and planned as rows."""
        for item in self.done:
            over = text(item.get("COMPLETED")) in {"Y", "1", "true"}
            when = item.get("LAST_UPDATED") or item.get("END_TIME") or item.get("CREATED")
            yield {
                "Тип": _KINDS.get(text(item.get("TYPE_ID")), "task"),
                "Тема": text(item.get("SUBJECT")),
                "Описание": text(item.get("DESCRIPTION")),
                "Дата": moment(when) if over else "",
                "Срок": moment(item.get("DEADLINE") or item.get("START_TIME")),
                "Сделка": text(item.get("OWNER_ID")) if text(item.get("OWNER_TYPE_ID")) == _OWN_DEAL else "",
                "Ответственный": self.person(item.get("RESPONSIBLE_ID")),
            }


def _first(item: Item, field: str) -> str:
    """Return the first of the phones or addresses, which come as a list of values."""
    told = item.get(field)
    if isinstance(told, list):
        return text(told[0].get("VALUE")) if told and isinstance(told[0], dict) else ""
    return text(told)


def _others(item: Item) -> dict[str, str]:
    """Return fields without a column of ours, the portal's own (UF_CRM_…) among them, several values together."""
    found = {name: value for name, value in item.items() if name not in _TAKEN}
    return {name: ", ".join(map(text, v)) if isinstance(v, list) else text(v) for name, v in found.items()}
