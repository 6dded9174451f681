"""Registers: who may do what in one, by role, and what a register's settings may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from mostik.core.actors import Reach
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

Verb = Literal["see", "edit", "remove"]
VERBS: Final[tuple[Verb, ...]] = ("see", "edit", "remove")
LINKS: Final = ("deal", "company", "contact")
ICONS: Final = ("book", "list", "file", "folder", "flag", "calendar", "briefcase", "layers", "check-circle", "clock")
#: Words of addresses a register is not called by.
TAKEN: Final = frozenset({"add", "rows", "linked"})
_CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_ORDER: Final = (Reach.OWN, Reach.TEAM, Reach.DEPARTMENT, Reach.ALL)


@dataclass(frozen=True)
class Grant:
    """What a role may do in a register: whose rows it sees, changes and removes, and whether it adds."""

    see: str = ""
    edit: str = ""
    remove: str = ""
    add: bool = False

    def reach(self, verb: Verb) -> Reach | None:
        """Return whose rows; nothing when the role may not at all. Nobody changes what they do not see."""
        said, seen = getattr(self, verb), self.see
        if not said or not seen:
            return None
        return min(Reach(said), Reach(seen), key=_ORDER.index)


def grant_of(grants: Mapping[str, Any], role: str) -> Grant:
    """Return what a role may do; nothing when the register says nothing of it.

    >>> grant_of({"lead": {"see": "team", "edit": "all"}}, "lead").reach("edit")
    <Reach.TEAM: 'team'>
    >>> grant_of({}, "lead").reach("see")
    """
    return Grant(**grants[role]) if role in grants else Grant()


def refusal_of_register(*, code: str, title: str, links: list[str], grants: Mapping[str, Any]) -> Refusal | None:
    """Return what is wrong with a register's settings, or nothing.

    >>> refusal_of_register(code="Samples!", title="Samples", links=[], grants={}).field
    'code'
    """
    if not _CODE.fullmatch(code) or code in TAKEN:
        return Invalid(gettext_noop("Small Latin letters, digits and hyphens, beginning with a letter."), field="code")
    if not title or len(title) > 80:
        return Invalid(gettext_noop("Name the register, in up to 80 characters."), field="title")
    if set(links) - set(LINKS):
        return Invalid(gettext_noop("There is no such kind of record."), field="links")
    for one in grants.values():
        if any(one.get(verb, "") not in {"", *Reach} for verb in VERBS):
            return Invalid(gettext_noop("Choose whose rows from the list."), field="grants")
    return None
