"""Bank statements: what each holds, what will happen or happened to its lines; the payments themselves."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals, visible_documents, visible_lines, visible_statements
from mostik.crm.models import BankLine, Deal, Document, Payment, Statement
from mostik.crm.queries.receivables.debts import OPEN
from mostik.crm.queries.receivables.matching import proposals, reasons
from mostik.crm.rules.receivables.matching import Offer, Proposal
from mostik.crm.rules.receivables.statements import Fault
from mostik.crm.terms import LineKind, LineState
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.web.tables.searching import spellings

SHOWN = 200
#: Invoices listed beside a payment: those proposed, then those found by words.
MOST_LISTED = 20
KINDS: Mapping[str, Promise] = {
    LineKind.CLIENT: _("client's money"),
    LineKind.BANK: _("bank order"),
    LineKind.OWN: _("between our accounts"),
    LineKind.OUT: _("money out"),
}
#: What becomes of a line: known from another statement, laid, kept aside, certain, or for a person to decide.
FATES = frozenset({"known", "matched", "aside", "certain", "doubtful"})
STATES: Mapping[str, tuple[Promise, str]] = {
    LineState.WAITING: (_("to be decided"), "warn"),
    LineState.MATCHED: (_("laid"), "good"),
    LineState.LEFT: (_("left as it is"), "neutral"),
    LineState.RETURNED: (_("given back"), "bad"),
}
FAULTS: Mapping[str, Promise] = {
    Fault.NOT_A_PAIR: _("no “name=value”: left out"),
    Fault.OUTSIDE: _("an end without its beginning"),
    Fault.NOT_CLOSED: _("the section has no end: left out"),
    Fault.NO_SUM: _("the sum cannot be read: left out"),
    Fault.NO_DAY: _("there is no day: left out"),
    Fault.NO_DIRECTION: _("neither came nor went: left out"),
    Fault.REPEATED: _("the same document twice: counted once"),
    Fault.TOTALS: _("the documents do not add up to the totals of the account"),
    Fault.BALANCE: _("opening + in − out is not the closing balance"),
}


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """A line of a statement: what it is, what it may be for or became."""

    id: int
    number: str
    paid_on: date
    amount: Money
    party: str
    inn: str
    purpose: str
    kind: str
    kind_words: str
    state: str
    state_words: str
    tone: str
    what: str
    why: str
    sure: bool


@dataclass(frozen=True, kw_only=True)
class StatementCard:
    """A statement: its accounts and problems, counts of its lines, the first of them."""

    row: Statement
    accounts: tuple[dict[str, Any], ...]
    problems: tuple[tuple[int, str, str], ...]
    counts: dict[str, int]
    lines: tuple[LineRow, ...]
    more: int

    @property
    def under_way(self) -> bool:
        """Whether workers still lay its certain payments: so it is for an hour at most."""
        row = self.row
        fresh = row.applied_at is not None and clock.now() - row.applied_at < timedelta(hours=1)
        return fresh and row.undone_at is None and bool(self.counts.get("certain"))


def statement_rows(*, viewer: Actor) -> QuerySet[Statement]:
    """Return the statements a viewer may see, with how many lines count and how many wait."""
    waits = Q(lines__live=True, lines__state=LineState.WAITING)
    told = {"count": Count("lines", filter=Q(lines__live=True)), "waiting": Count("lines", filter=waits)}
    return visible_statements(viewer).select_related("owner").annotate(**told)


def statement_card(
    statement_id: int, *, viewer: Actor, most: int = SHOWN, fates: Collection[str] = ()
) -> StatementCard:
    """Return a statement with its first ``most`` lines, or those of some ``fates``: what became, or will, of each."""
    row = visible_statements(viewer).filter(pk=statement_id).first()
    if row is None:
        raise Missing()
    lines = list(row.lines.order_by("place"))
    known = _known(row)
    fresh = [line for line in lines if line.key not in known and line.state == LineState.WAITING]
    found = proposals(fresh, viewer=viewer) if row.undone_at is None else {}
    told = [_fate(line, known, found) for line in lines]
    asked = [line for line, fate in zip(lines, told, strict=True) if fate in fates] if fates else lines
    first = asked[:most]
    shown = _ahead(first, found, known, viewer) if row.applied_at is None else _present(first, found, viewer)
    return StatementCard(
        row=row,
        accounts=tuple(_account(each) for each in row.accounts),
        problems=tuple((place, str(FAULTS[Fault(fault)]), text) for place, fault, text in row.problems),
        counts=dict(Counter(told)),
        lines=tuple(shown),
        more=len(asked) - len(first),
    )


def line_rows(*, viewer: Actor) -> QuerySet[BankLine]:
    """Return the lines that count of the statements a viewer may see, money out left aside."""
    return visible_lines(viewer)


def present_lines(rows: Iterable[BankLine], *, viewer: Actor) -> list[LineRow]:
    """Return a page of lines with what they may be for or became."""
    lines = list(rows)
    found = proposals([line for line in lines if line.state == LineState.WAITING], viewer=viewer)
    return _present(lines, found, viewer)


def search_lines(rows: QuerySet[BankLine], text: str, *, viewer: Actor) -> QuerySet[BankLine]:  # noqa: ARG001 - rows are scoped
    """Narrow lines by payer, INN, number or purpose."""
    asked = Q(inn__startswith=text) | Q(number=text)
    for words in spellings(text):
        asked |= Q(party__icontains=words) | Q(purpose__icontains=words)
    return rows.filter(asked)


@dataclass(frozen=True, kw_only=True)
class OfferRow:
    """An invoice a payment may be laid on: why, and how much of the payment the proposal lays."""

    id: int
    number: str
    deal_id: int
    deal: str
    company: str
    dated_on: date
    open: Money
    points: int
    why: tuple[str, ...]
    laid: Money | None


@dataclass(frozen=True, kw_only=True)
class LineCard:
    """A payment from the bank with everything needed to decide about it."""

    row: BankLine
    shown: LineRow
    certain: bool
    offers: tuple[OfferRow, ...]
    deals: tuple[tuple[int, str], ...]
    payments: tuple[Payment, ...]


def line_card(line_id: int, *, viewer: Actor, text: str = "") -> LineCard:
    """Return a line; ``text`` adds invoices and deals found by it to those proposed."""
    row = visible_lines(viewer).select_related("statement", "company").filter(pk=line_id).first()
    if row is None:
        raise Missing()
    found = proposals([row], viewer=viewer)[row.pk]
    (shown,) = _present([row], {row.pk: found}, viewer)
    kept = Payment.objects.filter(line=row, withdrawn_at__isnull=True, deal__in=visible_deals(viewer))
    return LineCard(
        row=row,
        shown=shown,
        certain=found.certain,
        offers=_offers(found, row, text, viewer),
        deals=_deals(row, text, viewer),
        payments=tuple(kept.select_related("deal").prefetch_related("allocations__document")),
    )


def waiting_count(*, viewer: Actor) -> int:
    """Return how many payments wait for a decision."""
    return visible_lines(viewer).filter(state=LineState.WAITING).count()


def _known(row: Statement) -> set[str]:
    """Return the keys of a statement's lines that count already from another one."""
    other = BankLine.objects.filter(live=True, key__in=row.lines.values("key")).exclude(statement=row)
    return set(other.values_list("key", flat=True))


def _fate(line: BankLine, known: set[str], found: Mapping[int, Proposal]) -> str:
    if line.key in known and not line.live:
        return "known"
    if line.state != LineState.WAITING:
        return "matched" if line.state == LineState.MATCHED else "aside"
    return "certain" if line.pk in found and found[line.pk].certain else "doubtful"


def _ahead(lines: list[BankLine], found: Mapping[int, Proposal], known: set[str], viewer: Actor) -> list[LineRow]:
    """Return what will happen to each line once the statement is applied."""
    words = {
        "known": (_("known already: passed over"), "neutral"),
        "aside": (_("kept, no client's money"), "neutral"),
        "certain": (_("will be laid"), "good"),
        "doubtful": (_("will wait for a decision"), "warn"),
    }
    told = []
    for line, shown in zip(lines, _present(lines, found, viewer), strict=True):
        fate, tone = words[_fate(line, known, found)]
        told.append(LineRow(**{**vars(shown), "state_words": str(fate), "tone": tone}))
    return told


def _present(lines: list[BankLine], found: Mapping[int, Proposal], viewer: Actor) -> list[LineRow]:
    laid: dict[int, list[str]] = {}
    numbers = [line.pk for line in lines if line.state == LineState.MATCHED]
    kept = Payment.objects.filter(line__in=numbers, withdrawn_at__isnull=True, deal__in=visible_deals(viewer))
    kept = kept.select_related("deal")
    for payment in kept.prefetch_related("allocations__document"):
        on = [each.document.number for each in payment.allocations.all()] or [payment.deal.title]
        laid.setdefault(payment.line_id or 0, []).extend(on)
    return [_line(line, found.get(line.pk), laid.get(line.pk, [])) for line in lines]


def _line(line: BankLine, found: Proposal | None, laid: list[str]) -> LineRow:
    words, tone = STATES[line.state]
    best = found.offers[0] if found and found.offers else None
    named = {each.debt.id: each.debt.number for each in found.offers} if found else {}
    shares = [named[share.debt] for share in found.shares if share.debt in named] if found else []
    return LineRow(
        id=line.pk,
        number=line.number,
        paid_on=line.paid_on,
        amount=line.amount,
        party=line.party,
        inn=line.inn,
        purpose=line.purpose,
        kind=line.kind,
        kind_words=str(KINDS[line.kind]),
        state=line.state,
        state_words=str(words),
        tone=tone,
        what=", ".join(laid or shares) or line.note,
        why=", ".join(reasons(best.why)) if best else "",
        sure=bool(found and found.certain),
    )


def _offers(found: Proposal, line: BankLine, text: str, viewer: Actor) -> tuple[OfferRow, ...]:
    rows = visible_documents(viewer).filter(OPEN, currency=line.currency).select_related("deal", "company")
    offers = {each.debt.id: each for each in found.offers}
    listed = list(rows.filter(pk__in=offers).order_by("due_on"))
    if text:
        asked = Q()
        for words in spellings(text):
            asked |= Q(number__icontains=words) | Q(company__title__icontains=words) | Q(deal__title__icontains=words)
        more = rows.filter(asked).exclude(pk__in=offers).order_by("due_on")
        listed += more[: max(MOST_LISTED - len(listed), 0)]
    shares = {share.debt: share.minor for share in found.shares}
    told = [_offer(row, offers.get(row.pk), shares.get(row.pk)) for row in listed]
    return tuple(sorted(told, key=lambda each: (each.laid is None, -each.points)))


def _offer(row: Document, found: Offer | None, laid: int | None) -> OfferRow:
    return OfferRow(
        id=row.pk,
        number=row.number,
        deal_id=row.deal_id,
        deal=row.deal.title,
        company=row.company.title if row.company else "",
        dated_on=row.dated_on,
        open=row.open,
        points=found.points if found else 0,
        why=tuple(reasons(found.why)) if found else (),
        laid=Money(laid, row.currency) if laid is not None else None,
    )


def _deals(line: BankLine, text: str, viewer: Actor) -> tuple[tuple[int, str], ...]:
    """Return the deals an advance may be written on: the payer's open ones, and those found by words."""
    rows: QuerySet[Deal] = visible_deals(viewer).filter(currency=line.currency)
    asked = Q(company=line.company_id, outcome="open") if line.company_id else Q(pk__in=[])
    if text:
        for words in spellings(text):
            asked |= Q(title__icontains=words) | Q(company__title__icontains=words)
    return tuple(rows.filter(asked).order_by("-pk").values_list("pk", "title")[:20])


def _account(each: dict[str, Any]) -> dict[str, Any]:
    sums = ("opening", "incoming", "outgoing", "closing")
    return {"account": each["account"]} | {
        name: None if each[name] is None else Money(each[name], each["currency"]) for name in sums
    }
