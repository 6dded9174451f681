"""Opens and clicks noticed at once and judged a moment later: what a person did is told, what a machine did is kept."""

from typing import Final

from mostik.channels.events import GateChanged, LetterOpened, LinkFollowed
from mostik.channels.models import Opening, Sending
from mostik.channels.queries import openings as queries
from mostik.channels.rules.openings import BURST, WAIT, is_machine
from mostik.channels.terms import OpeningKind
from mostik.core import clock, company, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked

EDIT: Final = "channels.edit_gate"
WEIGH: Final = "channels.weigh_opening"
#: Of one letter so many are kept: the first tell everything.
MOST: Final = 200


@command(needs=EDIT)
def watch_letters(*, by: Actor, watch: bool) -> None:
    """Look at opens and clicks of those who agreed to it, or at nobody's."""
    if queries.watching(viewer=by) != watch:
        company.choose(by=SYSTEM, code=queries.WATCHED, value=watch)
        publish(GateChanged(at=clock.now(), changes=(("watched", str(not watch), str(watch)),)))


@command(needs=None)
def note_opening(*, by: Actor, row: Sending, kind: OpeningKind, agent: str, odd: bool = False, url: str = "") -> None:
    """Keep that a watched letter was opened or its link followed, and promise to judge by whom."""
    if not queries.is_watched(row, viewer=by) or row.openings.count() >= MOST:
        return
    told = {"url": url[:2000], "agent": agent[:200], "at": clock.now(), "machine": True if odd else None}
    made = Opening.objects.create(sending=row, kind=kind, **told)
    if not odd:
        outbox.enqueue(WEIGH, key=f"weigh:{made.pk}", payload={"opening": made.pk}, delay=WAIT)


@command(needs=None)
def weigh_opening(*, by: Actor, opening_id: int) -> None:
    """Judge whether a person did it, and tell it the first time: once of a letter, once of each of its links."""
    row = Opening.objects.filter(pk=opening_id, machine__isnull=True).first()
    letter = locked(Sending.objects.filter(pk=row.sending_id)).first() if row else None
    if row is None or letter is None:
        return
    near = letter.openings.filter(at__range=(row.at - BURST, row.at + BURST)).exclude(pk=row.pk)
    (knock,) = queries.knocks([row])
    row.machine = is_machine(knock, letter.left_at, queries.knocks(near))
    known = letter.openings.filter(machine=False, kind=row.kind, url=row.url).exists()
    row.save(update_fields=["machine"])
    if not row.machine and not known:
        _tell(letter, row)


def _tell(letter: Sending, row: Opening) -> None:
    told = {"letter": letter.pk, "subject": letter.subject, "deal": letter.deal_id, "company": letter.company_id}
    if row.kind == OpeningKind.CLICK:
        publish(LinkFollowed(at=row.at, url=row.url, **told))  # type: ignore[arg-type]
    else:
        publish(LetterOpened(at=row.at, **told))  # type: ignore[arg-type]
