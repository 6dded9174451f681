"""What the workers do: letters put on the wire, outside any transaction."""

import logging

from mostik.channels.catalog.ways import way_of
from mostik.channels.commands import letters
from mostik.channels.queries.letters import enclosed_in
from mostik.core.actors import SYSTEM
from mostik.core.outbox import InDoubt, effect
from mostik.core.ways import Became, Letter, Outcome

log = logging.getLogger(__name__)


@effect(letters.SEND)
def send(*, letter: int) -> None:
    """Put one letter on the wire and write down what became of it; what fails before the wire has not gone."""
    begun = letters.begin_sending(by=SYSTEM, letter_id=letter)
    if begun.doubt:
        raise InDoubt("The worker died while this letter was being sent.")
    if (row := begun.row) is None:
        return
    try:
        wire = way_of(row.way).channel(row)
        told = Letter(
            to=row.to,
            title=row.subject,
            text=row.text,
            html=row.html,
            number=row.number,
            files=enclosed_in(row, viewer=SYSTEM),
        )
    except Exception as failure:
        log.exception("letter %s is not ready to go", letter)
        outcome = Outcome(Became.LATER, f"{type(failure).__name__}: {failure}")
    else:
        outcome = wire.send(told)
    letters.settle_sending(by=SYSTEM, row=row, outcome=outcome)
    if outcome.became is Became.UNKNOWN:
        raise InDoubt(outcome.why)
