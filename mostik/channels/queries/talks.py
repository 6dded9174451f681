"""Talks as a viewer sees them: the inbox, one talk with what was said in it, those of a deal or a client."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zlib import crc32

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from mostik.channels.access import accounts, visible_talks
from mostik.channels.catalog.ways import WAYS, Way, way_of
from mostik.channels.models import Account, Arrival, Sending, Talk
from mostik.channels.queries.letters import state_words
from mostik.channels.terms import TALK_STATES, SendingState, TalkState
from mostik.core.actors import Actor
from mostik.core.attachments.queries import FileLine, line_of
from mostik.core.models import File
from mostik.crm.access import visible_companies, visible_deals
from mostik.kernel.refusals import Missing
from mostik.people.access import shown

SHOWN = 200
BESIDE = 30
#: A talk in which a client's words wait for a person to read them.
TO_READ: Final = Q(unread__gt=0) & ~Q(state__in=(TalkState.ROBOT, TalkState.CLOSED))


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """One thing said in a talk; ``letter`` is the sending's number where it is ours and needs a look."""

    ours: bool
    text: str
    at: datetime
    who: str = ""
    state: str = ""
    bad: bool = False
    letter: int | None = None
    edited: bool = False
    missing: str = ""
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TalkLine:
    """A talk as lists show it."""

    id: int
    who: str
    way: str
    text: str
    at: datetime
    unread: int
    state: TalkState
    owner: str


def talk_rows(*, viewer: Actor) -> QuerySet[Talk]:
    """Return the talks within reach."""
    return visible_talks(viewer).select_related("account", "owner", "deal", "company", "contact")


def unread_by_owner(*, viewer: Actor) -> Counter[int]:
    """Return in how many talks of each person a client's words wait to be read."""
    counts = visible_talks(viewer).filter(TO_READ).order_by().values_list("owner").annotate(Count("pk"))
    return Counter({owner: count for owner, count in counts if owner})


def talk(talk_id: int, *, viewer: Actor) -> Talk:
    """Return one talk; refuses one out of reach."""
    row = talk_rows(viewer=viewer).filter(pk=talk_id).first()
    if row is None:
        raise Missing()
    return row


def address_of(row: Talk, *, viewer: Actor) -> str:
    """Return where they are answered, as this viewer may see it."""
    kind = way_of(row.account.way).masked
    return shown(row.address, kind, viewer) if kind else row.address


def named(row: Talk, *, viewer: Actor) -> str:
    """Return how a talk is called: their own name, else the known person's, else their address."""
    return row.name or str(row.contact or "") or address_of(row, viewer=viewer)


def beside(*, viewer: Actor) -> list[TalkLine]:
    """Return the newest talks that are not closed, to be shown beside one."""
    rows = talk_rows(viewer=viewer).exclude(state=TalkState.CLOSED).order_by("-last_at", "-pk")
    return [line(row, viewer=viewer) for row in rows[:BESIDE]]


def line(row: Talk, *, viewer: Actor) -> TalkLine:
    """Return a talk as lists show it."""
    return TalkLine(
        id=row.pk,
        who=named(row, viewer=viewer),
        way=str(way_of(row.account.way).words),
        text=row.last_text,
        at=row.last_at,
        unread=row.unread,
        state=TalkState(row.state),
        owner=row.owner.short_name,
    )


def said_in(talk_id: int, *, viewer: Actor) -> list[Bubble]:
    """Return what was said in a talk, the oldest of the newest first; refuses one out of reach."""
    talk(talk_id, viewer=viewer)
    came = list(Arrival.objects.filter(talk=talk_id).order_by("-made_at", "-pk")[:SHOWN])
    went = list(Sending.objects.filter(talk=talk_id).order_by("-made_at", "-pk")[:SHOWN])
    theirs, ours = _files("channels.arrival", came), _files("channels.letter", went)
    bubbles = [
        Bubble(
            ours=False,
            text="\n".join(filter(None, (each.subject, each.text))),
            at=each.made_at,
            edited=each.edited_at is not None,
            missing=each.missing,
            files=theirs.get(each.pk, ()),
        )
        for each in reversed(came)
    ]
    bubbles += [_ours(each, ours.get(each.pk, ())) for each in reversed(went)]
    return sorted(bubbles, key=lambda each: each.at)[-SHOWN:]


def stamp_of(talk_id: int, *, viewer: Actor) -> str:
    """Return what changes whenever something is said in a talk or something becomes of it."""
    row = talk(talk_id, viewer=viewer)
    came = Arrival.objects.filter(talk=row).order_by("-pk").values_list("pk", "edited_at", "missing").first()
    went = Sending.objects.filter(talk=row).order_by("-pk").values_list("pk", "state", "delivered_at", "read_at")[:5]
    files = File.objects.filter(about_kind="channels.arrival", about_id=came[0]).count() if came else 0
    told = (came, list(went), files, row.state, row.owner_id, row.gone_at)
    return f"{crc32(repr(told).encode()):08x}"


def state_of(row: Talk) -> str:
    """Return who answers in a talk, in words."""
    return _(TALK_STATES[TalkState(row.state)])


def talks_about_deal(deal_id: int, *, viewer: Actor) -> list[TalkLine]:
    """Return the talks of a deal and its client; refuses a deal out of reach."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    rows = talk_rows(viewer=viewer)
    mine = rows.filter(deal=deal.pk)
    if deal.contact_id:
        mine = mine | rows.filter(contact=deal.contact_id)
    if deal.company_id:
        mine = mine | rows.filter(company=deal.company_id)
    return [line(row, viewer=viewer) for row in mine.order_by("-last_at", "-pk")[:BESIDE]]


def talks_about_company(company_id: int, *, viewer: Actor) -> list[TalkLine]:
    """Return the talks with a client; refuses a client out of reach."""
    if not visible_companies(viewer).filter(pk=company_id).exists():
        raise Missing()
    rows = talk_rows(viewer=viewer).filter(company=company_id)
    return [line(row, viewer=viewer) for row in rows.order_by("-last_at", "-pk")[:BESIDE]]


def ways_to_write(*, viewer: Actor) -> list[Way]:
    """Return the connected ways messages go by, e-mail left out."""
    codes = accounts(viewer).filter(paused_at__isnull=True).values_list("way", flat=True).distinct()
    return [WAYS[code] for code in sorted(codes) if code in WAYS and code != "email"]


def inviting(*, viewer: Actor) -> list[Account]:
    """Return the accounts in use that have links to begin a talk by."""
    rows = accounts(viewer).filter(paused_at__isnull=True).exclude(name="").order_by("pk")
    return [row for row in rows if row.way_row.line and row.line().link("x")]


def _ours(row: Sending, files: tuple[FileLine, ...]) -> Bubble:
    bad = row.state in {SendingState.FAILED, SendingState.IN_DOUBT}
    state = _("read") if row.read_at else _("delivered") if row.delivered_at else state_words(row)
    return Bubble(
        ours=True,
        text=row.text,
        at=row.made_at,
        who=row.by_name,
        state=state,
        bad=bad,
        letter=row.pk if bad else None,
        files=files,
    )


def _files(kind: str, rows: Sequence[Arrival | Sending]) -> dict[int, tuple[FileLine, ...]]:
    found: dict[int, tuple[FileLine, ...]] = {}
    kept: Iterable[File] = File.objects.filter(
        about_kind=kind, about_id__in=[each.pk for each in rows], removed_at__isnull=True
    ).order_by("pk")
    for each in kept:
        found[each.about_id] = (*found.get(each.about_id, ()), line_of(each))
    return found
