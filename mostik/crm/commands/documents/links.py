"""Links clients open papers by: made, taken back, opened, answered. The token is kept nowhere, only its hash."""

import secrets
from datetime import timedelta

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.core.links import digest_of
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.commands.documents.rows import held, keep, ready, tell
from mostik.crm.models import Document, DocumentLink
from mostik.kernel.refusals import Invalid, Missing

DAYS = (7, 30, 90, 365)
MOST_LINKS = 50


def guest(name: str = "") -> Actor:
    """Return who a client with a link is: nobody of ours, without any right."""
    return Actor(kind=ActorKind.ROBOT, name=name[:150] or str(_("Client")))


@command(needs="crm.make_document")
def make_link(*, by: Actor, document_id: int, days: int = 30) -> str:
    """Make a link to an issued paper and return its token, shown this once; the paper counts as sent.

    The link ends by itself after so many days, and may be taken back before.
    """
    row = held(by, document_id, "send")
    if days not in DAYS:
        raise Invalid(_("Choose for how long."), field="days")
    token, now = secrets.token_urlsafe(32), clock.now()
    DocumentLink.objects.create(
        document=row,
        digest=digest_of(token),
        made_at=now,
        made_by=by.name[:150],
        expires_at=now + timedelta(days=days),
    )
    if row.sent_at is None:
        row.sent_at = now
        keep(row)
    tell(by, row, events.DocumentSent, at=now)
    return token


@command(needs="crm.make_document")
def revoke_link(*, by: Actor, link_id: int) -> int:
    """Let a link open nothing any more and return its paper's number in the books."""
    rows = DocumentLink.objects.select_for_update().filter(document__in=visible_documents(by))
    link = rows.filter(pk=link_id, revoked_at__isnull=True).first()
    if link is None:
        raise Missing()
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    return link.document_id


@command(needs=None)
def note_view(*, by: Actor, token: str) -> None:
    """Remember that the client opened a paper; the first time is told. Whoever works here is no client."""
    link, row = opened_by(token)
    link.seen_at, link.views = link.seen_at or clock.now(), link.views + 1
    link.save(update_fields=["seen_at", "views"])
    if row.viewed_at is None and row.cancelled_at is None:
        row.viewed_at = clock.now()
        keep(row)
        tell(SYSTEM, row, events.DocumentViewed, at=row.viewed_at)


@command(needs=None)
def answer_document(*, by: Actor, token: str, who: str, edition: int) -> None:
    """Accept a paper by its link, under a name; what was seen must be what there is now."""
    _link, row = opened_by(token)
    ready(row, "accept")
    name = " ".join(who.split())[:150]
    if not name:
        raise Invalid(_("Write your name."), field="who")
    if row.editions.values_list("number", flat=True).first() != edition:
        raise Invalid(_("The document has changed since you opened it. Look at it again."), field="who")
    now = clock.now()
    row.viewed_at, row.accepted_at, row.accepted_by = row.viewed_at or now, now, name
    keep(row)
    tell(SYSTEM, row, events.DocumentAccepted, at=now, who=name, edition=edition)


def opened_by(token: str) -> tuple[DocumentLink, Document]:
    """Return a living link and its paper, held; refuses one that is over, taken back or never was."""
    links = DocumentLink.objects.filter(revoked_at__isnull=True, expires_at__gt=clock.now())
    link = links.select_for_update().filter(digest=digest_of(token)).first()
    papers = visible_documents(SYSTEM).exclude(status="draft").select_for_update(of=("self",))
    row = papers.filter(pk=link.document_id).first() if link else None
    if link is None or row is None:
        raise Missing(_("This link opens nothing any more. Ask whoever sent it for a new one."))
    return link, row
