"""Letters on lead quality to marketing, and on needs to who makes the product: put on the wire once."""

from datetime import date, time, timedelta
from typing import Final

from mostik.analysis.commands import needs
from mostik.analysis.commands.quality_letters import (
    SEND,
    begin_sending,
    keep_quality_letter,
    send_waiting,
    settle_sending,
)
from mostik.analysis.commands.sendings import raised, sent_once
from mostik.analysis.queries.needs import letter_of
from mostik.analysis.queries.quality_letters import draft, letter_plan, letters
from mostik.analysis.rules.letter_days import due_letter
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.ways import Letter
from mostik.kernel.period import Span
from mostik.people.queries.notices import company_mail, has_mail

#: Letters are written once the night's imports are in.
MORNING: Final = time(8)
WRITE: Final = "analysis.write_quality_letter"


def mind_quality_letter() -> None:
    """Write the letter to marketing where its day has come, once for the same days; send what waits."""
    if has_mail():
        send_waiting(by=SYSTEM)
    plan = letter_plan(viewer=SYSTEM)
    span = due_letter(plan.days, clock.today()) if plan.is_on and plan.to else None
    if span is None or clock.now() < clock.moment(clock.today(), MORNING):
        return
    if plan.since and span.last + timedelta(days=1) < plan.since:
        return
    if not letters(viewer=SYSTEM).filter(last__gte=span.last).exists():
        outbox.enqueue(WRITE, key=f"quality-letter:write:{span.last}", payload=_days(span))


@outbox.effect(WRITE)
def write_quality_letter(*, first: str, last: str) -> None:
    """Write the letter of some days and promise it to marketing."""
    keep_quality_letter(by=SYSTEM, letter=draft(Span(date.fromisoformat(first), date.fromisoformat(last))))


@outbox.effect(SEND)
def send_quality_letter(*, sending: int) -> None:
    """Put a letter on the wire, outside any transaction, and write down what became of it; with no server it waits."""
    if not has_mail():
        return
    row = begin_sending(by=SYSTEM, sending_id=sending)
    if row is None:
        return
    sent_once(row)
    number = f"quality.{row.letter_id}.{row.pk}"
    letter = Letter(to=row.address, title=row.letter.title, text=row.letter.text, number=number)
    outcome = company_mail().send(letter)
    settle_sending(by=SYSTEM, row=row, outcome=outcome)
    raised(outcome)


def mind_needs() -> None:
    """Remind of needs to be answered; send what waits."""
    needs.mind_needs(by=SYSTEM)
    if has_mail():
        needs.send_waiting_needs(by=SYSTEM)


@outbox.effect(needs.SEND)
def send_need(*, sending: int) -> None:
    """Put the letter of a need on the wire, outside any transaction; with no server it waits."""
    if not has_mail():
        return
    row = needs.begin_need_sending(by=SYSTEM, sending_id=sending)
    if row is None:
        return
    sent_once(row)
    title, text = letter_of(row.need)
    number = f"need.{row.need_id}.{row.pk}.{row.turn}"
    outcome = company_mail().send(Letter(to=row.need.asked_address, title=title, text=text, number=number))
    needs.settle_need_sending(by=SYSTEM, row=row, outcome=outcome)
    raised(outcome)


def _days(span: Span) -> dict[str, str]:
    return {"first": span.first.isoformat(), "last": span.last.isoformat()}
