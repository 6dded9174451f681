"""Answers of amoCRM's API v4 as plain tables: deals with names instead of numbers, clients, what was done."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from mostik.crm.adapters.amocrm.system import CLOSING
from mostik.crm.adapters.apart.plain import Item, Tables, columns_of, moment, text

DEAL: Final = (
    "ID",
    "Название сделки",
    "Бюджет",
    "Ответственный",
    "Воронка",
    "Этап сделки",
    "Дата создания сделки",
    "Дата закрытия",
    "Полное имя контакта",
    "Рабочий телефон",
    "Рабочий email",
    "Должность",
    "Компания контакта",
    "Причина отказа",
    "Пройденные этапы",
    "Теги",
    "Дата редактирования",
    "В корзине с",
)
TASK_KINDS: Final = {1: "call", 2: "meeting"}
NOTE_KINDS: Final = {"call_in": "call", "call_out": "call", "sms_in": "message", "sms_out": "message"}


def tables(items: Iterable[Item]) -> Tables:
    """Return tables by part; what an item is, its fields tell."""
    account = _Account(items)
    return {
        "companies": columns_of(map(account.company, account.companies.values()), ("ID", "Название компании")),
        "contacts": columns_of(map(account.contact, account.contacts.values()), ("ID", "Полное имя контакта")),
        "deals": columns_of(map(account.deal, account.deals), DEAL),
        "activities": columns_of(account.activities(), ("Тип", "Тема", "Дата", "Срок", "Сделка")),
    }


class _Account:
    """Everything the files hold of one account, by number."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.deals: list[Item] = []
        self.people: dict[Any, str] = {}
        self.pipelines: dict[Any, str] = {}
        self.statuses: dict[tuple[Any, Any], str] = {}
        self.contacts: dict[Any, Item] = {}
        self.companies: dict[Any, Item] = {}
        self.changes: defaultdict[Any, list[Item]] = defaultdict(list)
        self.done: list[Item] = []
        for item in items:
            self._sort(item)

    def _sort(self, item: Item) -> None:
        number = item.get("id")
        if "pipeline_id" in item and "status_id" in item:
            self.deals.append(item)
        elif "statuses" in _inside(item):
            self._learn_pipeline(item)
        elif item.get("type") == "lead_status_changed":
            self.changes[item.get("entity_id")].append(item)
        elif "note_type" in item or "complete_till" in item:
            self.done.append(item)
        elif "rights" in item or ("email" in item and "lang" in item):
            self.people[number] = text(item.get("email")) or text(item.get("name"))
        elif "first_name" in item or "last_name" in item:
            self.contacts[number] = item
        elif "name" in item:
            self.companies[number] = item

    def _learn_pipeline(self, item: Item) -> None:
        self.pipelines[item.get("id")] = text(item.get("name"))
        for status in _inside(item)["statuses"]:
            self.statuses[item.get("id"), status.get("id")] = text(status.get("name"))

    def company(self, item: Item) -> dict[str, str]:
        """Return a company as a row."""
        told = {"ID": text(item.get("id")), "Название компании": text(item.get("name"))}
        return told | {"Ответственный": self.person(item)} | _fields(item, told)

    def contact(self, item: Item) -> dict[str, str]:
        """Return a person as a row, under the name of the first company they belong to."""
        told = {"ID": text(item.get("id")), "Полное имя контакта": _full_name(item)}
        firm = next((self.companies[each.get("id")] for each in _linked(item, "companies", self.companies)), {})
        told |= {"Компания": text(firm.get("name")), "Ответственный": self.person(item)}
        return told | _fields(item, told)

    def deal(self, item: Item) -> dict[str, str]:
        """Return a deal as a row, everything numbered under its name."""
        pipeline, status = item.get("pipeline_id"), item.get("status_id")
        reasons = _inside(item).get("loss_reason") or []
        told = {
            "ID": text(item.get("id")),
            "Название сделки": text(item.get("name")),
            "Бюджет": text(item.get("price")),
            "Ответственный": self.person(item),
            "Воронка": self.pipeline(pipeline),
            "Этап сделки": self.stage(pipeline, status),
            "Дата создания сделки": moment(item.get("created_at")),
            "Дата закрытия": moment(item.get("closed_at")),
            "Пройденные этапы": self.past(item),
            "Теги": ", ".join(text(each.get("name")) for each in _inside(item).get("tags") or []),
            "Дата редактирования": moment(item.get("updated_at")),
            "В корзине с": moment(item.get("trashed_at")),
            **self._client(item),
        }
        own = _fields(item, told)
        named = text(reasons[0].get("name")) if reasons else ""
        told["Причина отказа"] = named or own.pop("Причина закрытия", "")
        return told | own

    def _client(self, item: Item) -> dict[str, str]:
        links = sorted(_inside(item).get("contacts") or [], key=lambda each: not each.get("is_main"))
        known = [self.contacts[each.get("id")] for each in links if each.get("id") in self.contacts]
        firm = next((self.companies[each.get("id")] for each in _linked(item, "companies", self.companies)), {})
        row = self.contact(known[0]) if known else {}
        unknown = ", ".join(text(each.get("id")) for each in links if each.get("id") not in self.contacts)
        return {
            "Полное имя контакта": row.get("Полное имя контакта", ""),
            "Рабочий телефон": row.get("Телефон", ""),
            "Рабочий email": row.get("Email", ""),
            "Должность": row.get("Должность", ""),
            "Компания контакта": text(firm.get("name")) or row.get("Компания", ""),
            "Номера контактов": unknown,
        }

    def person(self, item: Item) -> str:
        """Return whose it is: an e-mail or a name where the users are known, else the number."""
        number = item.get("responsible_user_id")
        return self.people.get(number) or text(number)

    def pipeline(self, number: Any) -> str:
        """Return a pipeline's name, made of its number where none is known."""
        return self.pipelines.get(number) or f"amoCRM {text(number)}"

    def stage(self, pipeline: Any, status: Any) -> str:
        """Return a stage's name; the two that close a deal are the same everywhere."""
        return CLOSING.get(status) or self.statuses.get((pipeline, status)) or text(status)

    def past(self, item: Item) -> str:
        """Return the stages a deal passed, as the events tell them."""
        steps = []
        for each in sorted(self.changes.get(item.get("id"), []), key=lambda change: change.get("created_at") or 0):
            before, after = _status(each.get("value_before")), _status(each.get("value_after"))
            if not steps and before:
                steps.append(f"{self.stage(*before)} @ {moment(item.get('created_at'))}")
            if after:
                steps.append(f"{self.stage(*after)} @ {moment(each.get('created_at'))}")
        return " | ".join(steps)

    def activities(self) -> Iterator[dict[str, str]]:
        """Yield tasks and notes as rows."""
        for item in self.done:
            told, params = item.get("text"), item.get("params") or {}
            task = "complete_till" in item
            kind = TASK_KINDS.get(item.get("task_type_id"), "task") if task else NOTE_KINDS.get(item["note_type"], "")
            over = not task or item.get("is_completed")
            result = (item.get("result") or {}).get("text") if isinstance(item.get("result"), dict) else ""
            yield {
                "Тип": kind or "note",
                "Тема": text(told) if task else "",
                "Примечание": text(result) if task else text(params.get("text")),
                "Дата": moment(item.get("updated_at" if task else "created_at")) if over else "",
                "Срок": moment(item.get("complete_till")),
                "Сделка": text(item.get("entity_id")) if item.get("entity_type", "leads") == "leads" else "",
                "Ответственный": self.person(item),
            }


def _inside(item: Item) -> Mapping[str, Any]:
    found = item.get("_embedded")
    return found if isinstance(found, dict) else {}


def _linked(item: Item, what: str, known: Mapping[Any, Item]) -> list[Item]:
    return [each for each in _inside(item).get(what) or [] if each.get("id") in known]


def _status(change: Any) -> tuple[Any, Any] | None:
    told = change[0].get("lead_status") if isinstance(change, list) and change else None
    return (told.get("pipeline_id"), told.get("id")) if isinstance(told, dict) else None


def _full_name(item: Item) -> str:
    return text(item.get("name")) or f"{text(item.get('first_name'))} {text(item.get('last_name'))}".strip()


def _fields(item: Item, taken: Mapping[str, str]) -> dict[str, str]:
    """Return the account's own fields by their names, all values of each."""
    found: dict[str, str] = {}
    for each in item.get("custom_fields_values") or []:
        name = (
            _FIELD_NAMES.get(text(each.get("field_code"))) or text(each.get("field_name")) or text(each.get("field_id"))
        )
        dated = each.get("field_type") in {"date", "date_time", "birthday"}
        values = [moment(v.get("value")) if dated else text(v.get("value")) for v in each.get("values") or []]
        several = [value for value in values if value]
        shown = several[:1] if name in _ONE else several
        if several[1:] and name in _ONE:
            found[f"{name}: ещё"] = ", ".join(several[1:])
        found[f"{name} (поле)" if name in taken else name] = ", ".join(shown)
    return found


_FIELD_NAMES: Final = {"PHONE": "Телефон", "EMAIL": "Email", "POSITION": "Должность"}
_ONE: Final = frozenset(("Телефон", "Email"))
