"""Materials made, changed, put away and brought back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from mostik.core import clock, files
from mostik.core.actors import SYSTEM, Actor
from mostik.core.attachments.commands import attach_file
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.models import File
from mostik.core.ways import Enclosed
from mostik.crm.queries.pipelines import products, stages
from mostik.crm.queries.segments import visible_segments
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.kit.access import EDIT, visible_materials
from mostik.kit.events import MaterialArchived, MaterialRestored, MaterialSaved
from mostik.kit.models import Edition, Material
from mostik.kit.queries.materials import file_of
from mostik.kit.terms import Language, MaterialKind

OWN = ("kind", "title", "about", "words", "language")
LONGEST = {"title": 120, "about": 500, "words": 500, "text": 20_000, "link": 500}


@dataclass(frozen=True, kw_only=True)
class MaterialFields:
    """What a material is: at least one of text, link and file is its content; ``file`` replaces the one there."""

    kind: str = MaterialKind.CASE
    title: str
    about: str = ""
    words: str = ""
    language: str = Language.RU
    text: str = ""
    link: str = ""
    file: Enclosed | None = None
    segments: Iterable[int] = field(default_factory=tuple)
    stages: Iterable[int] = field(default_factory=tuple)
    products: Iterable[int] = field(default_factory=tuple)


@command(needs=EDIT)
def save_material(
    *, by: Actor, fields: MaterialFields, material_id: int | None = None, version: int | None = None
) -> int:
    """Make or change a material and return its number; another text, link or file is another edition.

    Refuses each value at its field, a material with nothing in it, a stale version.
    """
    row = _held(by, material_id) if material_id else _new(by)
    if version is not None and row.pk and version != row.version:
        raise Conflict(_("Somebody changed this meanwhile. Look at it again."))
    _refuse(fields)
    said = {name: str(getattr(fields, name)).strip() for name in OWN}
    changes = tuple((name, str(getattr(row, name)), value) for name, value in said.items() if row.pk)
    for name, value in said.items():
        setattr(row, name, value)
    row.touch(name for name, was, now in changes if was != now)
    row.save()
    _set_whom(by, row, fields)
    _set_content(by, row, fields)
    told = tuple(each for each in changes if each[1] != each[2])
    publish(MaterialSaved(at=clock.now(), material=row.pk, title=row.title, changes=told))
    return row.pk


@command(needs=EDIT)
def archive_material(*, by: Actor, material_id: int) -> None:
    """Put a material away: it is offered no more; pages clients have stay. ``restore_material`` brings it back."""
    row = _held(by, material_id)
    if row.archived_at is None:
        row.archived_at = clock.now()
        row.touch()
        row.save(update_fields=["archived_at", "version", "updated_at"])
        publish(MaterialArchived(at=row.archived_at, material=row.pk, title=row.title))


@command(needs=EDIT)
def restore_material(*, by: Actor, material_id: int) -> None:
    """Offer a material again."""
    row = _held(by, material_id)
    if row.archived_at is not None:
        row.archived_at = None
        row.touch()
        row.save(update_fields=["archived_at", "version", "updated_at"])
        publish(MaterialRestored(at=clock.now(), material=row.pk, title=row.title))


def _held(by: Actor, material_id: int) -> Material:
    row = locked(visible_materials(by).filter(pk=material_id)).first()
    if row is None:
        raise Missing()
    return row


def _new(by: Actor) -> Material:
    if by.id is None:
        raise Invalid(_("A material is somebody's: a signed-in person makes it, not a token."), field="title")
    return Material(owner_id=by.id, made_at=clock.now())


def _refuse(fields: MaterialFields) -> None:
    if not fields.title.strip():
        raise Invalid(_("Name the material."), field="title")
    for name, most in LONGEST.items():
        if len(getattr(fields, name)) > most:
            raise Invalid(_("At most {most} characters."), field=name, params={"most": most})
    for name, words in (("kind", MaterialKind), ("language", Language)):
        if getattr(fields, name) not in set(words):
            raise Invalid(_("Choose one of those offered."), field=name)
    if fields.link.strip() and not _leads_out(fields.link.strip()):
        raise Invalid(_("Write a whole address, beginning with https://"), field="link")


def _leads_out(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(each.isspace() for each in link)


def _set_whom(by: Actor, row: Material, fields: MaterialFields) -> None:
    """Say whom a material is for; what the viewer's books do not know is refused."""
    known = {
        "segments": set(visible_segments(by).values_list("pk", flat=True)) | set(_there(row, "segments")),
        "stages": set(stages(viewer=by)),
        "products": set(products(viewer=by)) | set(_there(row, "products")),
    }
    for name, allowed in known.items():
        wanted = {int(each) for each in getattr(fields, name)}
        if wanted - allowed:
            raise Invalid(_("Choose one of those offered."), field=name)
        getattr(row, name).set(wanted)


def _there(row: Material, name: str) -> list[int]:
    return list(getattr(row, name).values_list("pk", flat=True))


def _set_content(by: Actor, row: Material, fields: MaterialFields) -> None:
    """Write a new edition where the content is another; a file not sent anew goes on from the edition before."""
    text, link = fields.text.strip(), fields.link.strip()
    last = row.editions.first()
    kept = file_of(last.pk) if last else None
    if not text and not link and fields.file is None and kept is None:
        raise Invalid(_("Write a text, give a link or attach a file."), field="text")
    if last and fields.file is None and (last.text, last.link) == (text, link):
        return
    number = last.number + 1 if last else 1
    made = Edition.objects.create(
        material=row, number=number, text=text, link=link, by_name=by.name[:120], made_at=clock.now()
    )
    content = fields.file or (_again(kept) if kept else None)
    if content:
        attach_file(by=SYSTEM, about=Ref("kit.edition", made.pk), title=content.title, content=content.content)


def _again(kept: File) -> Enclosed:
    """Return a file kept already, for the next edition: each edition has its own."""
    with files.opened(kept) as source:
        return Enclosed(title=kept.title, content_type=kept.content_type, content=source.read())
