"""What the workers do outside any transaction: put letters on the wire, ask ways for what is new, fetch files."""

import logging
from typing import Any

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from mostik.channels.adapters.email import mailbox
from mostik.channels.adapters.mailbox import fetching
from mostik.channels.catalog.ways import EMAIL, way_of
from mostik.channels.commands import (
    accounts,
    arrivals,
    calendars,
    enquiries,
    hearing,
    incoming,
    letters,
    mailboxes,
    openings,
    surveys,
)
from mostik.channels.commands.calendar_sync import sync_calendar
from mostik.channels.commands.resting import note_failure
from mostik.channels.models import Account, Arrival, Heard
from mostik.channels.queries import mail as queries
from mostik.channels.queries.accounts import accounts_in_use, resting
from mostik.channels.queries.letters import on_the_way
from mostik.channels.queries.mail import wire_letter
from mostik.channels.queries.openings import with_marks
from mostik.channels.queries.unsubscribing import with_way_out
from mostik.channels.rules.mail.letters import read
from mostik.core import watches
from mostik.core.actors import SYSTEM
from mostik.core.outbox import InDoubt, effect, ring, worker_name
from mostik.core.ways import Became, Outcome, wire_number
from mostik.kernel.refusals import Invalid, Refusal

log = logging.getLogger(__name__)
#: The kind of lines kept open to bots, and how long their far side may keep an answer.
BOTS, LONG_SECONDS = "bots", 20
#: Letters fetched and kept at once.
BATCH = 20


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
        told = with_marks(row, wire_letter(row, viewer=SYSTEM), viewer=SYSTEM)
        told = with_way_out(row, told, viewer=SYSTEM)
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
    told = watches.kept(BOTS) | resting(viewer=SYSTEM)
    rows = [each for each in accounts_in_use(viewer=SYSTEM) if each.is_asked and each.pk not in told]
    for each in rows:
        ring(hearing.POLL, key=f"poll:{each.pk}", payload={"account": each.pk}, soon=True)
    return len(rows)


@effect(hearing.POLL)
def poll(*, account: int) -> None:
    """Ask one account for what is new and keep it as it came: the next question confirms it."""
    row = Account.objects.filter(pk=account, paused_at__isnull=True, removed_at__isnull=True).first()
    if row is None or not row.is_asked:
        return
    try:
        _ask(row)
    except Refusal as failure:
        note_failure(by=SYSTEM, account_id=account, error=failure.text(_))


def _ask(row: Account, *, wait: int = 0) -> None:
    following, bodies = row.line().polled(row.offset, wait=wait)
    hearing.keep_polled(by=SYSTEM, account_id=row.pk, asked=row.offset, following=following, bodies=bodies)


def lines_of_bots() -> dict[int, str]:
    """Return the accounts that are asked and do not rest, each with its edition."""
    return {each.pk: str(each.version) for each in _awake() if each.is_asked}


def keep_asking(account: int, going: watches.Going) -> None:
    """Stay with a far side that answers as soon as something is new: one question after another."""
    while going() and (row := Account.objects.filter(pk=account).first()):
        connection.close()  # nothing is held open while the far side keeps its answer
        _ask(row, wait=LONG_SECONDS)


def lines_of_mail() -> dict[int, str]:
    """Return the mailboxes in use that do not rest, each with its edition."""
    return {each.pk: str(each.version) for each in _awake() if each.way == EMAIL}


def _awake() -> list[Account]:
    idle = resting(viewer=SYSTEM)
    return [each for each in accounts_in_use(viewer=SYSTEM) if each.pk not in idle]


def keep_listening(account: int, going: watches.Going) -> None:
    """Stay with a mailbox whose server says when a letter came, and promise to fetch it."""
    row = queries.mailboxes(viewer=SYSTEM).get(pk=account)
    with fetching.at(mailbox(row).inward) as box:
        for _new in fetching.listened(box, going):
            mailboxes.promise_new(by=SYSTEM, account_id=account)
            connection.close()


def look_around() -> int:
    """Promise to ask what became of messages that went, where a way tells."""
    rows = [each for each in accounts_in_use(viewer=SYSTEM) if each.way_row.tracks]
    for each in rows:
        ring(hearing.LOOK, key=f"look:{each.pk}", payload={"account": each.pk})
    return len(rows)


@effect(hearing.LOOK)
def ask_fates(*, account: int) -> None:
    """Ask one account what became of messages that went lately and are not known to have come."""
    row = Account.objects.filter(pk=account, paused_at__isnull=True, removed_at__isnull=True).first()
    gone = on_the_way(account, viewer=SYSTEM) if row else []
    if row is None or not gone:
        return
    try:
        told = row.line().looked(gone)
    except Refusal as failure:
        hearing.note_error(by=SYSTEM, account_id=account, error=failure.text(_))
        return
    hearing.note_fates(by=SYSTEM, account_id=account, told=told)


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
        arrivals.note_missing(by=SYSTEM, arrival_id=arrival, title=ref["title"], why=refusal.text(_))
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


@effect(surveys.ASK)
def ask_survey(*, deal: int, payment: int) -> None:
    """Ask a client who paid for a mark; one asked a short while ago, or not to be written to, is let be."""
    try:
        surveys.ask_after_payment(by=SYSTEM, deal_id=deal, payment=payment)
    except Refusal as refusal:
        log.info("nobody is asked after payment %s: %s", payment, refusal.text(str))


def forget() -> int:
    """Drop what was heard long ago."""
    return hearing.forget_heard(by=SYSTEM)


@effect(mailboxes.FETCH)
def fetch_letters(*, account: int) -> None:
    """Look into a mailbox: new letters are kept as they lie there, a batch at a time, while it is this worker's."""
    holder = worker_name()
    if not mailboxes.take_mailbox(by=SYSTEM, account_id=account, holder=holder):
        return
    error = ""
    try:
        _fetch_letters(account, holder)
    except Refusal as refusal:
        error = refusal.text(_)
    finally:
        mailboxes.leave_mailbox(by=SYSTEM, account_id=account, holder=holder, error=error)


def _fetch_letters(account: int, holder: str) -> None:
    row = queries.mailboxes(viewer=SYSTEM).get(pk=account)
    with fetching.at(mailbox(row).inward) as box:
        state = fetching.state_of(box)
        after = mailboxes.begin_folder(by=SYSTEM, account_id=account, state=state)
        since = max(row.made_at, (row.heard_at or row.made_at) - mailboxes.BACK) if after == 0 else None
        while numbers := fetching.newer(box, after, since):
            after, since = max(numbers[-1], state.next - 1), None
            for place in range(0, len(numbers), BATCH):
                some = numbers[place : place + BATCH]
                if not mailboxes.keep_raw(
                    by=SYSTEM,
                    account_id=account,
                    holder=holder,
                    validity=state.validity,
                    letters=list(fetching.fetched(box, some)),
                    upto=after if some[-1] == numbers[-1] else some[-1],
                ):
                    return


@effect(mailboxes.READ)
def read_letter(*, raw: int) -> None:
    """Read one letter and take it in; the reading is outside the transaction."""
    row = queries.raw_letter(raw, viewer=SYSTEM)
    if row is not None and row.done_at is None:
        incoming.take_letter(by=SYSTEM, raw_id=raw, letter=read(queries.body_of(row)))


def look_for_doubtful() -> int:
    """Promise to look among what was sent for letters in doubt, each a few times. The timer's own."""
    return letters.promise_looking(by=SYSTEM)


@effect(letters.LOOK)
def look(*, letter: int) -> None:
    """Look whether a letter in doubt lies among those sent; one found went, one not found stays in doubt."""
    row = queries.letter_in_doubt(letter, viewer=SYSTEM)
    if row is None or row.account is None:
        return
    with fetching.at(mailbox(row.account).inward) as box:
        found = fetching.lies_in_sent(box, wire_number(row.number))
    if found:
        letters.settle_found(by=SYSTEM, letter_id=letter)


@effect(openings.WEIGH)
def weigh(*, opening: int) -> None:
    """Judge whether a person opened a letter or followed its link."""
    openings.weigh_opening(by=SYSTEM, opening_id=opening)


def fetch_mail() -> int:
    """Promise to look into every mailbox. The timer's own."""
    return mailboxes.promise_fetching(by=SYSTEM)


def forget_letters() -> int:
    """Drop letters as they came once they are old. The timer's own."""
    return mailboxes.forget_raw(by=SYSTEM)


@effect(enquiries.READ)
def read_enquiry(*, source: int, key: str) -> None:
    """Read one enquiry into a lead; one whose reading breaks is put aside, and what the database holds up waits."""
    try:
        enquiries.read_enquiry(by=SYSTEM, source_id=source, key=key)
    except OperationalError:
        raise
    except Exception as failure:
        log.exception("enquiry %s of %s could not be read", key, source)
        enquiries.give_up(by=SYSTEM, source_id=source, key=key, error=f"{type(failure).__name__}: {failure}")


def look_into_calendars() -> int:
    """Promise to look into every calendar that is due. The timer's own."""
    return calendars.promise_syncing(by=SYSTEM)


@effect(calendars.SYNC)
def look_into_calendar(*, calendar: int) -> None:
    """Write one calendar what it lacks and read what changed in it."""
    sync_calendar(by=SYSTEM, calendar_id=calendar)
