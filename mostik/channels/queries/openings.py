"""Opens and clicks: which letters are watched, what their signed links mean, what was noticed of one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.core import signing
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.catalog.ways import EMAIL
from mostik.channels.models import Opening, Sending
from mostik.channels.rules.openings import Knock, links_of, marked
from mostik.channels.terms import OpeningKind
from mostik.core import company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.privacy.mentions import Holding, Sought
from mostik.core.ways import Letter
from mostik.crm.queries.personal.consents import consented
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Missing
from mostik.people.queries.notices import address

WATCHED: Final = "letters_watched"
SALT: Final = "channels.opening"
SHOWN: Final = 30
company.declare(WATCHED, default=True)


def watching(*, viewer: Actor) -> bool:  # noqa: ARG001 - the company's own choice is no secret
    """Return whether the company looks at opens and clicks at all."""
    return bool(company.choice(WATCHED))


def is_watched(row: Sending, *, viewer: Actor) -> bool:
    """Return whether a letter's opens and clicks may be noticed: the company looks, and its one reader agreed to it."""
    if row.way != EMAIL or row.contact_id is None or row.cc or row.bcc or not watching(viewer=viewer):
        return False
    return consented(row.contact_id, purpose=ConsentPurpose.TRACKING, channel=ConsentChannel.EMAIL, viewer=SYSTEM)


def with_marks(row: Sending, told: Letter, *, viewer: Actor) -> Letter:
    """Return a watched letter with our links and pixel in its HTML; its text, and any other letter, as it is."""
    place = address()
    if not place or not is_watched(row, viewer=viewer):
        return told

    def ours(name: str, *what: int) -> str:
        return f"{place}{reverse(f'channels:{name}', args=[signing.dumps([row.pk, *what], salt=SALT)])}"

    pixel = ours("letter_pixel")
    return replace(told, html=marked(row.text, row.html, lambda at: ours("letter_link", at), pixel))


def letter_of_pixel(token: str, *, viewer: Actor) -> Sending:  # noqa: ARG001 - the token is the right
    """Return the letter a pixel stands in; refuses a token that is none."""
    return _meant(token, 1)[0]


def link_of(token: str, *, viewer: Actor) -> tuple[Sending, str]:  # noqa: ARG001 - the token is the right
    """Return a letter and the link in it that is followed; refuses a token that is none and a link gone from it."""
    row, place = _meant(token, 2)
    links = links_of(row.text, row.html)
    if not 0 <= place < len(links):
        raise _gone()
    return row, links[place]


def noticed(row: Sending, *, viewer: Actor) -> list[Opening]:  # noqa: ARG001 - of a letter somebody sees already
    """Return the newest opens and clicks of a letter, those of machines too."""
    return list(row.openings.filter(machine__isnull=False).order_by("-at", "-pk")[:SHOWN])


def with_first_opening(rows: QuerySet[Sending], *, viewer: Actor) -> QuerySet[Sending]:  # noqa: ARG001 - rows seen already
    """Return letters with the moment a person first opened one or followed a link in it as ``opened_at``."""
    by_people = Opening.objects.filter(sending=OuterRef("pk"), machine=False).order_by()
    first = by_people.values("sending").annotate(first=Min("at")).values("first")
    return rows.annotate(opened_at=Subquery(first))


def knocks(rows: Iterable[Opening]) -> Iterator[Knock]:
    """Yield what was noticed as rules judge it."""
    for each in rows:
        yield Knock(each.at, OpeningKind(each.kind), each.url, each.agent)


def openings_about(sought: Sought, *, viewer: Actor = SYSTEM) -> Iterator[Holding]:  # noqa: ARG001 - a request answers itself
    """Return what was noticed of somebody reading our letters: it is wholly about them."""
    if sought.kind == "crm.contact":
        rows = Opening.objects.filter(sending__contact__in=sought.numbers).order_by("pk")
        yield Holding("channels.Opening", tuple(rows.values_list("pk", flat=True)), ("url", "agent"), whole=True)


def _meant(token: str, length: int) -> tuple[Sending, int]:
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise _gone() from None
    row = Sending.objects.filter(pk=told[0]).select_related("owner").first() if len(told) == length else None
    if row is None:
        raise _gone()
    return row, int(told[-1])


def _gone() -> Missing:
    return Missing(_("This link opens nothing any more. Ask whoever sent it for a new one."))
