"""Roles: seeded once, then the owner's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from mostik.core import clock
from mostik.core.actors import Actor, Reach
from mostik.core.company import choice, choose, declare
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.rights import RIGHTS
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.people.commands.placing import NobodyKeepsRoles, changed_meanwhile
from mostik.people.events import RoleEdited
from mostik.people.models import Role, User
from mostik.people.queries.roles import NoSuchRole
from mostik.people.rules.masks import KINDS

EDIT = "people.edit_roles"
KNOWN: Final = "known_rights"
declare(KNOWN, [])


@dataclass(frozen=True, kw_only=True)
class RoleValues:
    """Everything the owner writes about a role."""

    title: str
    title_en: str = ""
    description: str = ""
    reach: Reach
    rights: frozenset[str]
    masked: frozenset[str] = frozenset()
    second_step: bool = False


class OwnKey(Conflict):
    """One's own right to edit roles stays: it could not be given back."""

    message = gettext_noop("Your own right to edit roles stays: without it nobody here could give it back.")


class UnknownRight(Invalid):
    """The code knows no such right or field."""

    message = gettext_noop("There is no right or field “{code}”.")


@command(needs="people.edit_roles")
def seed_roles(*, by: Actor, seeds: Iterable[Any]) -> None:
    """Make the roles a new company starts with; roles already there stay as the owner left them.

    A right that came with a newer version goes, once, to the roles whose seed has it: what the owner took away
    since stays away.
    """
    seeds = list(seeds)
    _give_new_rights(by, seeds)
    known = set(Role.objects.values_list("code", flat=True))
    Role.objects.bulk_create(
        Role(
            code=seed.code,
            title=seed.title.ru,
            title_en=seed.title.en,
            description=str(seed.description),
            reach=seed.reach,
            rights=sorted(seed.rights),
            masked=sorted(seed.masked),
            builtin=True,
        )
        for seed in seeds
        if seed.code not in known
    )


def _give_new_rights(by: Actor, seeds: list[Any]) -> None:
    """Give rights never seen in this company to the roles whose seed has them, and remember what is seen."""
    seeded = {seed.code: set(seed.rights) for seed in seeds}
    roles = list(Role.objects.all())
    # A company older than this memory knows whatever any role of it may do.
    known = set(choice(KNOWN)) or {right for role in roles for right in role.rights}
    seen = known.union(*seeded.values())
    for role in roles:
        given = sorted((seeded.get(role.code, set()) - known) - set(role.rights))
        if given:
            role.rights, role.version = sorted({*role.rights, *given}), role.version + 1
            role.save(update_fields=["rights", "version"])
            told = tuple(("rights", "", right) for right in given)
            publish(RoleEdited(at=clock.now(), role=role.pk, title=role.title, changes=told))
    if sorted(seen) != choice(KNOWN):
        choose(by=by, code=KNOWN, value=sorted(seen))


@command(needs="people.edit_roles")
def edit_role(*, by: Actor, role_id: int, values: RoleValues, version: int | None = None) -> Role:
    """Change what a role may do, how far it sees and what it sees in part: at once for everybody who has it.

    Refuses an unknown right or field, taking the right to edit roles from one's own role or from everybody, and a
    version that is no longer the last.
    """
    found = Role.objects.filter(pk=role_id).first()
    if found is None:
        raise NoSuchRole
    if version is not None and version != found.version:
        raise changed_meanwhile(Ref("people.role", found.pk), {})
    _refuse_unknown(values)
    _refuse_keyless(by, found, values)
    changes = _changes(found, values)
    found.title, found.title_en, found.description = values.title, values.title_en, values.description
    found.second_step = values.second_step
    found.reach, found.rights, found.masked = values.reach, sorted(values.rights), sorted(values.masked)
    found.version += 1
    found.save()
    if changes:
        publish(RoleEdited(at=clock.now(), role=found.pk, title=found.title, changes=tuple(changes)))
    return found


def _refuse_unknown(values: RoleValues) -> None:
    for code in sorted(values.rights - RIGHTS.keys()):
        raise UnknownRight(field="rights", params={"code": code})
    for code in sorted(values.masked - set(KINDS)):
        raise UnknownRight(field="masked", params={"code": code})


def _refuse_keyless(by: Actor, role: Role, values: RoleValues) -> None:
    if EDIT in values.rights or EDIT not in role.rights:
        return
    if role.code == by.role:
        raise OwnKey(field="rights")
    others = [each.pk for each in Role.objects.exclude(pk=role.pk) if EDIT in each.rights]
    if not User.objects.filter(role__in=others, is_active=True, left_on__isnull=True).exists():
        raise NobodyKeepsRoles(field="rights")


def _changes(role: Role, values: RoleValues) -> list[tuple[str, str, str]]:
    """Return what changes: plain fields from old to new, and each right or field given or taken."""
    told = [
        (name, str(getattr(role, name)), str(getattr(values, name)))
        for name in ("title", "title_en", "description", "reach")
        if str(getattr(role, name)) != str(getattr(values, name))
    ]
    for name in ("rights", "masked"):
        old, new = set(getattr(role, name)), getattr(values, name)
        told += [(name, "", code) for code in sorted(new - old)] + [(name, code, "") for code in sorted(old - new)]
    return told
