"""What came in with a lead, read: who it is, by what they are known, what the lead is worth a look for."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mostik.crm.rules.clients import kept_phone, normal_email
from mostik.crm.rules.identities import Known, messenger
from mostik.crm.terms import IdentityKind
from mostik.kernel.refusals import Refusal

LONGEST_NAME = 80
#: An open deal of the same client somebody or something moved within so long is the one a repeated lead joins.
WINDOW: Final = timedelta(days=30)
_MAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\W\d_][^\s@<>,;]*")
_SPACE: Final = re.compile(r"\s+")
_LINK: Final = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
_WANTS: Final = re.compile(
    r"\b(?:цен|стоимост|купи|заказ|сч[её]т|договор|срочн|price|quote|buy|order|invoice|urgent)", re.IGNORECASE
)
_FREE: Final = frozenset(
    {
        "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "yandex.ru", "ya.ru", "yandex.com", "gmail.com",
        "rambler.ru", "outlook.com", "hotmail.com", "icloud.com", "yahoo.com", "proton.me", "protonmail.com",
    }
)  # fmt: skip
#: What each thing known of a lead adds to its score, where the company has not said otherwise.
WEIGHTS: Final[Mapping[str, int]] = {
    "phone": 25,
    "email": 15,
    "work_email": 10,
    "company": 10,
    "known": 15,
    "bought": 15,
    "words": 5,
    "wants": 15,
    "paid": 5,
    "links": -25,
    "unreachable": -30,
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who wrote, as they are looked up; ``unread`` are texts that are no phone, address or account."""

    first_name: str = ""
    last_name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    messengers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name in the order people say it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def keys(self) -> tuple[Known, ...]:
        """Return what says that two of them are one person."""
        ways = [(IdentityKind.PHONE, each) for each in self.phones] + [
            (IdentityKind.EMAIL, each) for each in self.emails
        ]
        return (*(Known(*each) for each in ways), *(messenger(each) for each in self.messengers))


@dataclass(frozen=True)
class Score:
    """What a lead is worth a look for, 0 to 100, and why: (what, points) pairs, the weightiest first."""

    points: int
    reasons: tuple[tuple[str, int], ...] = ()


def person(name: str, phones: Sequence[str] = (), emails: Sequence[str] = (), messengers: Sequence[str] = ()) -> Person:
    """Read who wrote; nothing is refused: what cannot be read is kept as it was said.

    >>> person(" ИВАН  петров", ["8 912 345-67-89"], ["Ivan@Acme.RU", "нет"])
    Person(first_name='Иван', last_name='Петров', phones=('+79123456789',), emails=('ivan@acme.ru',), \
messengers=(), unread=('нет',))
    """
    first, _space, last = named(name).partition(" ")
    read: dict[str, list[str]] = {"phone": [], "email": [], "messenger": [], "": []}
    ways = [(_phone, "phone", phones), (_email, "email", emails), (_account, "messenger", messengers)]
    for way, kind, texts in ways:
        for text in filter(str.strip, texts):
            value = way(text)
            read[kind if value else ""].append(value or text.strip())
    return Person(
        first_name=first[:LONGEST_NAME],
        last_name=last[:LONGEST_NAME],
        phones=tuple(dict.fromkeys(read["phone"])),
        emails=tuple(dict.fromkeys(read["email"])),
        messengers=tuple(dict.fromkeys(read["messenger"])),
        unread=tuple(read[""]),
    )


def named(text: str) -> str:
    """Return a name as it is written on a card: one space, capitals where a form shouted or whispered.

    >>> named("  анна-мария   СИДОРОВА "), named("Jean de la Fontaine"), named("")
    ('Анна-Мария Сидорова', 'Jean de la Fontaine', '')
    """
    plain = "".join(each for each in _SPACE.sub(" ", text).strip() if each.isprintable())
    words = [word.title() if word.isupper() or word.islower() else word for word in plain.split(" ")]
    return " ".join(words) if plain.isupper() or plain.islower() or _mixed(plain) else plain


def facts(
    who: Person, *, company: str = "", text: str = "", known: bool = False, bought: bool = False, paid: bool = False
) -> set[str]:
    """Return what is known of a lead, as the weights call it.

    >>> sorted(facts(person("", ["89123456789"], ["i@acme.ru"]), text="Какая цена?"))
    ['email', 'phone', 'wants', 'work_email']
    """
    told = {
        "phone": bool(who.phones),
        "email": bool(who.emails),
        "work_email": any(each.rpartition("@")[2] not in _FREE for each in who.emails),
        "company": bool(company.strip()),
        "known": known,
        "bought": bought,
        "words": len(text.strip()) >= 40,
        "wants": bool(_WANTS.search(text)),
        "paid": paid,
        "links": len(_LINK.findall(text)) > 1,
        "unreachable": not (who.phones or who.emails or who.messengers),
    }
    return {name for name, holds in told.items() if holds}


def score(found: Collection[str], weights: Mapping[str, int] = WEIGHTS) -> Score:
    """Return the sum of the weights of what is known, from 0 to 100, with each part of it.

    >>> score({"phone", "links"})
    Score(points=0, reasons=(('links', -25), ('phone', 25)))
    """
    told = [(name, int(weights.get(name, 0))) for name in sorted(found)]
    parts = sorted((each for each in told if each[1]), key=lambda each: -abs(each[1]))
    return Score(min(100, max(0, sum(points for _name, points in parts))), tuple(parts))


def is_paid(marks: Mapping[str, str]) -> bool:
    """Return whether the marks of a visit say that an advertisement brought it.

    >>> is_paid({"utm_medium": "cpc"}), is_paid({"utm_source": "news"})
    (True, False)
    """
    return marks.get("utm_medium", "").lower() in {"cpc", "ppc", "cpm", "paid", "ads", "banner", "target"}


def joins(moved_at: datetime, now: datetime, window: timedelta = WINDOW) -> bool:
    """Return whether a repeated lead belongs to an open deal last moved at a moment."""
    return now - moved_at <= window


def heading(who: Person, company: str, text: str) -> str:
    """Return what a lead is called: whom it is from and how its words begin.

    >>> heading(person("иван", ["89123456789"]), "Акме", "Нужен насос. Срочно"), heading(Person(), "", "")
    ('Акме, Иван: Нужен насос', '')
    """
    whom = ", ".join(
        filter(None, [company.strip(), who.name or next(iter((*who.phones, *who.emails, *who.messengers)), "")])
    )
    said = re.split(r"[.!?\n]", text.strip(), maxsplit=1)[0].strip()[:60]
    return ": ".join(filter(None, [whom, said]))[:200]


def _mixed(text: str) -> bool:
    return all(word.isupper() or word.islower() for word in text.split(" ")) and any(
        word.isupper() and len(word) > 2 for word in text.split(" ")
    )


def _phone(text: str) -> str:
    try:
        return kept_phone(text[:60])
    except Refusal:
        return ""


def _email(text: str) -> str:
    plain = normal_email(text)
    return plain if len(plain) <= 254 and _MAIL.fullmatch(plain) else ""


def _account(text: str) -> str:
    try:
        messenger(text)
    except Refusal:
        return ""
    return text.strip()
