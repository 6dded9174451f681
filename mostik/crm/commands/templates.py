"""Writes of document templates and of how papers are numbered."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.files import store
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.adapters.docx.filling import Trouble, inspect
from mostik.crm.adapters.docx.ready import SHEETS, ready_template
from mostik.crm.events import NumberingChanged, TemplateChanged
from mostik.crm.models import Document, NumberCount, NumberPattern, Template, TemplateVersion
from mostik.crm.rules.documents.numbers import checked_pattern
from mostik.crm.terms import DocumentKind
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop

LANGUAGES = ("ru", "en")
LARGEST_COUNT = 9_999_999


class TemplateTroubles(Invalid):
    """Fields of a template that cannot be filled in; ``troubles`` say which and where."""

    message = gettext_noop("The template has fields that cannot be filled in. Mend them in Word and load it again.")

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(field="file")
        self.troubles = tuple(troubles)


@command(needs="crm.edit_templates")
def add_template(*, by: Actor, kind: str, title: str, language: str, content: bytes) -> int:
    """Add a template from a Word file and return its number. Refuses fields not known, with their places."""
    if kind not in set(DocumentKind):
        raise Invalid(_("There is no such kind of document."), field="kind")
    if language not in LANGUAGES:
        raise Invalid(_("Choose a language."), field="language")
    row = Template.objects.create(kind=kind, title=_title(title), language=language)
    _add_version(by, row, content)
    return row.pk


@command(needs="crm.edit_templates")
def add_version(*, by: Actor, template_id: int, content: bytes) -> int:
    """Let a template have a new file and return the version's number; papers made before keep theirs."""
    return _add_version(by, _held(template_id), content)


@command(needs="crm.edit_templates")
def rename_template(*, by: Actor, template_id: int, title: str) -> None:
    """Call a template otherwise."""
    row = _held(template_id)
    row.title = _title(title)
    row.save(update_fields=["title"])
    _tell(row)


@command(needs="crm.edit_templates")
def archive_template(*, by: Actor, template_id: int) -> None:
    """Put a template away: papers made from it stay, new ones are not. ``restore_template`` undoes this."""
    row = _held(template_id)
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    _tell(row)


@command(needs="crm.edit_templates")
def restore_template(*, by: Actor, template_id: int) -> None:
    """Bring a template that was put away back."""
    row = _held(template_id)
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    _tell(row)


@command(needs="crm.edit_templates")
def seed_templates(*, by: Actor) -> int:
    """Add the ready templates for kinds and languages that have none, and return how many were added."""
    added = 0
    for kind, language in SHEETS:
        if not Template.objects.filter(kind=kind, language=language, archived_at__isnull=True).exists():
            title, content = ready_template(kind, language)
            _add_version(by, Template.objects.create(kind=kind, language=language, title=title), content)
            added += 1
    return added


@command(needs="crm.edit_templates")
def set_pattern(*, by: Actor, kind: str, pattern: str, next_number: int | None = None) -> None:
    """Say how numbers of a kind are written and, while none was given this year, with which the year begins."""
    if kind not in set(DocumentKind):
        raise Missing(_("There is no such kind of document."))
    NumberPattern.objects.update_or_create(kind=kind, defaults={"pattern": checked_pattern(pattern)})
    if next_number is not None:
        _begin_with(kind, next_number)
    publish(NumberingChanged(at=clock.now(), kind=kind, pattern=pattern))


def _begin_with(kind: str, number: int) -> None:
    year = clock.today().year
    NumberCount.objects.get_or_create(kind=kind, year=year)
    count = NumberCount.objects.select_for_update().get(kind=kind, year=year)
    if count.last + 1 == number:
        return
    if Document.objects.filter(kind=kind, year=year).exists():
        raise Conflict(_("Numbers of this year were given already: the count goes on from them."))
    if not 1 <= number <= LARGEST_COUNT:
        raise Invalid(_("Write a number from 1 up."), field="next_number")
    count.last = number - 1
    count.save(update_fields=["last"])


def _add_version(by: Actor, row: Template, content: bytes) -> int:
    names, troubles = inspect(content)
    if troubles:
        raise TemplateTroubles(troubles)
    last = row.versions.values_list("number", flat=True).first() or 0
    file = store(by=by, content=content, title=f"{row.title}.docx", about=Ref("crm.template", row.pk))
    TemplateVersion.objects.create(
        template=row, number=last + 1, file=file, fields=names, made_at=clock.now(), made_by=by.name[:150]
    )
    _tell(row)
    return last + 1


def _title(text: str) -> str:
    title = text.strip()[:120]
    if not title:
        raise Invalid(_("Name the template."), field="title")
    return title


def _held(template_id: int) -> Template:
    row = Template.objects.select_for_update().filter(pk=template_id).first()
    if row is None:
        raise Missing()
    return row


def _tell(row: Template) -> None:
    publish(TemplateChanged(at=clock.now(), template=row.pk, title=row.title))
