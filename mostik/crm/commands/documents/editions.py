"""Editions of papers: what one was made from, frozen; and the promise of its files."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.access import visible_documents
from mostik.crm.adapters.typst.setting import EDITION
from mostik.crm.models import Document, Edition, Rendering, TemplateVersion
from mostik.crm.models.documents import RenderState
from mostik.crm.queries.documents.lines import written_lines
from mostik.crm.queries.documents.values import line_values, paper_values
from mostik.kernel.refusals import Conflict, Invalid, Missing

RENDER = "crm.render_paper"


def new_edition(actor: Actor, row: Document) -> Edition:
    """Freeze what a paper is made from now and promise its files; the same content is made once."""
    version = _version(row)
    lines = written_lines(row, viewer=actor)
    values = paper_values(row, lines, viewer=actor)
    told = line_values(lines, language=version.template.language)
    last = row.editions.values_list("number", flat=True).first() or 0
    rendering = _rendering(version, values, told)
    edition = Edition.objects.create(
        document=row,
        number=last + 1,
        version=version,
        values=values,
        lines=told,
        rendering=rendering,
        made_at=clock.now(),
        made_by=actor.name[:150],
    )
    if rendering.state != RenderState.READY:
        promise(rendering)
    return edition


@command(needs="crm.make_document")
def render_again(*, by: Actor, document_id: int) -> None:
    """Try once more to make the files of a paper that could not be made."""
    row = visible_documents(by).filter(pk=document_id).first()
    edition = row.editions.select_related("rendering").first() if row else None
    if edition is None:
        raise Missing()
    if edition.rendering.state == RenderState.READY:
        raise Conflict(_("The files are ready."))
    rendering = edition.rendering
    rendering.state, rendering.step, rendering.error = RenderState.WAITING, 0, ""
    rendering.tries += 1
    rendering.save()
    promise(rendering)


def promise(rendering: Rendering) -> None:
    """Put the making of files into the workers' queue, once for each try."""
    outbox.enqueue(RENDER, key=f"{RENDER}:{rendering.pk}:{rendering.tries}", payload={"rendering": rendering.pk})


def _version(row: Document) -> TemplateVersion:
    found = row.template.versions.select_related("template", "file").first() if row.template else None
    if found is None:
        raise Invalid(_("There is no template of this kind yet. Load one, or add the ready ones."), field="template")
    return found


def _rendering(version: TemplateVersion, values: dict[str, str], lines: list[dict[str, str]]) -> Rendering:
    digest = digest_of([EDITION, version.file.digest, version.template.language, values, lines])
    found, _new = Rendering.objects.get_or_create(digest=digest, defaults={"made_at": clock.now()})
    return found


def digest_of(content: Any) -> str:
    """Return a hash of content, independent of the order of keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
