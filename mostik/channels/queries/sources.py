"""Sources and what came to them, for whoever minds them; and the one door's own look-up by its public name."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from django.db.models import BinaryField, Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from mostik.channels.models import Enquiry, Source
from mostik.channels.rules.enquiries import glance
from mostik.channels.rules.sources import TARGETS, told
from mostik.channels.terms import ENQUIRY_STATES, EnquiryState, SourceKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.fields.programs import askable
from mostik.kernel.events import N_
from mostik.kernel.refusals import Missing, Refusal

LATELY = 30
SHOWN = 20_000
HEAD = 160
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


#: What the figures of a source count: each leads to these states.
COUNTED: Mapping[str, tuple[EnquiryState, ...]] = {
    "came": tuple(EnquiryState),
    "taken": (EnquiryState.TAKEN, EnquiryState.JOINED),
    "odd": (EnquiryState.ODD,),
    "spam": (EnquiryState.SPAM,),
}


def visible_sources(viewer: Actor, *, removed: bool = False) -> QuerySet[Source]:
    """Return the company's sources for whoever minds them."""
    if not viewer.may("channels.edit_sources"):
        return Source.objects.none()
    return Source.objects.filter(removed_at__isnull=not removed)


def source_rows(*, viewer: Actor) -> QuerySet[Source]:
    """Return the sources with what came to each in thirty days by ``COUNTED``, and when the last came at all."""
    since = clock.moment(lately_since(), time())
    lately = FilteredRelation("enquiries", condition=Q(enquiries__at__gte=since))
    counts = {name: Count("lately", filter=Q(lately__state__in=states)) for name, states in COUNTED.items()}
    last = Enquiry.objects.filter(source=OuterRef("pk")).order_by("-pk").values("at")[:1]
    rows = visible_sources(viewer).select_related("channel").annotate(lately=lately)
    return rows.annotate(**counts, last_at=Subquery(last))


def lately_since() -> date:
    """Return the first of the thirty days the figures of sources count."""
    return clock.today() - timedelta(days=LATELY - 1)


def odd_count(*, viewer: Actor) -> int:
    """Return how many enquiries wait to be sorted out."""
    return enquiry_rows(viewer=viewer).filter(state=EnquiryState.ODD).order_by().count()


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


def heads(rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Return enquiries each with its first bytes as ``head``, enough to tell one from another."""
    return rows.annotate(
        head=Substr("body", 1, HEAD, output_field=BinaryField()), mended_head=Substr("mended", 1, HEAD)
    )


def first_words(row: Any) -> str:
    """Return how an enquiry begins, as a person put it right or as it came; in one line."""
    return glance(row.mended_head or bytes(row.head).decode("utf-8", "ignore").replace("\0", ""))


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
