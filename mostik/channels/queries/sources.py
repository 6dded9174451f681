"""Sources and what came to them, for whoever minds them; and the one door's own look-up by its public name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from mostik.channels.models import Enquiry, Source
from mostik.channels.rules.sources import TARGETS, told
from mostik.channels.terms import ENQUIRY_STATES, SOURCE_KINDS, EnquiryState, SourceKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.fields.programs import askable
from mostik.kernel.events import N_
from mostik.kernel.refusals import Missing, Refusal

LATELY = timedelta(days=30)
SHOWN = 20_000
#: A lead's fields in words, as forms ask for them.
WORDS: Mapping[str, Any] = {
    "name": N_("Your name"),
    "last_name": "Last name",
    "phone": "Phone",
    "email": "E-mail",
    "messenger": "Messenger",
    "company": "Company",
    "text": N_("What you need"),
    "title": "Subject",
}


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source in the list with what came lately."""

    id: int
    title: str
    kind: str
    kind_words: str
    channel: str
    paused: bool
    came: int
    taken: int
    odd: int
    spam: int
    last_at: datetime | None


def visible_sources(viewer: Actor, *, removed: bool = False) -> QuerySet[Source]:
    """Return the company's sources for whoever minds them."""
    if not viewer.may("channels.edit_sources"):
        return Source.objects.none()
    return Source.objects.filter(removed_at__isnull=not removed)


def sources(*, viewer: Actor) -> list[SourceLine]:
    """Return the sources, those that took something lately first."""
    lately = Q(enquiries__at__gte=clock.now() - LATELY)
    counts = {
        "came": Count("enquiries", filter=lately),
        **{each.value: Count("enquiries", filter=lately & Q(enquiries__state=each)) for each in EnquiryState},
        "last_at": Max("enquiries__at"),
    }
    rows = visible_sources(viewer).select_related("channel").annotate(**counts)
    return sorted(map(_line, rows.order_by("title", "pk")), key=lambda each: -each.came)


def source_of(source_id: int, *, viewer: Actor, removed: bool = False) -> Source:
    """Return one source; refuses one that is not there."""
    row = visible_sources(viewer, removed=removed).filter(pk=source_id).select_related("channel", "product").first()
    if row is None:
        raise Missing()
    return row


def open_source(door: str, kinds: tuple[SourceKind, ...], *, viewer: Actor) -> Source:  # noqa: ARG001 - the public door
    """Return a source by its public name while it takes anything; refuses one that does not as if there were none."""
    rows = Source.objects.filter(door=door, kind__in=kinds, removed_at__isnull=True, paused_at__isnull=True)
    row = rows.first()
    if row is None:
        raise Missing()
    return row


def enquiry_rows(*, viewer: Actor) -> QuerySet[Enquiry]:
    """Return what came, newest first, for whoever minds the sources; the bytes are not read."""
    if not viewer.may("channels.edit_sources"):
        return Enquiry.objects.none()
    return Enquiry.objects.select_related("source", "deal").defer("body", "mended").order_by("-pk")


#: What the figures of a source count: each leads to these states.
COUNTED: Mapping[str, tuple[EnquiryState, ...]] = {
    "came": tuple(EnquiryState),
    "taken": (EnquiryState.TAKEN, EnquiryState.JOINED),
    "odd": (EnquiryState.ODD,),
    "spam": (EnquiryState.SPAM,),
}


def came_to(source: Source, counted: str, *, viewer: Actor) -> QuerySet[Enquiry]:
    """Return what came to a source, newest first: all of it, or what one of its figures counts."""
    rows = enquiry_rows(viewer=viewer).filter(source=source)
    return rows.filter(state__in=COUNTED[counted], at__gte=clock.now() - LATELY) if counted in COUNTED else rows


def enquiry_of(enquiry_id: int, *, viewer: Actor) -> Enquiry:
    """Return one enquiry with its bytes; refuses one that is not there."""
    row = enquiry_rows(viewer=viewer).defer(None).filter(pk=enquiry_id).first()
    if row is None:
        raise Missing()
    return row


def raw_text(row: Enquiry) -> str:
    """Return what came as people may read it; what is no text shows as signs of replacement."""
    return bytes(row.body)[:SHOWN].decode("utf-8", "replace").replace("\0", "")


def last_told(row: Source, *, viewer: Actor) -> dict[str, str]:
    """Return what the last enquiry of a source tells, by its paths; nothing where none can be read."""
    for each in enquiry_rows(viewer=viewer).defer(None).filter(source=row)[:5]:
        try:
            return told(each.mended.encode(), "") if each.mended else told(bytes(each.body), each.kind)
        except Refusal:
            continue
    return {}


def target_words(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return a lead's fields in words, to choose from, a deal's own ones last."""
    own = [(name, one.title) for name, one in askable(viewer=viewer).items()]
    return [*((key, _(WORDS[key])) for key in TARGETS), *own]


def state_words(row: Enquiry) -> str:
    """Return what became of an enquiry in words."""
    return _(ENQUIRY_STATES[EnquiryState(row.state)])


def _line(row: Any) -> SourceLine:
    return SourceLine(
        id=row.pk,
        title=row.title,
        kind=row.kind,
        kind_words=_(SOURCE_KINDS[SourceKind(row.kind)]),
        channel=row.channel.title if row.channel else "",
        paused=row.paused_at is not None,
        came=row.came,
        taken=row.taken + row.joined,
        odd=row.odd,
        spam=row.spam,
        last_at=row.last_at,
    )
