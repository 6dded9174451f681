"""Letters to marketing on lead quality: set, written once for their days, put on the wire at most once, answered."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from mostik.analysis.access import QUALITY_LETTER
from mostik.analysis.commands.sendings import STUCK, anew, settled, taken
from mostik.analysis.events import QualityLetterAgain, QualityLetterAnswered, QualityLetterSet, QualityLetterWritten
from mostik.analysis.models import QualityAnswer, QualityLetter, QualitySending
from mostik.analysis.queries import quality_letters as queries
from mostik.analysis.queries.quality_letters import Draft
from mostik.analysis.terms import LetterState
from mostik.core import clock, company, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.ways import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

SEND: Final = "analysis.send_quality_letter"
#: Marketing is not told less often than twice a month, nor more often than so.
FEWEST, MOST = 2, 8
MOST_ADDRESSES: Final = 20


class NobodyToSendTo(Conflict):
    """There is no address of marketing."""

    message = gettext_noop("Say first where the letter goes: marketing's addresses are not set.")


class NothingNew(Conflict):
    """The last letter told everything up to yesterday."""

    message = gettext_noop("The last letter already tells everything up to yesterday. Send the next one tomorrow.")


@command(needs="analysis.send_quality_letters")
def set_quality_letter(*, by: Actor, on: bool, days: Sequence[int], to: Sequence[str], wait: int) -> None:
    """Say when letters go and where to; switched on, they begin with the next day set."""
    kept = sorted(set(days))
    if not FEWEST <= len(kept) <= MOST or not all(1 <= day <= 31 for day in kept):
        raise Invalid(gettext_noop("From two to eight days of the month, each from 1 to 31."), field="days")
    if len(to) > MOST_ADDRESSES or (on and not to):
        raise Invalid(gettext_noop("From one to twenty addresses."), field="to")
    if not 1 <= wait <= 30:
        raise Invalid(gettext_noop("From 1 to 30 days."), field="wait")
    known = queries.letter_plan(viewer=by)
    since = known.since if known.is_on and known.since else clock.today()
    value = {"on": on, "days": kept, "to": list(dict.fromkeys(to)), "wait": wait, "since": since.isoformat()}
    company.choose(by=SYSTEM, code=QUALITY_LETTER, value=value)
    publish(QualityLetterSet(at=clock.now(), is_on=on, addresses=len(to)))


@command(needs="analysis.send_quality_letters")
def keep_quality_letter(*, by: Actor, letter: Draft) -> QualityLetter | None:
    """Keep a letter as it was written and promise it to each address; None where its days are told already."""
    plan = queries.letter_plan(viewer=by)
    if not plan.to:
        raise NobodyToSendTo
    row, is_new = QualityLetter.objects.get_or_create(
        last=letter.span.last,
        defaults={
            "first": letter.span.first,
            "made_at": clock.now(),
            "language": letter.language,
            "title": letter.title,
            "text": letter.text,
            "content": letter.content,
        },
    )
    if not is_new:
        return None
    sendings = [QualitySending(letter=row, address=each, state=LetterState.NEW) for each in plan.to]
    for each in QualitySending.objects.bulk_create(sendings):
        _promise(each)
    publish(QualityLetterWritten(at=clock.now(), letter=row.pk, addresses=len(sendings)))
    return row


@command(needs="analysis.send_quality_letters")
def resend_quality_letter(*, by: Actor, day: str) -> int:
    """Send a letter again to where it failed or may not have arrived; return to how many: the person decides."""
    row = queries.letter_of(day, viewer=by)
    stuck = list(row.sendings.filter(state__in=STUCK))
    for each in stuck:
        anew(each)
        _promise(each)
    if stuck:
        publish(QualityLetterAgain(at=clock.now(), letter=row.pk, addresses=len(stuck)))
    return len(stuck)


@command(needs="analysis.answer_quality_letters")
def answer_quality_letter(*, by: Actor, day: str, who: str, text: str, answered_on: date) -> QualityAnswer:
    """Write down what marketing answered: who, when, what."""
    row = queries.letter_of(day, viewer=by)
    who, text = who.strip(), text.strip()
    if not who:
        raise Invalid(gettext_noop("Say who answered."), field="who")
    if not text:
        raise Invalid(gettext_noop("Write what was answered."), field="text")
    if not clock.business_day(row.made_at) <= answered_on <= clock.today():
        raise Invalid(gettext_noop("From the day of the letter until today."), field="answered_on")
    answer = QualityAnswer.objects.create(
        letter=row, who=who[:120], text=text[:5000], answered_on=answered_on, by_id=by.id, at=clock.now()
    )
    publish(QualityLetterAnswered(at=clock.now(), letter=row.pk, answer=answer.pk))
    return answer


@command(needs=None)
def begin_sending(*, by: Actor, sending_id: int) -> QualitySending | None:
    """Take a letter for the wire; one being sent already may have gone and is left in doubt."""
    return taken(QualitySending.objects.select_related("letter").filter(pk=sending_id).first())


@command(needs=None)
def settle_sending(*, by: Actor, row: QualitySending, outcome: Outcome) -> None:
    """Write down what became of a letter."""
    settled(row, outcome)


@command(needs="analysis.send_quality_letters")
def send_waiting(*, by: Actor) -> None:
    """Promise anew what waits and nobody is at: it was written with no mail server, or the server was away for long."""
    for each in QualitySending.objects.filter(state=LetterState.NEW):
        _promise(each)


def _promise(row: QualitySending) -> None:
    outbox.ring(SEND, key=f"quality-letter:{row.pk}:{row.turn}", payload={"sending": row.pk})
