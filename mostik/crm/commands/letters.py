"""Writes of templates of letters: kept, put away, brought back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.events import BookChanged
from mostik.crm.models import LetterTemplate
from mostik.crm.rules.letters import unknown_fields
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Invalid, Missing

LIMITS: Mapping[str, int] = {"title": 120, "subject": 200, "text": 5000}


@dataclass(frozen=True, kw_only=True)
class LetterFields:
    """What is written about a template of letters."""

    kind: ActivityKind
    title: str
    text: str
    subject: str = ""


@command(needs="crm.edit_templates")
def save_letter_template(*, by: Actor, fields: LetterFields, template_id: int | None = None) -> int:
    """Add a template of letters or messages, or change one, and return its number. Refuses fields there are none of."""
    row = _found(template_id) if template_id else LetterTemplate()
    if fields.kind not in {ActivityKind.EMAIL, ActivityKind.MESSAGE}:
        raise Invalid(_("A template is for a letter or for a message."), field="kind")
    changes = []
    for name in ("kind", "title", "subject", "text"):
        before, value = str(getattr(row, name)), str(getattr(fields, name)).strip()
        _check(name, value)
        setattr(row, name, value)
        changes += [(name, before[:80], value[:80])] if before != value else []
    row.save()
    publish(BookChanged(at=clock.now(), book="letter_template", record=row.pk, title=row.title, changes=tuple(changes)))
    return row.pk


@command(needs="crm.edit_templates")
def archive_letter_template(*, by: Actor, template_id: int, archived: bool = True) -> None:
    """Put a template away, or bring it back; what was written with it stays as it is."""
    row = _found(template_id)
    row.archived_at = clock.now() if archived else None
    row.save(update_fields=["archived_at"])
    changes = (("archived", "", str(archived)),)
    publish(BookChanged(at=clock.now(), book="letter_template", record=row.pk, title=row.title, changes=changes))


def _found(pk: int) -> LetterTemplate:
    row = LetterTemplate.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise Missing()
    return row


def _check(name: str, value: str) -> None:
    most = LIMITS.get(name, 0)
    if most and (len(value) > most or (not value and name != "subject")):
        raise Invalid(_("This has from 1 to {most} characters."), field=name, params={"most": most})
    if unknown := unknown_fields(value):
        raise Invalid(_("There is no field {name}."), field=name, params={"name": f"{{{unknown[0]}}}"})
