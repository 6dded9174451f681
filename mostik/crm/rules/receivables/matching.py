"""Which invoice a client's payment is for: a score with its reasons, and what is certain enough to do by itself.

The order in which payments or invoices are given never changes what comes out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mostik.crm.rules.clients import company_key
from mostik.kernel.money import Money

#: From this many points on, and so far ahead of the next, a match is certain.
CERTAIN: Final = 90
AHEAD: Final = 25
#: Below this many points an invoice is not even offered.
WORTH: Final = 20
#: Those a payment would be laid on are offered besides, however many.
MOST_OFFERED: Final = 5


class Why(StrEnum):
    """A reason for, or against, an invoice."""

    NUMBER = "number"
    DATE = "date"
    INN = "inn"
    ACCOUNT = "account"
    NAME = "name"
    AMOUNT = "amount"
    ONLY = "only"
    OTHER_INN = "other inn"
    MORE = "more"


POINTS: Final[Mapping[Why, int]] = {
    Why.NUMBER: 50,
    Why.DATE: 15,
    Why.INN: 40,
    Why.ACCOUNT: 30,
    Why.NAME: 20,
    Why.AMOUNT: 30,
    Why.ONLY: 20,
    Why.OTHER_INN: -40,
    Why.MORE: 0,
}
#: What looks alike in both alphabets: СЧ-7 typed with Latin letters is the same number.
_ALIKE: Final = str.maketrans("авекмнорстухё", "abekmhopctyxe")
#: Before a bare number these make it an invoice's: "по счету № 7", "сч. 7 и 8", "inv 7".
_CALLED: Final = re.compile(
    r"(?:сч[её]т\w*|сч|invoice|inv|no|n|№)\.?[\s:№#nN.]*((?:[\w/-]*\d[\w/-]*)(?:\s*(?:,|и|and|&)\s*[\w/-]*\d[\w/-]*)*)",
    re.IGNORECASE,
)
#: Numbers of other papers are not an invoice's: "по договору № 7", "акт 8".
_OTHERS: Final = re.compile(
    r"\b(?:дог\w*|контракт\w*|соглаш\w*|акт\w*|накл\w*|упд|заяв\w*|заказ\w*|contract|agreement|act)\.?[\s:№#nN.]*[\w/-]*\d[\w/-]*",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[\w/-]*\d[\w/-]*")
_DAYS: Final = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b")


@dataclass(frozen=True, kw_only=True)
class Debt:
    """An open invoice: its number, day, what is still to be paid, and by whom."""

    id: int
    number: str
    sequence: int
    dated_on: date
    due_on: date | None
    open: Money
    deal: int = 0
    company: int | None = None
    inn: str = ""
    account: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Money that came: from whom, how much and what for."""

    id: int
    amount: Money
    inn: str = ""
    account: str = ""
    party: str = ""
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An invoice a payment may be for, with points and reasons."""

    debt: Debt
    points: int
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Share:
    """A part of a payment laid on an invoice."""

    debt: int
    minor: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What may be done with a payment: the invoices it may be for, the best first, and how it would be laid on them."""

    coming: int
    certain: bool
    offers: tuple[Offer, ...] = ()
    shares: tuple[Share, ...] = ()

    @property
    def parts(self) -> tuple[tuple[int, int, int], ...]:
        """Return how it would be laid as (deal, invoice, minor units)."""
        deals = {each.debt.id: each.debt.deal for each in self.offers}
        return tuple((deals[share.debt], share.debt, share.minor) for share in self.shares)


def propose(comings: Iterable[Coming], debts: Sequence[Debt]) -> dict[int, Proposal]:
    """Return a proposal for every payment.

    Where certain payments together come to more than is open of an invoice, none of them is certain any more:
    a person says which of them it was.
    """
    index = _Index(debts)
    found = {each.id: _proposal(each, index) for each in comings}
    asked: dict[int, int] = defaultdict(int)
    for each in found.values():
        for share in each.shares if each.certain else ():
            asked[share.debt] += share.minor
    crowded = {debt.id for debt in debts if asked[debt.id] > debt.open.minor}
    return {
        number: each if not (each.certain and crowded & {share.debt for share in each.shares}) else _doubtful(each)
        for number, each in found.items()
    }


def offer(coming: Coming, debt: Debt, *, only: bool = False) -> Offer:
    """Return how well an invoice fits a payment. ``only`` says that its client has no other open one.

    >>> debt = Debt(id=1, number="СЧ-2026-0007", sequence=7, dated_on=date(2026, 11, 2), due_on=None,
    ...             open=Money(5000_00), inn="7707083893")
    >>> came = Coming(id=1, amount=Money(5000_00), inn="7707083893", purpose="Оплата по счету № 7 от 02.11.2026")
    >>> offer(came, debt).points, [str(why) for why in offer(came, debt).why]
    (135, ['number', 'date', 'inn', 'amount'])
    """
    why = [*_by_purpose(coming, debt), *_by_payer(coming, debt)]
    if coming.amount == debt.open:
        why.append(Why.AMOUNT)
    elif coming.amount.minor > debt.open.minor:
        why.append(Why.MORE)
    if only and {Why.INN, Why.ACCOUNT, Why.NAME} & set(why):
        why.append(Why.ONLY)
    return Offer(debt=debt, points=sum(POINTS[each] for each in why), why=tuple(why))


@lru_cache(maxsize=1024)  # one purpose is held against every invoice near it
def numbers_in(purpose: str) -> frozenset[str]:
    """Return what may be numbers of invoices in the purpose of a payment, in one alphabet.

    >>> sorted(numbers_in("Оплата по счетам №7, 8 и СЧ-2026-0009 от 02.11.2026 по договору № 12, в т.ч. НДС 22%"))
    ['7', '8', 'cч-2026-0009']
    """
    plain = _OTHERS.sub(" ", _DAYS.sub(" ", purpose))
    called = {each for run in _CALLED.findall(plain) for each in _NUMBER.findall(run)}
    whole = {each for each in _NUMBER.findall(plain) if re.search(r"[^\d]", each) and len(each) > 3}
    return frozenset(_plain(each.strip("-/")) for each in called | whole)


@lru_cache(maxsize=1024)
def days_in(purpose: str) -> frozenset[date]:
    """Return the days named in the purpose of a payment.

    >>> days_in("счет 7 от 02.11.26, акт от 31.02.2026")
    frozenset({datetime.date(2026, 11, 2)})
    """
    return frozenset(day for told in _DAYS.findall(purpose) if (day := _day(*told)))


class _Index:
    """Open invoices by what a payment may name them: so that thousands of each are matched in one walk."""

    def __init__(self, debts: Sequence[Debt]) -> None:
        self.counts: dict[int, int] = defaultdict(int)
        self.by: dict[tuple[str, str], list[Debt]] = defaultdict(list)
        for debt in debts:
            if debt.company is not None:
                self.counts[debt.company] += 1
            for key in _keys(debt):
                self.by[key].append(debt)

    def near(self, coming: Coming) -> list[Debt]:
        """Return the invoices that have anything to do with a payment, in one currency with it."""
        asked = [("number", each) for each in numbers_in(coming.purpose)]
        asked += [("inn", coming.inn), ("account", coming.account), ("name", company_key(coming.party))]
        asked.append(("amount", str(coming.amount.minor)))
        found = {debt.id: debt for key in asked if key[1] for debt in self.by.get(key, ())}
        return [debt for _id, debt in sorted(found.items()) if debt.open.currency == coming.amount.currency]

    def only(self, debt: Debt) -> bool:
        """Return whether the client of an invoice has no other open one."""
        return debt.company is not None and self.counts[debt.company] == 1


def _keys(debt: Debt) -> list[tuple[str, str]]:
    keys = [("number", _plain(debt.number)), ("number", str(debt.sequence)), ("inn", debt.inn)]
    keys += [("account", debt.account), ("name", company_key(debt.name)), ("amount", str(debt.open.minor))]
    return [key for key in dict.fromkeys(keys) if key[1]]


def _proposal(coming: Coming, index: _Index) -> Proposal:
    fits = [offer(coming, debt, only=index.only(debt)) for debt in index.near(coming)]
    ranked = sorted((each for each in fits if each.points >= WORTH), key=_rank)
    if not ranked:
        return Proposal(coming=coming.id, certain=False)
    named = [each for each in ranked if Why.NUMBER in each.why and Why.OTHER_INN not in each.why]
    several, near = _several(coming, named), ranked[:MOST_OFFERED]
    if several:
        near += [each for each in ranked[MOST_OFFERED:] if each in named]
        known = all({Why.INN, Why.ACCOUNT, Why.NAME} & set(each.why) for each in named)
        return Proposal(coming=coming.id, certain=known, offers=tuple(near), shares=several)
    best, second = ranked[0], ranked[1].points if len(ranked) > 1 else 0
    sure = best.points >= CERTAIN and best.points - second >= AHEAD and not {Why.OTHER_INN, Why.MORE} & set(best.why)
    laid = min(coming.amount.minor, best.debt.open.minor)
    return Proposal(coming=coming.id, certain=sure, offers=tuple(near), shares=(Share(best.debt.id, laid),))


def _several(coming: Coming, named: Sequence[Offer]) -> tuple[Share, ...]:
    """Return how a payment for several invoices named in it is laid, where they come to its sum exactly."""
    debts = sorted((each.debt for each in named), key=lambda debt: debt.id)
    one_client = len({debt.company for debt in debts}) == 1
    if len(debts) < 2 or not one_client or sum(debt.open.minor for debt in debts) != coming.amount.minor:
        return ()
    return tuple(Share(debt.id, debt.open.minor) for debt in debts)


def _rank(each: Offer) -> tuple[int, date, int]:
    return -each.points, each.debt.due_on or each.debt.dated_on, each.debt.id


def _doubtful(each: Proposal) -> Proposal:
    return Proposal(coming=each.coming, certain=False, offers=each.offers, shares=each.shares)


def _by_purpose(coming: Coming, debt: Debt) -> list[Why]:
    if not {_plain(debt.number), str(debt.sequence)} & numbers_in(coming.purpose):
        return []
    return [Why.NUMBER, Why.DATE] if debt.dated_on in days_in(coming.purpose) else [Why.NUMBER]


def _by_payer(coming: Coming, debt: Debt) -> list[Why]:
    if coming.inn and debt.inn:
        return [Why.INN] if coming.inn == debt.inn else [Why.OTHER_INN]
    if coming.account and coming.account == debt.account:
        return [Why.ACCOUNT]
    key = company_key(coming.party)
    return [Why.NAME] if key and key == company_key(debt.name) else []


def _plain(number: str) -> str:
    """Return a number in one alphabet, its leading noughts left out where it is a bare count."""
    text = number.casefold().translate(_ALIKE)
    return text.lstrip("0") or text if text.isdecimal() else text


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
