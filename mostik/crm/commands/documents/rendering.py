"""The files of a paper made in a worker: filled, set, stored, each step told."""

import logging
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.core.files import opened, store
from mostik.core.frame import command
from mostik.core.models import File
from mostik.crm.adapters.docx.filling import fill
from mostik.crm.adapters.docx.reading import read
from mostik.crm.adapters.qr import qr_picture
from mostik.crm.adapters.typst.setting import NotSet, set_paper
from mostik.crm.models import Edition, Rendering, TemplateVersion
from mostik.crm.models.documents import RenderState
from mostik.crm.rules.documents.fields import PICTURE
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Refusal

log = logging.getLogger(__name__)

STEPS = 3


@command(needs="crm.make_document", whole=False)
def render(*, by: Actor, rendering_id: int) -> None:
    """Make the files of a content once; what cannot be made says why and may be tried again."""
    edition = (
        Edition.objects.filter(rendering=rendering_id).select_related("version__file", "version__template").first()
    )
    row = Rendering.objects.filter(pk=rendering_id).first()
    if edition is None or row is None or row.state == RenderState.READY:
        return
    try:
        _make(by, row, edition)
    except (Refusal, NotSet) as failure:
        log.warning("paper %s could not be made: %s", rendering_id, failure)
        words = (
            failure.text(_) if isinstance(failure, Refusal) else _("The page could not be set. Look at the template.")
        )
        Rendering.objects.filter(pk=rendering_id).update(state=RenderState.FAILED, error=words[:500])


def made(
    version: TemplateVersion, values: Mapping[str, str], lines: Sequence[Mapping[str, str]], *, title: str
) -> tuple[bytes, bytes, list[bytes]]:
    """Return the Word file, the PDF and the page pictures of a template filled in; keeps nothing."""
    docx = filled(version, values, lines)
    content, pictures = read(docx)
    pdf, pages = set_paper(content, pictures, title=title, language=version.template.language)
    return docx, pdf, pages


def filled(version: TemplateVersion, values: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> bytes:
    """Return a template's file with its fields filled in."""
    with opened(version.file) as file:
        return fill(file.read(), values, lines, qr_picture(values.get(PICTURE, "")))


def _make(by: Actor, row: Rendering, edition: Edition) -> None:
    name = edition.values["document.number"]
    docx = filled(edition.version, edition.values, edition.lines)
    _step(row, 1)
    content, pictures = read(docx)
    pdf, pages = set_paper(content, pictures, title=name, language=edition.version.template.language)
    _step(row, 2)
    row.docx, row.pdf = _kept(by, row, docx, f"{name}.docx"), _kept(by, row, pdf, f"{name}.pdf")
    row.pages = [_kept(by, row, page, f"{name}-{place}.png").pk for place, page in enumerate(pages, 1)]
    row.state, row.error, row.step = RenderState.READY, "", STEPS
    row.save()


def _step(row: Rendering, step: int) -> None:
    row.step = step
    row.save(update_fields=["step"])


def _kept(by: Actor, row: Rendering, content: bytes, title: str) -> File:
    """Keep a file. Nobody guards its kind, so the frame's own door never gives it: the paper's pages do."""
    return store(by=by, content=content, title=title.replace("/", "-"), about=Ref("crm.rendering", row.pk))
