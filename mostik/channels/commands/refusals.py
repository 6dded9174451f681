"""A lost deal's client asked why, their answer read by rules or by a person, filed beside the seller's reason."""

from typing import Any

from mostik.automation.catalog.words import phrase_in
from mostik.channels.commands.letters import RIGHT
from mostik.channels.events import RefusalAsked, RefusalRead
from mostik.channels.models import Refusal, RefusalWords
from mostik.channels.queries.refusals import asked_of, phrases, refusal_rows
from mostik.channels.rules.refusals import read
from mostik.channels.terms import RefusalState
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.access import visible_deals
from mostik.crm.queries.pipelines import last_loss, reason_titles, reasons
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Conflict, Missing, gettext_noop


class NotLost(Conflict):
    """Nobody is asked why who has not refused."""

    message = gettext_noop("Only the client of a lost deal is asked why, and once.")


@command(needs=RIGHT)
def note_asked(*, by: Actor, deal_id: int) -> int:
    """Write down that the client of a lost deal is asked why. Refuses a deal that is not lost, one asked already."""
    deal = visible_deals(by).filter(pk=deal_id, outcome=Outcome.LOST).select_related("owner").first()
    if deal is None or Refusal.objects.filter(deal=deal_id).exists():
        raise NotLost
    row = Refusal.objects.create(
        deal=deal,
        owner=deal.owner,
        team_id=deal.team_id,
        given_id=last_loss(deal_id, viewer=by),
        asked_at=clock.now(),
    )
    publish(RefusalAsked(at=row.asked_at, refusal=row.pk, deal=deal.pk))
    return row.pk


@command(needs=None)
def hear_why(*, by: Actor, heard: Any) -> None:
    """Take what a client wrote after they were asked as the answer: read by the rules, else left to a person."""
    waiting = asked_of(heard, viewer=SYSTEM).filter(state=RefusalState.ASKED)
    row = locked(waiting).first() if heard.text.strip() else None
    if row is None:
        return
    row.answer, row.answered_at = heard.text[:2000], heard.at
    reason = read(row.answer, phrases(viewer=SYSTEM), phrase_in)
    _file(row, reason, "")


@command(needs=RIGHT)
def settle_refusal(*, by: Actor, refusal_id: int, reason_id: int) -> None:
    """File the client's reason as a person reads it."""
    row = locked(refusal_rows(viewer=by).filter(pk=refusal_id)).first()
    if row is None or reason_id not in reasons(viewer=by):
        raise Missing()
    row.answered_at = row.answered_at or clock.now()
    _file(row, reason_id, by.name)


@command(needs="crm.edit_pipelines")
def set_phrases(*, by: Actor, reason_id: int, words: str) -> None:
    """Say by which phrases a reason is read, one a line."""
    if reason_id not in reasons(viewer=by):
        raise Missing()
    RefusalWords.objects.update_or_create(reason_id=reason_id, defaults={"words": words.strip()[:2000]})


def _file(row: Refusal, reason: int | None, who: str) -> None:
    row.reason_id, row.decided_by = reason, who[:120]
    row.state = RefusalState.READ if reason else RefusalState.UNREAD
    row.save()
    if reason:
        title = reason_titles(viewer=SYSTEM)[reason]
        publish(RefusalRead(at=clock.now(), refusal=row.pk, deal=row.deal_id, reason=title))
