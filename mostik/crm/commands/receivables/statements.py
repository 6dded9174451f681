"""Writes of bank statements: read for a look, taken in, taken back."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mostik.core import clock, outbox
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm import events
from mostik.crm.access import visible_companies, visible_lines, visible_statements
from mostik.crm.commands.receivables.matching import Part, hold_deals, let_go, settle_line
from mostik.crm.models import BankLine, Payment, Statement
from mostik.crm.queries.receivables.matching import proposals
from mostik.crm.rules.receivables.statements import AccountTotals, Entry, read_statement
from mostik.crm.terms import LineKind, LineState
from mostik.kernel.refusals import Conflict, Missing, Refusal

BATCH = 500
LAY = "crm.lay_certain"
#: How many certain payments are laid at once; the rest is the workers', so many at a time.
AT_ONCE = 100


@command(needs="crm.load_statements")
def load_statement(*, by: Actor, title: str, data: bytes) -> int:
    """Read a statement and keep it to be looked at: nothing of it counts until it is applied. Return its number.

    Refuses what is no statement, or too large a one.
    """
    read = read_statement(data)
    first, last = read.days
    row = Statement.objects.create(
        title="".join(sign for sign in title if sign.isprintable()).strip()[:255] or _("Statement"),
        owner_id=by.id,
        accounts=[_account(each) for each in read.accounts],
        problems=[[each.line, each.fault.value, each.text] for each in read.problems],
        first=first,
        last=last,
        loaded_at=clock.now(),
    )
    inns = {entry.inn for entry in read.entries if entry.inn}
    known = dict(visible_companies(by).filter(inn__in=inns).order_by("-pk").values_list("inn", "pk"))
    lines = [_line(row, entry, known.get(entry.inn)) for entry in read.entries]
    BankLine.objects.bulk_create(lines, batch_size=BATCH)
    return row.pk


@command(needs="crm.load_statements")
def apply_statement(*, by: Actor, statement_id: int) -> int:
    """Let a statement's new lines count, lay the certain ones on their invoices, and return how many are new.

    Lines that count already, from this file or another, are passed over: the same file twice adds nothing.
    """
    row = _held(by, statement_id)
    if row.applied_at is not None:
        raise Conflict(_("This statement is applied already."))
    known = BankLine.objects.filter(live=True, key__in=row.lines.values("key")).values_list("key", flat=True)
    fresh = row.lines.exclude(key__in=list(known))
    try:
        count = fresh.update(live=True)
    except IntegrityError:
        raise Conflict(_("Somebody is loading the same payments at this moment. Try again.")) from None
    row.applied_at = clock.now()
    row.save(update_fields=["applied_at"])
    publish(events.StatementApplied(at=row.applied_at, statement=row.pk, title=row.title, count=count))
    _lay_certain(by, row)
    return count


@command(needs="crm.load_statements")
def lay_certain(*, by: Actor, statement_id: int) -> int:
    """Go on laying a statement's certain payments and return how many were; nothing of one taken back meanwhile."""
    row = _held(by, statement_id)
    return 0 if row.applied_at is None or row.undone_at is not None else _lay_certain(by, row)


@command(needs="crm.load_statements")
def take_in(*, by: Actor, title: str, data: bytes) -> int:
    """Read a statement and apply it at once, as programs do; return its number."""
    number = load_statement(by=by, title=title, data=data)
    apply_statement(by=by, statement_id=number)
    return number


@command(needs="crm.load_statements")
def undo_statement(*, by: Actor, statement_id: int) -> None:
    """Take a statement back with every payment that came of it; its file may be loaded anew."""
    row = _held(by, statement_id)
    if row.applied_at is None or row.undone_at is not None:
        raise Conflict(_("There is nothing to take back."))
    held = list(row.lines.filter(live=True).select_for_update(of=("self",)).order_by("pk"))
    paid = Payment.objects.filter(line__in=held, withdrawn_at__isnull=True)
    hold_deals(set(paid.values_list("deal_id", flat=True)))
    for line in held:
        if line.state == LineState.MATCHED:
            let_go(by, line)
    row.lines.filter(live=True).update(live=False)
    row.undone_at = clock.now()
    row.save(update_fields=["undone_at"])
    publish(events.StatementUndone(at=row.undone_at, statement=row.pk, title=row.title))


@command(needs="crm.load_statements")
def drop_statement(*, by: Actor, statement_id: int) -> None:
    """Forget a statement that was only looked at."""
    row = _held(by, statement_id)
    if row.applied_at is not None:
        raise Conflict(_("This statement is applied already."))
    row.delete()


def _lay_certain(by: Actor, row: Statement) -> int:
    """Lay what is certain, some at once and the rest promised; what cannot be laid after all waits for a person.

    Lines are held, and read as they stand then: what somebody decided about meanwhile is left alone.
    """
    waiting = visible_lines(by).filter(statement=row, state=LineState.WAITING).order_by("pk")
    found = proposals(list(waiting), viewer=by)
    sure = sorted(number for number, each in found.items() if each.certain)
    lines = list(locked(waiting.filter(pk__in=sure[:AT_ONCE])).select_related("statement"))
    parts = {line.pk: [Part(*each) for each in found[line.pk].parts] for line in lines}
    hold_deals({each.deal for listed in parts.values() for each in listed})
    laid = 0
    for line in lines:
        with suppress(Refusal), transaction.atomic():
            settle_line(by, line, parts[line.pk])
            laid += 1
    if laid and len(sure) > AT_ONCE:
        outbox.enqueue(LAY, key=f"{LAY}:{row.pk}:{len(sure)}", payload={"statement": row.pk})
    return laid


def _held(by: Actor, statement_id: int) -> Statement:
    row = visible_statements(by).select_for_update(of=("self",)).filter(pk=statement_id).first()
    if row is None:
        raise Missing()
    return row


def _line(row: Statement, entry: Entry, company: int | None) -> BankLine:
    return BankLine(
        statement=row,
        place=entry.line,
        key=entry.key,
        kind=entry.kind,
        state=LineState.WAITING if entry.kind is LineKind.CLIENT else LineState.LEFT,
        title=entry.title,
        number=entry.number,
        dated_on=entry.dated_on,
        paid_on=entry.paid_on,
        amount_minor=entry.amount.minor,
        currency=entry.amount.currency,
        party=entry.party,
        inn=entry.inn,
        account=entry.account,
        purpose=entry.purpose,
        company_id=company,
    )


def _account(each: AccountTotals) -> dict[str, Any]:
    sums = {name: getattr(each, name) for name in ("opening", "incoming", "outgoing", "closing")}
    told = {name: money.minor if money is not None else None for name, money in sums.items()}
    currency = next((money.currency for money in sums.values() if money is not None), "RUB")
    return {"account": each.account, "currency": currency, **told}
