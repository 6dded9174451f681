"""Audiences as data: a field from the list, an operator its kind allows, a value; groups joined by and, or by or."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from mostik.kernel.refusals import Invalid, gettext_noop

MOST_RULES = 50
MOST_TEXT = 200
MOST_CHOICES = 100


class Kind(StrEnum):
    """What kind of value a field is compared with."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    DAYS = "days"
    CHOICE = "choice"
    YES_NO = "yes_no"


OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.TEXT: ("has", "is", "empty"),
    Kind.NUMBER: ("least", "most"),
    Kind.MONEY: ("least", "most"),
    Kind.DAY: ("from", "to"),
    Kind.DAYS: ("within", "longer"),
    Kind.CHOICE: ("any", "none"),
    Kind.YES_NO: ("yes", "no"),
}
#: Operators that take no value.
BARE: Final = frozenset({"empty", "yes", "no"})


@dataclass(frozen=True)
class Field:
    """A field an audience may be chosen by: its words, its kind, whom it is of ("company", "contact", "deal")."""

    key: str
    words: str
    kind: Kind
    of: tuple[str, ...] = ("company", "contact", "deal")


FIELDS: Final[Mapping[str, Field]] = {
    field.key: field
    for field in (
        Field("title", gettext_noop("Name"), Kind.TEXT),
        Field("region", gettext_noop("Region"), Kind.TEXT),
        Field("sector", gettext_noop("Sector"), Kind.TEXT),
        Field("employees", gettext_noop("Employees"), Kind.NUMBER, ("company",)),
        Field("decision", gettext_noop("Part in the decision"), Kind.CHOICE, ("contact",)),
        Field("position", gettext_noop("Position"), Kind.TEXT, ("contact",)),
        Field("has_phone", gettext_noop("Has a phone"), Kind.YES_NO, ("company", "contact")),
        Field("has_email", gettext_noop("Has an e-mail"), Kind.YES_NO, ("company", "contact")),
        Field("created", gettext_noop("Added"), Kind.DAY),
        Field("owner", gettext_noop("Owner"), Kind.CHOICE),
        Field("amount", gettext_noop("Amount of the deal"), Kind.MONEY, ("deal",)),
        Field("outcome", gettext_noop("State of the deal"), Kind.CHOICE, ("deal",)),
        Field("stage", gettext_noop("Stage of a deal"), Kind.CHOICE),
        Field("channel", gettext_noop("Channel of a deal"), Kind.CHOICE),
        Field("product", gettext_noop("Product of a deal"), Kind.CHOICE),
        Field("open_deals", gettext_noop("Has an open deal"), Kind.YES_NO, ("company", "contact")),
        Field("bought", gettext_noop("Has bought"), Kind.YES_NO, ("company", "contact")),
        Field("won_amount", gettext_noop("Bought for, in all"), Kind.MONEY, ("company", "contact")),
        Field("won_since", gettext_noop("Bought on or after"), Kind.DAY, ("company", "contact")),
        Field("touched", gettext_noop("Last activity, days ago"), Kind.DAYS),
        Field("stepless", gettext_noop("Without a next step"), Kind.YES_NO, ("deal",)),
    )
}


@dataclass(frozen=True)
class Rule:
    """One condition, read and checked."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True)
class Group:
    """Conditions joined by and (``every``) or by or."""

    rules: tuple[Rule, ...]
    every: bool = True


@dataclass(frozen=True)
class Audience:
    """Groups joined by and (``every``) or by or: who belongs to a segment of a subject."""

    subject: str
    groups: tuple[Group, ...] = ()
    every: bool = True


def audience(subject: str, told: Mapping[str, Any]) -> Audience:
    """Return an audience from plain data, every word of it checked. Refuses what is not on the list, at its place.

    >>> audience("company", {"groups": [{"rules": [{"field": "region", "op": "is", "value": "Tver"}]}]}).groups[0].rules
    (Rule(field='region', op='is', value='Tver'),)
    """
    if subject not in {"company", "contact", "deal"}:
        raise Invalid(gettext_noop("Choose clients, people or deals."), field="subject")
    groups = [(_listed(group.get("rules")), group) for group in _listed(told.get("groups"))]
    if sum(len(rules) for rules, _group in groups) > MOST_RULES:
        raise Invalid(gettext_noop("Use at most {most} conditions."), params={"most": MOST_RULES})
    read = tuple(
        Group(tuple(rule(subject, each) for each in rules), group.get("every", True) is not False)
        for rules, group in groups
    )
    return Audience(subject, tuple(group for group in read if group.rules), told.get("every", True) is not False)


def _listed(told: Any) -> list[Mapping[str, Any]]:
    """Return a list of what has named parts; refuses anything else."""
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(each, Mapping) for each in told):
        raise Invalid(gettext_noop("Conditions are a list of groups with lists of rules."), field="rules")
    return told


def rule(subject: str, told: Mapping[str, Any]) -> Rule:
    """Return one condition, checked against the list of fields and the operators of its kind."""
    field = FIELDS.get(str(told.get("field", "")))
    if field is None or subject not in field.of:
        raise Invalid(gettext_noop("There is no such field to choose by."), field="rules")
    op = str(told.get("op", ""))
    if op not in OPERATORS[field.kind]:
        raise Invalid(gettext_noop("“{field}” is not compared so."), field="rules", params={"field": field.words})
    return Rule(field.key, op, None if op in BARE else _value(field, told.get("value")))


def written(chosen: Audience) -> dict[str, Any]:
    """Return an audience as plain data; ``audience`` reads it back the same."""
    groups = [
        {
            "every": group.every,
            "rules": [{"field": r.field, "op": r.op, "value": _plain(r.value)} for r in group.rules],
        }
        for group in chosen.groups
    ]
    return {"every": chosen.every, "groups": groups}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _value(field: Field, value: Any) -> Any:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    text = _clean(many[0]) if many else ""
    if field.kind is Kind.CHOICE:
        return _choices(field, many)
    if not text:
        raise Invalid(gettext_noop("Say with what to compare “{field}”."), field="rules", params={"field": field.words})
    if field.kind is Kind.TEXT:
        return text[:MOST_TEXT].strip()
    return _day(field, text) if field.kind is Kind.DAY else _whole(field, text)


def _clean(value: Any) -> str:
    """Return a word any database keeps: no zero signs, no halves of signs."""
    return "" if value is None else str(value).encode("utf-8", "ignore").decode().replace("\0", "").strip()


def _choices(field: Field, many: Sequence[Any]) -> tuple[str, ...]:
    chosen = tuple(word[:40].strip() for each in many[:MOST_CHOICES] if (word := _clean(each)))
    if not chosen:
        raise Invalid(gettext_noop("Choose at least one for “{field}”."), field="rules", params={"field": field.words})
    return chosen


def _day(field: Field, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise Invalid(gettext_noop("Write the day of “{field}”."), field="rules", params={"field": field.words})
    return day


def _whole(field: Field, text: str) -> int:
    """Return a whole number; of money the main unit, as typed."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10**12:
        raise Invalid(gettext_noop("Write a number for “{field}”."), field="rules", params={"field": field.words})
    return int(amount)
