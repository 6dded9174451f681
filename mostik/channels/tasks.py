"""What the workers do outside any transaction: put letters on the wire, ask ways for what is new, fetch files."""

import logging
from typing import Any

from mostik.channels.catalog.ways import way_of
from mostik.channels.commands import accounts, arrivals, hearing, letters
from mostik.channels.models import Account, Arrival, Heard
from mostik.channels.queries.accounts import accounts_in_use
from mostik.channels.queries.letters import enclosed_calendar, enclosed_in
from mostik.core.actors import SYSTEM
from mostik.core.outbox import InDoubt, effect, ring
from mostik.core.ways import Became, Letter, Outcome
from mostik.kernel.refusals import Invalid, Refusal

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
            files=(*enclosed_in(row, viewer=SYSTEM), *enclosed_calendar(row)),
            headers={"ask": row.asks} if row.asks else {},
        )
    except Exception as failure:
        log.exception("letter %s is not ready to go", letter)
        outcome = Outcome(Became.LATER, f"{type(failure).__name__}: {failure}")
    else:
        outcome = wire.send(told)
    letters.settle_sending(by=SYSTEM, row=row, outcome=outcome)
    if outcome.became is Became.UNKNOWN:
        raise InDoubt(outcome.why)


def ask_around() -> int:
    """Promise to ask every account that is asked for what is new; one row each, done over and over."""
    rows = [each for each in accounts_in_use(viewer=SYSTEM) if each.is_asked]
    for each in rows:
        ring(hearing.POLL, key=f"poll:{each.pk}", payload={"account": each.pk})
    return len(rows)


@effect(hearing.POLL)
def poll(*, account: int) -> None:
    """Ask one account for what is new and keep it as it came: the next question confirms it."""
    row = Account.objects.filter(pk=account, paused_at__isnull=True, removed_at__isnull=True).first()
    if row is None or not row.is_asked:
        return
    try:
        following, bodies = row.line().polled(row.offset)
    except Refusal as failure:
        hearing.note_error(by=SYSTEM, account_id=account, error=failure.text())
        return
    hearing.keep_polled(by=SYSTEM, account_id=account, asked=row.offset, following=following, bodies=bodies)


@effect(hearing.HEAR)
def hear(*, heard: int) -> None:
    """Read what the far side sent and take it in, once."""
    row = Heard.objects.filter(pk=heard, done_at__isnull=True).select_related("account").first()
    if row is not None:
        hearing.take_in(by=SYSTEM, heard_id=heard, told=tuple(row.account.line().heard(row.body)))


@effect(arrivals.FETCH)
def fetch(*, arrival: int, ref: dict[str, Any]) -> None:
    """Fetch a file a client sent; one that is too large or gone is named with what came."""
    row = Arrival.objects.filter(pk=arrival).select_related("account").first()
    if row is None:
        return
    try:
        file = row.account.line().fetch(ref)
    except Invalid as refusal:
        arrivals.note_missing(by=SYSTEM, arrival_id=arrival, title=ref["title"], why=refusal.text())
        return
    arrivals.keep_fetched(by=SYSTEM, arrival_id=arrival, ref=ref, file=file)


@effect(accounts.HOOK)
def hook(*, account: int, turn: int) -> None:
    """Tell the far side where to call, or to call no more."""
    row = Account.objects.filter(pk=account).first()
    if row is None or row.version != turn or not row.way_row.hooked:
        return
    called = row.is_in_use and not row.is_asked
    row.line().hook(accounts.door_address(row) if called else "", row.secret("hook"))


def forget() -> int:
    """Drop what was heard long ago."""
    return hearing.forget_heard(by=SYSTEM)
