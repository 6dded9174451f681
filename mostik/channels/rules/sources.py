"""What came to a source, read: any JSON or form body becomes names with texts, and those become a lead's fields."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

LARGEST: Final = 256 * 1024
DEEPEST: Final = 20
MOST_FIELDS: Final = 300
LONGEST: Final = 5000
#: What a lead is made of, with the names forms and landings call it by.
TARGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "имя", "fio", "фио", "fullname", "full_name", "contact", "client", "client_name", "your-name"),
    "last_name": ("last_name", "lastname", "surname", "фамилия"),
    "phone": ("phone", "tel", "телефон", "mobile", "phone_number", "phonenumber", "your-phone", "номер"),
    "email": ("email", "e-mail", "mail", "почта", "your-email", "электронная почта"),
    "messenger": ("messenger", "telegram", "телеграм", "whatsapp", "tg", "мессенджер"),
    "company": ("company", "компания", "организация", "organization", "company_name"),
    "text": (
        "text",
        "message",
        "comment",
        "comments",
        "question",
        "сообщение",
        "комментарий",
        "вопрос",
        "your-message",
    ),
    "title": ("title", "subject", "тема"),
}
#: What says where a visitor came from: kept beside the lead.
MARKS: Final = frozenset(
    {"referrer", "referer", "page", "landing", "landing_page", "visitor", "yclid", "gclid", "roistat"}
)
#: What forms carry for themselves.
OWN_WORDS: Final = frozenset(
    {"_t", "_key", "website", "csrfmiddlewaretoken", "consent", "cookies", "formid", "formname", "tranid", "test"}
)


class Unreadable(Invalid):
    """The body is neither JSON nor a form."""

    message = gettext_noop("This is neither JSON nor a form's body.")


class TooDeep(Invalid):
    """Things within things without end."""

    message = gettext_noop("The body is nested more than {most} deep.")


class NothingSaid(Invalid):
    """Nobody to answer and nothing to read."""

    message = gettext_noop("There is no name, phone, address or words in it. Say which field is which.")


@dataclass(frozen=True)
class Lead:
    """A lead read from a body: its fields by target, the marks of the visit, everything else."""

    fields: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)
    rest: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the whole name."""
        return " ".join(filter(None, [self.fields.get("name", ""), self.fields.get("last_name", "")]))

    @property
    def text(self) -> str:
        """Return what was said, with what fits no field below it."""
        lines = [self.fields.get("text", ""), *(f"{name}: {value}" for name, value in self.rest.items())]
        return "\n".join(filter(None, lines))


def told(body: bytes, kind: str) -> dict[str, str]:
    """Return a body as names with texts; what lies within is named by its path. Refuses what cannot be read.

    >>> told(b'{"lead": {"name": "Ivan", "phones": ["+7912"]}}', "application/json")
    {'lead.name': 'Ivan', 'lead.phones.0': '+7912'}
    >>> told("Имя=Иван&Phone=8912".encode(), "application/x-www-form-urlencoded")
    {'Имя': 'Иван', 'Phone': '8912'}
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("cp1251")
        except UnicodeDecodeError:
            raise Unreadable from None
    pairs = _parted(text, kind) if "multipart/" in kind.lower() else _plain(text)
    found: dict[str, str] = {}
    for name, value in pairs:
        if len(found) >= MOST_FIELDS:
            break
        found[name[:120]] = value[:LONGEST].replace("\0", "")
    return found


def _plain(text: str) -> Iterator[tuple[str, str]]:
    start = text.lstrip()[:1]
    if start in {"{", "["}:
        if depth(text) > DEEPEST:
            raise TooDeep(params={"most": DEEPEST})
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            raise Unreadable from None
        return _flat("", whole)
    try:
        pairs = parse_qsl(text.strip(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Unreadable from None
    if not pairs or any(not sign.isprintable() for name, _value in pairs for sign in name):
        raise Unreadable
    return iter(pairs)


def _parted(text: str, kind: str) -> Iterator[tuple[str, str]]:
    boundary = re.search(r"boundary=\"?([^\";]+)", kind)
    if boundary is None:
        raise Unreadable
    for part in text.split(f"--{boundary[1]}")[1:]:
        head, _gap, value = part.partition("\r\n\r\n")
        name = re.search(r'\bname="([^"]*)"', head)
        if name and "filename=" not in head:
            yield name[1], value.removesuffix("\r\n")


def depth(text: str) -> int:
    """Return how deep a JSON text goes, read without going in.

    >>> depth('{"a": [1, "[["]}'), depth("[" * 10_000)
    (2, 10000)
    """
    deep, most, quoted, escaped = 0, 0, False, False
    for sign in text:
        if quoted:
            escaped, quoted = sign == "\\" and not escaped, not (sign == '"' and not escaped)
        elif sign == '"':
            quoted = True
        elif sign in "{[":
            deep += 1
            most = max(most, deep)
        elif sign in "}]":
            deep -= 1
    return most


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), each)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _flat(f"{path}.{place}" if path else str(place), each)
    elif value is not None and value != "":
        yield path, str(value)


def lead(said: Mapping[str, str], mapping: Mapping[str, str]) -> Lead:
    """Return a lead from what was told: by the mapping where it names a path, else by the names themselves.

    >>> got = lead({"Имя": "Иван", "utm_source": "ya", "Размер": "5 м", "Phone": "8912"}, {})
    >>> got.name, got.fields["phone"], dict(got.marks), got.text
    ('Иван', '8912', {'utm_source': 'ya'}, 'Размер: 5 м')
    >>> lead({"a.b": "Иван"}, {"name": "a.b"}).name
    'Иван'
    """
    fields = {target: said[path].strip() for target, path in mapping.items() if path in said}
    taken = {path for path in mapping.values() if path in said}
    marks: dict[str, str] = {}
    rest: dict[str, str] = {}
    for path, value in said.items():
        if path in taken or not value.strip():
            continue
        last = re.sub(r"\.\d+$", "", path).rpartition(".")[2].strip().lower()
        target = next((each for each, names in TARGETS.items() if last in names and each not in fields), "")
        if last.startswith("utm_") or last in MARKS:
            marks[last] = value.strip()
        elif target:
            fields[target] = value.strip()
        elif is_own(last):
            fields[last] = value.strip()
        elif last not in OWN_WORDS and not last.startswith("_"):
            rest[path] = value.strip()
    return Lead(fields, marks, rest)


def is_own(name: str) -> bool:
    """Return whether a name is that of an own field.

    >>> is_own("own_7"), is_own("own_x"), is_own("phone")
    (True, False, False)
    """
    return re.fullmatch(r"own_[0-9]{1,9}", name) is not None


def checked(found: Lead) -> Lead:
    """Return a lead there is something to do with; refuses `NothingSaid`."""
    if not (found.name or found.text or any(found.fields.get(each) for each in ("phone", "email", "messenger"))):
        raise NothingSaid
    return found


class NoWay(Invalid):
    """A row of a table by which nobody can be reached."""

    message = gettext_noop("There is no phone, e-mail or messenger in it by which they can be answered.")


def reachable(found: Lead) -> Lead:
    """Return a lead somebody can be answered by; refuses `NoWay`.

    >>> reachable(Lead({"phone": "8 912 345-67-89"})).fields["phone"]
    '8 912 345-67-89'
    """
    mail, account = found.fields.get("email", ""), found.fields.get("messenger", "")
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail) or account or _is_phone(found.fields.get("phone", "")):
        return found
    raise NoWay


def _is_phone(text: str) -> bool:
    try:
        return bool(Phone.parse(text))
    except Refusal:
        return False


def first_names(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was told with its beginning, to choose from.

    >>> first_names({"a": "x" * 60})
    [('a', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')]
    """
    return [(path, value[:40]) for path, value in said.items()]


def is_from_a_table(source: str) -> bool:
    """Return whether a lead is a row of a table: nobody wrote it just now.

    >>> is_from_a_table("table:7"), is_from_a_table("form:7")
    (True, False)
    """
    return source.partition(":")[0] == "table"
