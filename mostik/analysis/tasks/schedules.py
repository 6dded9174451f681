"""Reports that go by themselves: promised when their hour has come, put on the wire once for each recipient."""

from mostik.analysis.commands.schedules import (
    SEND,
    begin_report,
    mind_waiting,
    promise_report,
    settle_report,
    skip_report,
)
from mostik.analysis.commands.sendings import raised, sent_once
from mostik.analysis.queries.report_letters import NotToSend, ready_to_go
from mostik.analysis.queries.schedules import days_off, due, sending_of
from mostik.analysis.terms import LetterState
from mostik.core import outbox
from mostik.core.actors import SYSTEM


def mind_report_schedules() -> None:
    """Promise every report whose hour has come, once; promise anew what waits and nobody is at."""
    for number, day in due(off=days_off(viewer=SYSTEM), viewer=SYSTEM):
        promise_report(by=SYSTEM, schedule_id=number, day=day)
    mind_waiting(by=SYSTEM)


@outbox.effect(SEND)
def send_report(*, sending: int) -> None:
    """Reckon a report as its recipient and put it on the wire, outside any transaction; what came of it is kept.

    It is reckoned before it is taken for the wire: what fails so far is known not to have gone.
    """
    waiting = sending_of(sending, viewer=SYSTEM)
    if waiting is None:
        return
    if waiting.state == LetterState.SENDING:
        _doubt(sending)
        return
    try:
        ready = ready_to_go(waiting)
    except NotToSend as refusal:
        skip_report(by=SYSTEM, row=waiting, why=str(refusal.message))
        return
    row = begin_report(by=SYSTEM, sending_id=sending)
    if row is None:
        return
    outcome = ready.by.send(ready.letter)
    settle_report(by=SYSTEM, row=row, outcome=outcome)
    raised(outcome)


def _doubt(sending: int) -> None:
    row = begin_report(by=SYSTEM, sending_id=sending)
    if row is not None:
        sent_once(row)
