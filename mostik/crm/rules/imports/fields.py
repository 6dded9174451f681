"""The fields a deal table can fill, and how their columns are usually headed in Russian and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from mostik.crm.rules.imports.names import normal
from mostik.kernel.events import N_

MOST_COLUMNS: Final = 300
#: Begins the headings of columns we add to a file of troubled rows: they fill nothing when it comes back.
OURS: Final = "Mostik:"


@dataclass(frozen=True)
class Field:
    """A field of a deal: its words, what it wants, the headings it is known by, its longest text."""

    code: str
    title: str
    wants: str
    headings: tuple[str, ...]
    longest: int = 200


def _field(code: str, title: str, wants: str, headings: str, longest: int = 200) -> Field:
    return Field(code, title, wants, tuple(each.strip() for each in headings.split(";")), longest)


FIELDS: Final[tuple[Field, ...]] = (
    _field(
        "external_id",
        N_("Number in the old system"),
        N_("Tells deals apart: a file loaded again changes them and doubles none."),
        "id; ID сделки; № сделки; Номер сделки; Код сделки; opportunity_id; opportunity id; deal id; record id; Номер",
        longest=100,
    ),
    _field(
        "title",
        N_("Title"),
        N_("What the deal is about. Without it the company and the product make the title."),
        "Название сделки; Название; Сделка; Наименование; Тема; title; deal name; deal; name; opportunity name; "
        "opportunity; Название лида",
    ),
    _field(
        "amount",
        N_("Amount"),
        N_("A sum from zero up: 1 234,50 or 1234.50."),
        "Бюджет; Сумма; Сумма сделки; Стоимость; amount; sum; close_value; close value; deal amount; budget; value; "
        "price; opportunity amount; Цена",
    ),
    _field(
        "currency",
        N_("Currency"),
        N_("A code such as RUB or USD; without it, the pipeline's."),
        "Валюта; currency; currency_id",
    ),
    _field(
        "owner",
        N_("Owner"),
        N_("Name or e-mail of somebody who works here."),
        "Ответственный; Менеджер; Владелец; Продавец; owner; deal owner; sales_agent; sales agent; manager; "
        "responsible; assigned to; assigned_by_id",
    ),
    _field(
        "pipeline",
        N_("Pipeline"),
        N_("Title of a pipeline; without it, the one chosen below."),
        "Воронка; Воронка продаж; Направление; pipeline; category_id",
    ),
    _field(
        "stage",
        N_("Stage"),
        N_("Title of a stage; without it, the pipeline's first."),
        "Этап сделки; Этап; Стадия; Стадия сделки; Статус; stage; deal stage; deal_stage; status; stage_id",
    ),
    _field(
        "outcome",
        N_("Won or lost"),
        N_("Where it stands apart from the stage: won, lost or open."),
        "Исход; Исход сделки; outcome",
        longest=20,
    ),
    _field(
        "company",
        N_("Company"),
        N_("The client. One that is not here yet is added."),
        "Компания; Компания контакта; Клиент; Организация; Контрагент; Название компании; company; company name; "
        "account; account name; client; customer",
    ),
    _field(
        "contact",
        N_("Contact's name"),
        N_("A person at the client."),
        "Контакт; Полное имя контакта; Контактное лицо; ФИО; Имя; contact; contact name; full name; first name",
        longest=160,
    ),
    _field(
        "last_name",
        N_("Contact's last name"),
        N_("Where it stands apart from the first one."),
        "Фамилия; last name; surname",
        longest=80,
    ),
    _field(
        "position",
        N_("Contact's position"),
        N_("What the person is at the client."),
        "Должность; Должность контакта; position; job title",
        longest=120,
    ),
    _field(
        "phone",
        N_("Contact's phone"),
        N_("One number: +7 912 345-67-89."),
        "Телефон; Рабочий телефон; Мобильный телефон; Мобильный; Телефон контакта; phone; work phone; "
        "mobile; phone number",
    ),
    _field(
        "email",
        N_("Contact's e-mail"),
        N_("One address."),
        "E-mail; Email; Почта; Рабочий e-mail; Рабочий email; Эл. почта; Электронная почта; "
        "mail; work email; contact email",
    ),
    _field(
        "channel",
        N_("Channel"),
        N_("Where the lead came from."),
        "Канал; Источник; Источник сделки; Рекламный канал; channel; source; lead source; source_id; utm_source",
    ),
    _field(
        "product",
        N_("Product"),
        N_("What is sold, as in your list of products."),
        "Товар; Продукт; Услуга; product; product name",
    ),
    _field(
        "created",
        N_("Created on"),
        N_("When the deal began. Without it, the moment of the import."),
        "Дата создания сделки; Дата создания; Создана; Создано; Дата; created; created at; created on; create date; "
        "engage_date; engage date; begindate; date created; date_create",
    ),
    _field(
        "closed",
        N_("Closed on"),
        N_("When it was won or lost. Needed for deals in a closing stage."),
        "Дата закрытия; Закрыта; Дата завершения; closed; closed at; closed on; close date; close_date; closedate; "
        "date closed",
    ),
    _field(
        "expected",
        N_("Expected to close"),
        N_("When it should be won."),
        "Ожидаемая дата закрытия; Планируемая дата; Плановая дата закрытия; План закрытия; expected; expected close; "
        "expected close date; expected on",
    ),
    _field(
        "reason",
        N_("Loss reason"),
        N_("Why it was lost. Without it, “not stated”."),
        "Причина отказа; Причина закрытия; Причина проигрыша; Причина потери; loss reason; lost reason; reason; "
        "closed lost reason",
    ),
    _field(
        "note",
        N_("Note"),
        N_("Anything else worth keeping."),
        "Примечание; Примечания; Комментарий; Комментарии; Заметка; note; notes; comment; "
        "comments; description; Описание",
        longest=5000,
    ),
    _field(
        "past",
        N_("Stages passed"),
        N_("Stage and moment, in order: New @ 2026-01-02T10:00 | Talks @ 2026-01-05T09:00."),
        "Пройденные этапы; История этапов; stage history; stages passed",
        longest=5000,
    ),
    _field(
        "extra",
        N_("A line of the note"),
        N_("Any number of columns: each becomes a line “heading: value” of the note, so that nothing is lost."),
        "",
        longest=5000,
    ),
)

BY_CODE: Final[Mapping[str, Field]] = {field.code: field for field in FIELDS}
_BY_HEADING: Final[Mapping[str, str]] = {
    normal(heading): field.code
    for field in reversed(FIELDS)
    for heading in (*field.headings, field.code, field.title)
    if heading and field.code != "extra"
}
#: Fields several columns may fill.
MANY: Final = frozenset(("extra",))
#: A row needs at least one of these, or nobody could tell what it is about.
NAMING: Final = ("title", "company", "contact", "product", "phone", "email")

Mapped = dict[int, str]


def is_own(code: str) -> bool:
    """Return whether a column fills a field of the company's own.

    >>> is_own("own_7"), is_own("owner")
    (True, False)
    """
    return code.startswith("own_") and code[4:].isdecimal()


def guess(headings: Sequence[str], aliases: Mapping[str, str] = MappingProxyType({}), *, rest: str = "") -> Mapped:
    """Return which field each column most likely fills, each field once; unknown columns fill ``rest`` or nothing.

    ``aliases`` are headings one system uses in its own sense, in their normal form.

    >>> guess(["ID", "Название сделки", "Бюджет", "Теги", "Сумма"])
    {0: 'external_id', 1: 'title', 2: 'amount'}
    """
    found: Mapped = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        code = aliases.get(plain) or _BY_HEADING.get(plain) or rest
        if code in MANY or (code and code not in found.values()):
            found[place] = code
        elif rest:
            found[place] = rest
    return found


def known(headings: Sequence[str]) -> int:
    """Return how many of the cells are headings somebody would write."""
    return sum(1 for heading in headings if _plain(heading) in _BY_HEADING)


def key_of(headings: Sequence[str]) -> str:
    """Return what two files with the same set of columns share: a mapping is remembered by it."""
    theirs = sorted(_plain(each) for each in headings if not each.startswith(OURS))
    return sha256("\x1f".join(theirs).encode()).hexdigest()


def letter(place: int) -> str:
    """Return a column's letters as spreadsheets show them.

    >>> letter(0), letter(25), letter(26), letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters, rest = "", place + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def _plain(heading: str) -> str:
    return normal(heading).strip(" *:")
