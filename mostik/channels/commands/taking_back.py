"""Letters and messages taken back by whoever wrote them in the seconds before they go: as if never sent."""

from dataclasses import dataclass

from mostik.channels.access import visible_letters
from mostik.channels.catalog.vanishing import is_vanishing
from mostik.channels.catalog.ways import EMAIL
from mostik.channels.commands.drafts import enclose_in_draft, keep_draft
from mostik.channels.commands.letters import MOST_FILES, RIGHT
from mostik.channels.events import LetterTakenBack
from mostik.channels.models import Arrival, Sending, Talk
from mostik.channels.queries.drafts import draft_of
from mostik.channels.queries.letters import enclosed_in, files_of_letter
from mostik.channels.terms import Purpose, SendingState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.attachments.commands import remove_file
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Missing, gettext_noop


class GoneAlready(Conflict):
    """The wire has it: nothing takes it back."""

    message = gettext_noop("It has gone already and cannot be taken back.")


class NotByThem(Conflict):
    """Somebody else wrote it."""

    message = gettext_noop("Only whoever wrote it takes it back.")


@dataclass(frozen=True)
class Back:
    """What was taken back: its words, whether they lie in the draft of the deal, how many files went with them."""

    text: str
    way: str
    deal: int | None
    talk: int | None
    kept: bool
    files: int


@command(needs=RIGHT)
def take_back(*, by: Actor, letter_id: int) -> Back:
    """Take back what one wrote and has not gone yet; a letter about a deal becomes the draft it was.

    One that is nothing without what it carries leaves no words. Of a message in several pieces all go back together.
    Refuses what has gone with `GoneAlready`, what somebody else wrote with `NotByThem`.
    """
    row = locked(visible_letters(by).filter(pk=letter_id)).first()
    if row is None:
        raise Missing()
    if (row.by_id, row.by_kind) != (by.id, by.kind):
        raise NotByThem
    rows = [row, *_pieces(row)]
    if any(each.state != SendingState.NEW or each.tries for each in rows):
        raise GoneAlready
    gone_with_it = is_vanishing(row.key)
    kept = row.way == EMAIL and row.deal_id is not None and not gone_with_it
    if kept:
        _keep(by, row)
    publish(
        LetterTakenBack(
            at=clock.now(),
            letter=row.pk,
            subject=row.subject or row.text[:120],
            deal=row.deal_id,
            company=row.company_id,
        )
    )
    files = sum(_drop(each) for each in rows)
    talk = _heal(row.talk_id) if row.talk_id else None
    text = "" if gone_with_it else "\n".join(each.text for each in rows if each.text)
    return Back(text, row.way, row.deal_id, talk, kept, files)


def may_be_taken_back(row: Sending, who: Actor) -> bool:
    """Return whether somebody wrote this and it has not been tried yet."""
    return row.state == SendingState.NEW and not row.tries and (row.by_id, row.by_kind) == (who.id, who.kind)


def _pieces(row: Sending) -> list[Sending]:
    """Return the further pieces of a message, held."""
    keys = [f"{row.key}:{place}" for place in range(1, MOST_FILES + 1)]
    return list(locked(Sending.objects.filter(key__in=keys, talk=row.talk_id)).order_by("pk"))


def _keep(by: Actor, row: Sending) -> None:
    """Make a letter the draft it was; what was begun meanwhile stays beneath it."""
    assert row.deal_id is not None
    newer = draft_of(row.deal_id, viewer=by)
    text = "\n\n".join(filter(None, (row.text, newer.text if newer else "")))
    said = {"subject": row.subject, "text": text, "cc": row.cc, "bcc": row.bcc, "offer": row.purpose == Purpose.OFFERS}
    keep_draft(by=by, deal_id=row.deal_id, said=said)
    if enclosed := enclosed_in(row, viewer=SYSTEM):
        enclose_in_draft(by=by, deal_id=row.deal_id, enclosed=enclosed)


def _drop(row: Sending) -> int:
    """Remove a sending with its files and return how many there were."""
    files = files_of_letter(row, viewer=SYSTEM)
    for each in files:
        remove_file(by=SYSTEM, file_id=each.pk)
    Sending.objects.filter(pk=row.pk).delete()
    return len(files)


def _heal(talk_id: int) -> int | None:
    """Let a talk stand as it did, by what is still said in it; one that was begun by what is taken back is no more."""
    talk = locked(Talk.objects.filter(pk=talk_id)).first()
    if talk is None:
        return None
    came = Arrival.objects.filter(talk=talk).order_by("-made_at", "-pk").first()
    went = Sending.objects.filter(talk=talk).order_by("-made_at", "-pk").first()
    last: Arrival | Sending | None = came
    if went is not None and (came is None or went.made_at > came.made_at):
        last = went
    if last is None:
        talk.delete()
        return None
    talk.last_at, talk.last_in = last.made_at, last is came
    talk.last_text = " ".join((last.text or last.subject).split())[:200]
    talk.save(update_fields=["last_at", "last_in", "last_text"])
    return talk.pk
