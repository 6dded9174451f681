"""Writes of registers themselves: made, changed, archived, brought back."""

import json
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import RegisterAdded, RegisterArchived, RegisterChanged, RegisterRestored
from mostik.crm.models import Register
from mostik.crm.rules.registers import refusal_of_register
from mostik.kernel.refusals import Conflict, Invalid, Missing

MOST = 50


class RegisterValues(TypedDict, total=False):
    """Settings of a register that people choose; what is left out stays. ``grants`` as in ``Register``."""

    title: str
    title_en: str
    icon: str
    links: list[str]
    grants: dict[str, Any]


@command(needs="crm.edit_fields")
def add_register(*, by: Actor, code: str, values: RegisterValues) -> int:
    """Make a register and return its number; its code names it in addresses and for programs."""
    if Register.objects.filter(archived_at__isnull=True).count() >= MOST:
        raise Conflict(_("There are {most} registers already. Archive one first."), params={"most": MOST})
    if Register.objects.filter(code=code).exists():
        raise Invalid(_("There is a register of this code already."), field="code")
    row = Register(code=code, sort=Register.objects.count())
    _write(row, values)
    row.save()
    publish(RegisterAdded(at=clock.now(), **_said(row)))
    return row.pk


@command(needs="crm.edit_fields")
def edit_register(*, by: Actor, register_id: int, values: RegisterValues, version: int | None = None) -> None:
    """Change a register; what is left out stays. Refuses a stale version."""
    row = _held(register_id)
    if version is not None and version != row.version:
        raise Conflict(_("Somebody changed this register since you opened it. Look at it again."))
    was = _said(row)["settings"]
    _write(row, values)
    row.version += 1
    row.save()
    publish(RegisterChanged(at=clock.now(), was=was, **_said(row)))


@command(needs="crm.edit_fields")
def archive_register(*, by: Actor, register_id: int) -> None:
    """Take a register out of use; its rows stay. ``restore_register`` brings it back."""
    row = _held(register_id)
    if row.archived_at:
        raise Conflict(_("The register is archived already."))
    row.archived_at, row.version = clock.now(), row.version + 1
    row.save()
    publish(RegisterArchived(at=row.archived_at, **_said(row)))


@command(needs="crm.edit_fields")
def restore_register(*, by: Actor, register_id: int) -> None:
    """Bring an archived register back with its rows."""
    row = _held(register_id)
    if row.archived_at is None:
        raise Conflict(_("The register is in use."))
    row.archived_at, row.version = None, row.version + 1
    row.save()
    publish(RegisterRestored(at=clock.now(), **_said(row)))


def _held(register_id: int) -> Register:
    row = Register.objects.select_for_update().filter(pk=register_id).first()
    if row is None:
        raise Missing(_("There is no such register."))
    return row


def _write(row: Register, values: RegisterValues) -> None:
    said: dict[str, Any] = dict(values)
    for name, value in said.items():
        setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    if refusal := refusal_of_register(code=row.code, title=row.title, links=row.links, grants=row.grants):
        raise refusal


def _said(row: Register) -> dict[str, Any]:
    names = ("code", "title", "title_en", "icon", "links", "grants")
    settings = json.dumps({name: getattr(row, name) for name in names}, ensure_ascii=False)
    return {"register": row.pk, "title": row.title, "settings": settings}
