"""Rows of clients, people at clients and things done, as other systems export them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from mostik.crm.rules.imports.fields import is_own
from mostik.crm.rules.imports.lines import Line
from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import Grade, Problem
from mostik.crm.rules.imports.systems import System, aliases
from mostik.crm.rules.imports.values import When, email_from, phone_from, tidy, when_from
from mostik.crm.terms import ActivityKind
from mostik.kernel.cells import unguarded
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

GENERAL: Final[Mapping[str, Mapping[str, str]]] = {
    "companies": aliases(
        external_id="id; record id; account id; id компании; company id; organization id",
        title="name; account name; company name; company; название компании; компания; название; организация; "
        "organization; organization name; наименование",
        sector="industry; отрасль; сфера деятельности; sector",
        region="city; billing city; город; регион; region; address; адрес; billing country; country",
        phone="phone; phone number; телефон; рабочий телефон; work phone",
        email="email; e-mail; почта; рабочий e-mail",
        site="website; company domain name; domain; сайт; web; веб-сайт",
        employees="employees; number of employees; сотрудников; количество сотрудников",
        owner="owner; account owner; company owner; ответственный; менеджер",
        note="description; notes; note; комментарий; примечание",
    ),
    "contacts": aliases(
        external_id="id; record id; contact id; person id",
        first_name="first name; имя",
        last_name="last name; фамилия",
        name="name; full name; полное имя; полное имя контакта; фио; контакт; наименование; person",
        position="title; job title; position; должность",
        phone="phone; phone number; mobile phone; mobile; телефон; рабочий телефон; мобильный телефон; work phone",
        email="email; e-mail; почта; рабочий e-mail; рабочий email",
        company="account name; company; company name; associated company; primary associated company; organization; "
        "компания; компания контакта; организация",
        owner="owner; contact owner; ответственный; ответственный за контакт",
        note="description; notes; note; комментарий; примечание",
    ),
    "activities": aliases(
        kind="type; interaction type; activity type; тип; вид; kind",
        title="subject; activity subject; тема; название",
        note="notes; note; comments; description; текст; комментарий; описание; примечание",
        done="interaction date; marked as done time; done; activity date; date; дата; дата создания; create date",
        due="due date; due; срок; крайний срок; due time; start time",
        deal="deal; deal title; opportunity name; сделка; deal id; associated deal; id сделки",
        contact="contact email; contact; person; contact person; контакт; associated contact",
        company="company; account name; organization; компания; associated company",
        owner="owner; assigned to; assigned to user; ответственный; activity assigned to",
        finished="done?; finished; status; статус; completed; завершено",
    ),
}
LONGEST: Final = {"note": 5000, "title": 200, "site": 200, "sector": 80, "region": 120, "position": 120}
_EXTRA: Final = "extra"
_CUT: Final = N_("The text is longer than {longest} signs and was cut off.")
_EMPTY: Final = N_("Nothing says who this is. Fill the name.")
_NO_DATE: Final = N_("Nothing says when this was. Fill the date.")
_NOTHING: Final = N_("Nothing says what was done. Fill the kind or the text.")

KINDS: Final[Mapping[str, ActivityKind]] = {
    **dict.fromkeys(("call", "звонок", "1", "2", "phone call", "call_in", "call_out"), ActivityKind.CALL),
    **dict.fromkeys(("meeting", "встреча", "lunch", "demo", "visit", "event"), ActivityKind.MEETING),
    **dict.fromkeys(("email", "e-mail", "письмо", "4", "incoming_email", "outgoing_email"), ActivityKind.EMAIL),
    **dict.fromkeys(("message", "sms", "сообщение", "чат", "whatsapp", "6"), ActivityKind.MESSAGE),
    **dict.fromkeys(("task", "задача", "deadline", "3", "to-do", "todo", "follow-up"), ActivityKind.TASK),
}


@dataclass(frozen=True, kw_only=True)
class Card(Line):
    """One row: texts by field, what was kept of columns without a field."""

    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    problems: tuple[Problem, ...] = ()

    def get(self, code: str) -> str:
        """Return the text of a field, empty when the file has none."""
        return self.texts.get(code, "")

    @property
    def name(self) -> str:
        """A person's full name, or the company's."""
        return tidy(f"{self.get('first_name')} {self.get('last_name')}") or self.get("name") or self.get("title")


def card_fields(system: System, part: str, headings: Sequence[str]) -> dict[int, str]:
    """Return the field each column fills, of those that fill any."""
    known = {**GENERAL[part], **system.headings.get(part, {})}
    found = {place: known.get(system.bare(each), "") for place, each in enumerate(headings)}
    return {place: code for place, code in found.items() if code}


class CardReader:
    """Reads the rows of one table of clients, people or things done; ``own`` are columns of own fields."""

    def __init__(
        self, system: System, part: str, headings: Sequence[str], own: Mapping[int, str] = MappingProxyType({})
    ) -> None:
        self.part, self.headings = part, headings
        filled = {**card_fields(system, part, headings), **own}
        self.codes = [filled.get(place, _EXTRA) for place in range(len(headings))]
        self.columns = {code: headings[place] for place, code in own.items()}

    def read(self, number: int, cells: Sequence[str]) -> Card:
        """Return a row's texts and everything wrong with them; never raises."""
        texts: dict[str, str] = {}
        lines: list[str] = []
        problems: list[Problem] = []
        for code, heading, cell in zip(self.codes, self.headings, cells, strict=False):
            text = unguarded(cell).replace("\x00", "").strip()
            if not text:
                continue
            if code == _EXTRA or code in texts:
                lines.append(f"{heading}: {text}")
                continue
            texts[code] = text
        for code, reader in _CHECKED.items():
            self._check(code, reader, texts, lines, problems)
        own = {code: texts.pop(code) for code in list(texts) if is_own(code)}
        note = "\n".join(filter(None, (texts.pop("note", ""), *lines)))
        problems += [_cut(code, LONGEST[code]) for code in LONGEST if len(texts.get(code, "")) > LONGEST[code]]
        problems += [_cut("note", LONGEST["note"])] if len(note) > LONGEST["note"] else []
        texts = {code: text[: LONGEST.get(code, 200)] for code, text in texts.items()}
        card = Card(number=number, texts=texts, note=note[: LONGEST["note"]], own=own, columns=self.columns)
        return replace(card, problems=(*problems, *_missing(self.part, card)))

    def _check(self, code: str, reader: Any, texts: dict[str, str], lines: list[str], problems: list[Problem]) -> None:
        """Keep a number or an address in its one form; what is none becomes a line of the note."""
        if code not in texts or self.part == "activities":
            return
        try:
            texts[code] = reader(texts[code])
        except Refusal as refusal:
            heading = self.headings[self.codes.index(code)]
            problems.append(Problem.of(refusal, heading, Grade.WARNED))
            lines.append(f"{heading}: {texts.pop(code)}")


_CHECKED: Final = {"phone": phone_from, "email": email_from}


def _cut(code: str, longest: int) -> Problem:
    return Problem(column=code, reason=_CUT, params={"longest": longest}, grade=Grade.WARNED)


def _missing(part: str, card: Card) -> tuple[Problem, ...]:
    if part == "activities":
        when = card.get("done") or card.get("due")
        wrong = _NO_DATE if not when else ("" if card.get("kind") or card.get("title") or card.note else _NOTHING)
        return (Problem(column="date" if not when else "text", reason=wrong),) if wrong else ()
    named = card.name or (part == "contacts" and (card.get("phone") or card.get("email") or card.get("company")))
    return () if named else (Problem(column="name", reason=_EMPTY),)


def kind_of(text: str) -> ActivityKind:
    """Return what kind of thing was done; a note when the word says nothing we know.

    >>> kind_of("Call").value, kind_of("Встреча").value, kind_of("Fax").value
    ('call', 'meeting', 'note')
    """
    return KINDS.get(normal(text), ActivityKind.NOTE)


def when_of(text: str) -> When | None:
    """Return the day or moment a text names, or nothing."""
    try:
        return when_from(text)
    except Refusal:
        return None


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name. Two words are both; anything else is kept whole as the first.

    >>> split_name("Anna Popova"), split_name("Anna")
    (('Anna', 'Popova'), ('Anna', ''))
    """
    words = name.split()
    return (words[0][:80], words[1][:80]) if len(words) == 2 else (name[:80], "")
