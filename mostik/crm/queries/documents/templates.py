"""What papers are made with: own companies, templates and their versions, how numbers are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.crm.models import Document, NumberCount, NumberPattern, Seller, Template, TemplateVersion
from mostik.crm.queries.documents.words import KINDS
from mostik.crm.rules.documents.fields import KNOWN
from mostik.crm.rules.documents.numbers import DEFAULTS, number_of
from mostik.crm.terms import DocumentKind
from mostik.kernel.refusals import Missing


@dataclass(frozen=True, kw_only=True)
class VersionView:
    """One file of a template."""

    id: int
    number: int
    made_at: datetime
    made_by: str
    size: int
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    """A template with its versions, the newest first."""

    id: int
    kind: str
    kind_words: str
    title: str
    language: str
    archived: bool
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, kw_only=True)
class NumberingView:
    """How numbers of a kind are written; ``untouched`` while none was given this year."""

    kind: str
    kind_words: str
    pattern: str
    next_number: int
    sample: str
    untouched: bool


def sellers(*, viewer: Actor, archived: bool = False) -> list[Seller]:  # noqa: ARG001 - a book of the company
    """Return the company's own legal entities, the main one first."""
    rows = Seller.objects.all() if archived else Seller.objects.filter(archived_at__isnull=True)
    return list(rows.order_by("archived_at", "-main", "title"))


def seller_choices(*, viewer: Actor) -> dict[int, str]:
    """Return the companies papers may be issued by."""
    return {row.pk: row.title for row in sellers(viewer=viewer)}


def template_choices(kind: str, *, viewer: Actor) -> dict[int, str]:  # noqa: ARG001 - a book of the company
    """Return the templates of a kind in use."""
    rows = Template.objects.filter(kind=kind, archived_at__isnull=True)
    return {row.pk: f"{row.title} ({row.get_language_display()})" for row in rows}


def templates(*, viewer: Actor) -> list[TemplateView]:  # noqa: ARG001 - a book of the company
    """Return every template, those in use first, in the order of kinds."""
    order = list(KINDS)
    rows = sorted(
        Template.objects.prefetch_related("versions__file"),
        key=lambda row: (
            row.archived_at is not None,
            order.index(DocumentKind(row.kind)),
            row.language != "ru",
            row.title,
        ),
    )
    return [_template(row) for row in rows]


def template(template_id: int, *, viewer: Actor) -> TemplateView:  # noqa: ARG001 - a book of the company
    """Return one template."""
    row = Template.objects.prefetch_related("versions__file").filter(pk=template_id).first()
    if row is None:
        raise Missing()
    return _template(row)


def version_row(version_id: int, *, viewer: Actor) -> TemplateVersion:  # noqa: ARG001 - a book of the company
    """Return one version of a template."""
    row = TemplateVersion.objects.select_related("file", "template").filter(pk=version_id).first()
    if row is None:
        raise Missing()
    return row


def version_file(version_id: int, *, viewer: Actor) -> File:
    """Return the file of a version."""
    return version_row(version_id, viewer=viewer).file


def numbering(*, viewer: Actor) -> list[NumberingView]:  # noqa: ARG001 - a book of the company
    """Return how the numbers of every kind are written, with the next one."""
    today = clock.today()
    patterns = dict(NumberPattern.objects.values_list("kind", "pattern"))
    counts = dict(NumberCount.objects.filter(year=today.year).values_list("kind", "last"))
    used = set(Document.objects.filter(year=today.year).values_list("kind", flat=True).distinct().order_by())
    return [_numbering(kind, patterns, counts.get(kind, 0), today, kind in used) for kind in KINDS]


def _numbering(kind: str, patterns: dict[str, str], last: int, today: date, used: bool) -> NumberingView:  # noqa: FBT001
    pattern = patterns.get(kind) or DEFAULTS[DocumentKind(kind)]
    return NumberingView(
        kind=kind,
        kind_words=str(KINDS[kind]),
        pattern=pattern,
        next_number=last + 1,
        sample=number_of(pattern, today, last + 1),
        untouched=not used,
    )


def _template(row: Template) -> TemplateView:
    return TemplateView(
        id=row.pk,
        kind=row.kind,
        kind_words=str(KINDS[row.kind]),
        title=row.title,
        language=row.get_language_display(),
        archived=row.archived_at is not None,
        versions=tuple(_version(each) for each in row.versions.all()),
    )


def _version(row: TemplateVersion) -> VersionView:
    return VersionView(
        id=row.pk,
        number=row.number,
        made_at=row.made_at,
        made_by=row.made_by,
        size=row.file.size,
        fields=tuple(_named(row.fields)),
    )


def _named(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((name, KNOWN[name]) for name in names if name in KNOWN)
