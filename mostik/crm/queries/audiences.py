"""Audiences on screen: their conditions as the editor shows them, and in words."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.queries.segments import choices_of, fields_of
from mostik.crm.rules.segments import FIELDS, OPERATORS, Audience, Kind, Rule
from mostik.kernel.refusals import Missing
from mostik.web import formats

OPS = {
    "has": gettext_lazy("contains"),
    "is": gettext_lazy("is"),
    "empty": gettext_lazy("is empty"),
    "least": gettext_lazy("at least"),
    "most": gettext_lazy("at most"),
    "from": gettext_lazy("from"),
    "to": gettext_lazy("up to"),
    "within": gettext_lazy("no more than"),
    "longer": gettext_lazy("more than"),
    "any": gettext_lazy("any of"),
    "none": gettext_lazy("none of"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
}


@dataclass(frozen=True)
class Condition:
    """One condition in the editor, with what it may be compared by."""

    number: str
    group: str
    field: str
    op: str
    values: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    ops: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    kind: str

    @property
    def value(self) -> str:
        """Return the one value."""
        return self.values[0] if self.values else ""


def editor(subject: str, told: Mapping[str, Any], *, viewer: Actor) -> dict[str, Any]:
    """Return what the editor of conditions shows: groups with their conditions, an empty group after them."""
    groups = [*(told.get("groups") or [{"rules": [{}]}]), {"rules": []}]
    shown = [
        {
            "name": str(place),
            "every": group.get("every", True),
            "rules": [condition(subject, str(place), each, viewer=viewer) for each in group.get("rules", [])],
        }
        for place, group in enumerate(groups)
    ]
    several = len([each for each in shown if each["rules"]]) > 1
    return {"subject": subject, "groups": shown, "several": several, "every": told.get("every", True)}


def condition(subject: str, group: str, plain: Mapping[str, Any], name: str = "", *, viewer: Actor) -> Condition:
    """Return one condition as the editor shows it; refuses a subject there is none of."""
    fields = fields_of(subject)
    if not fields:
        raise Missing()
    known = FIELDS.get(str(plain.get("field") or fields[0].key), fields[0])
    value = plain.get("value")
    values = tuple(str(each) for each in value) if isinstance(value, list) else (str(value or ""),)
    return Condition(
        number=name if name.isalnum() else secrets.token_hex(3),
        group=group,
        field=known.key,
        op=str(plain.get("op") or OPERATORS[known.kind][0]),
        values=values,
        fields=tuple((each.key, _(each.words)) for each in fields),
        ops=tuple((op, str(OPS[op])) for op in OPERATORS[known.kind]),
        choices=tuple(choices_of(known.key, viewer=viewer)) if known.kind is Kind.CHOICE else (),
        kind=known.kind.value,
    )


def in_words(chosen: Audience, *, viewer: Actor) -> str:
    """Return an audience in words: "Stage of a deal any of: Contract; and Amount of the deal at least 100 000"."""
    groups = [_joined([_words(rule, viewer) for rule in group.rules], every=group.every) for group in chosen.groups]
    many = len(groups) > 1
    return _joined([f"({group})" if many else group for group in groups], every=chosen.every)


def _joined(words: list[str], *, every: bool) -> str:
    return (f" {_('and')} " if every else f" {_('or')} ").join(words)


def _words(rule: Rule, viewer: Actor) -> str:
    field = FIELDS[rule.field]
    return f"{_(field.words)} {OPS[rule.op]} {_value(rule, field.kind, viewer)}".rstrip()


def _value(rule: Rule, kind: Kind, viewer: Actor) -> str:
    if rule.value is None:
        return ""
    if kind is Kind.CHOICE:
        known = dict(choices_of(rule.field, viewer=viewer))
        return ", ".join(known.get(each, each) for each in rule.value)
    if kind is Kind.DAY:
        return formats.day(rule.value)
    return f"“{rule.value}”" if kind is Kind.TEXT else formats.number(rule.value)
