"""What the room does by the clock: letters to the owner built on their day, put on the wire once approved."""

from datetime import date, time
from typing import Final

from mostik.analysis.commands.sendings import raised, sent_once
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.ways import Enclosed, Letter
from mostik.kernel.period import Span
from mostik.organisation.commands.owner_letters import (
    SEND,
    begin_owner_sending,
    keep_owner_letter,
    send_waiting_letters,
    settle_owner_sending,
)
from mostik.organisation.queries.owner_letters import letter_text, owner_draft, owner_letters, owner_plan
from mostik.organisation.queries.owner_paper import letter_pdf
from mostik.organisation.rules.owner_letters import due_letter
from mostik.organisation.terms import LetterKind
from mostik.people.access import User, has_left
from mostik.people.queries.actors import actor_of
from mostik.people.queries.notices import company_mail, has_mail

#: Letters are built once the night's imports are in.
MORNING: Final = time(8)
BUILD: Final = "organisation.build_owner_letter"


def mind_owner_letters() -> None:
    """Build the letters whose day has come, once for the same days; send what waits."""
    if has_mail():
        send_waiting_letters(by=SYSTEM)
    plan = owner_plan(viewer=SYSTEM)
    if plan.department is None or clock.now() < clock.moment(clock.today(), MORNING):
        return
    for kind in LetterKind:
        on = plan.on(kind)
        span = due_letter(kind, on, clock.today()) if on is not None else None
        if span is None or (plan.since and span.last < plan.since):
            continue
        known = owner_letters(viewer=SYSTEM).filter(department=plan.department, kind=kind.value, last=span.last)
        if not known.exists():
            told = {"kind": kind.value, "first": span.first.isoformat(), "last": span.last.isoformat()}
            outbox.enqueue(BUILD, key=f"owner-letter:build:{plan.department}:{kind.value}:{span.last}", payload=told)


@outbox.effect(BUILD)
def build_owner_letter(*, kind: str, first: str, last: str) -> None:
    """Build the letter of some days as a draft, as whoever set the letters sees the figures."""
    plan = owner_plan(viewer=SYSTEM)
    head = User.objects.filter(pk=plan.by or 0).first()
    if head is None or has_left(head) or plan.department is None:
        return
    span = Span(date.fromisoformat(first), date.fromisoformat(last))
    made = owner_draft(LetterKind(kind), span, department=plan.department, viewer=actor_of(head))
    keep_owner_letter(by=SYSTEM, draft=made)


@outbox.effect(SEND)
def send_owner_letter(*, sending: int) -> None:
    """Put an approved letter on the wire, outside any transaction; with no server it waits."""
    if not has_mail():
        return
    row = begin_owner_sending(by=SYSTEM, sending_id=sending)
    if row is None:
        return
    sent_once(row)
    paper = Enclosed(title=f"{row.letter.last}.pdf", content_type="application/pdf", content=letter_pdf(row.letter))
    letter = Letter(
        to=row.address,
        title=row.letter.title,
        text=letter_text(row.letter),
        number=f"owner.{row.letter_id}.{row.pk}",
        files=(paper,),
    )
    outcome = company_mail().send(letter)
    settle_owner_sending(by=SYSTEM, row=row, outcome=outcome)
    raised(outcome)
