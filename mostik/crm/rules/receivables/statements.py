"""Bank statements in 1C's exchange format ("1CClientBankExchange"), read into accounts and documents.

What cannot be read is named with its line and left out; only a file that is no statement at all is refused.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from mostik.crm.terms import LineKind
from mostik.kernel.events import N_
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid

LARGEST: Final = 20 << 20
MOST: Final = 5_000
MOST_PROBLEMS: Final = 200
LONGEST: Final = 1_000
MAGIC: Final = "1CClientBankExchange"
#: The encoding a file states may differ from its real one: the first under which the format's own words show wins.
ENCODINGS: Final = ("utf-8-sig", "cp1251", "cp866")
SECTION, DOCUMENT, ACCOUNT = "Секция", "СекцияДокумент", "СекцияРасчСчет"
ENDS: Final = {"КонецДокумента": DOCUMENT, "КонецРасчСчет": ACCOUNT}
END: Final = "КонецФайла"
BANK_ORDER: Final = "банковский ордер"
#: Signs six to eight of an account number are its currency.
CURRENCIES: Final[Mapping[str, str]] = {
    "810": "RUB", "643": "RUB", "840": "USD", "978": "EUR", "156": "CNY", "398": "KZT", "933": "BYN", "826": "GBP",
}  # fmt: skip
_DAY: Final = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_SUM: Final = re.compile(r"(\d{1,15})(?:[.,](\d{1,2}))?")
_ACCOUNT: Final = re.compile(r"\d{20}")


class Fault(StrEnum):
    """What is wrong with a line of a statement."""

    NOT_A_PAIR = "not a pair"
    OUTSIDE = "outside"
    NOT_CLOSED = "not closed"
    NO_SUM = "no sum"
    NO_DAY = "no day"
    NO_DIRECTION = "no direction"
    REPEATED = "repeated"
    TOTALS = "totals"
    BALANCE = "balance"


class NotAStatement(Invalid):
    """The file is no statement of the exchange format."""

    message = N_("This is not a bank statement: a 1C exchange file begins with 1CClientBankExchange.")


class StatementTooLarge(Invalid):
    """The file is larger than one loads at once."""

    message = N_("The statement is too large: at most {megabytes} MB and {most} documents. Load it in parts.")


@dataclass(frozen=True)
class Problem:
    """A line that could not be read as it should: its number in the file, what is wrong, the line itself in short."""

    line: int
    fault: Fault
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountTotals:
    """What the statement says of one of our accounts over its days."""

    account: str
    line: int
    first: date | None = None
    last: date | None = None
    opening: Money | None = None
    incoming: Money | None = None
    outgoing: Money | None = None
    closing: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One document: money that came or went, the other side of it and what for."""

    line: int
    title: str
    number: str
    dated_on: date
    paid_on: date
    amount: Money
    kind: LineKind
    own_account: str
    party: str
    inn: str
    account: str
    purpose: str

    @property
    def comes(self) -> bool:
        """Return whether the money came to us."""
        return self.kind is not LineKind.OUT

    @property
    def key(self) -> str:
        """Return what tells this document from any other, in whatever file it comes."""
        said = (self.own_account, self.comes, self.number, self.dated_on, self.amount.minor, self.amount.currency)
        told = (*said, self.inn, self.account, self.title, " ".join(self.purpose.split()).casefold())
        return hashlib.sha256("\x1f".join(map(str, told)).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Read:
    """A statement as it was read."""

    version: str
    encoding: str
    accounts: tuple[AccountTotals, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day money moved, as the accounts or else the documents say."""
        found = [day for each in self.accounts for day in (each.first, each.last) if day]
        found = found or [each.paid_on for each in self.entries]
        return (min(found), max(found)) if found else (None, None)


@dataclass
class _Section:
    """A section while it is being read."""

    word: str
    title: str
    line: int
    said: dict[str, str] = field(default_factory=dict)


def read_statement(data: bytes) -> Read:
    """Return what a statement says; refuses `NotAStatement` and `StatementTooLarge`, and nothing else."""
    if len(data) > LARGEST:
        raise StatementTooLarge(params={"megabytes": LARGEST >> 20, "most": MOST})
    text, encoding = _decoded(data)
    problems: list[Problem] = []
    head, sections = _sections(text, problems)
    accounts = tuple(_account(each) for each in sections if each.word == ACCOUNT)
    own = {each.account for each in accounts if each.account} | ({head["РасчСчет"]} if "РасчСчет" in head else set())
    entries = _once(_entries([each for each in sections if each.word == DOCUMENT], own, problems), problems)
    for each in accounts:
        problems += _uneven(each, entries)
    cut = tuple(sorted(problems, key=lambda each: each.line)[:MOST_PROBLEMS])
    return Read(
        version=head.get("ВерсияФормата", "")[:10], encoding=encoding, accounts=accounts, entries=entries, problems=cut
    )


def day_of(text: str) -> date | None:
    """Return a day written as 11.01.2016; nothing for anything else.

    >>> day_of("11.01.2016"), day_of("31.02.2016"), day_of("")
    (datetime.date(2016, 1, 11), None, None)
    """
    found = _DAY.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def sum_of(text: str, currency: str) -> Money | None:
    """Return a sum written as 40000.00 or 40000,5; nothing for anything else.

    >>> sum_of("40000.5", "RUB"), sum_of("-1", "RUB")
    (Money(minor=4000050, currency='RUB'), None)
    """
    found = _SUM.fullmatch(text.strip())
    return Money(int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")), currency) if found else None


def currency_of(account: str) -> str:
    """Return the currency of an account by its own number; roubles where it says nothing known.

    >>> currency_of("40702840200000000001"), currency_of("12312312312312312")
    ('USD', 'RUB')
    """
    return CURRENCIES.get(account[5:8], "RUB") if _ACCOUNT.fullmatch(account) else "RUB"


def _decoded(data: bytes) -> tuple[str, str]:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            if encoding != "cp1251":
                continue
            text = data.decode(encoding, "replace")
        if text.lstrip().startswith(MAGIC) and (SECTION in text or "ВерсияФормата" in text):
            return text, encoding.removesuffix("-sig")
    raise NotAStatement(field="file")


class _Reader:
    """Walks the lines of a file and gathers its head and its sections."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.head: dict[str, str] = {}
        self.found: list[_Section] = []
        self.now: _Section | None = None

    def take(self, number: int, line: str) -> None:
        """Take one line in."""
        word, equals, value = (part.strip() for part in line.partition("="))
        if word in {DOCUMENT, ACCOUNT}:
            self.close()
            self.now = _Section(word, value[:80], number)
        elif word in ENDS and not equals:
            self._end(number, word)
        elif equals:
            (self.now.said if self.now else self.head).setdefault(word[:40], value[:LONGEST])
        else:
            self.problems.append(Problem(number, Fault.NOT_A_PAIR, line[:80]))

    def close(self) -> None:
        """Leave a section that was never closed out, and say so."""
        if self.now:
            self.problems.append(Problem(self.now.line, Fault.NOT_CLOSED, self.now.title))
        self.now = None

    def _end(self, number: int, word: str) -> None:
        if self.now is None or self.now.word != ENDS[word]:
            self.problems.append(Problem(number, Fault.OUTSIDE, word))
            return
        self.found.append(self.now)
        self.now = None
        if len(self.found) > MOST:
            raise StatementTooLarge(params={"megabytes": LARGEST >> 20, "most": MOST}, field="file")


def _sections(text: str, problems: list[Problem]) -> tuple[dict[str, str], list[_Section]]:
    reader = _Reader(problems)
    for number, line in _lines(text):
        if line == END:
            break
        reader.take(number, line)
    reader.close()
    return reader.head, reader.found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, after the first word of the file, with their numbers."""
    started = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        bare = line.replace("\x00", "").strip("\x1a \t\ufeff")
        if started and bare:
            yield number, bare
        started = started or bare.startswith(MAGIC)


def _account(section: _Section) -> AccountTotals:
    said, account = section.said, section.said.get("РасчСчет", "")[:40]
    names = ("НачальныйОстаток", "ВсегоПоступило", "ВсегоСписано", "КонечныйОстаток")
    opening, incoming, outgoing, closing = (sum_of(said.get(name, ""), currency_of(account)) for name in names)
    return AccountTotals(
        account=account,
        line=section.line,
        first=day_of(said.get("ДатаНачала", "")),
        last=day_of(said.get("ДатаКонца", "")),
        opening=opening,
        incoming=incoming,
        outgoing=outgoing,
        closing=closing,
    )


def _entries(sections: Sequence[_Section], own: set[str], problems: list[Problem]) -> Iterator[Entry]:
    for section in sections:
        made = _entry(section, own)
        if isinstance(made, Fault):
            problems.append(Problem(section.line, made, section.title))
        else:
            yield made


def _entry(section: _Section, own: set[str]) -> Entry | Fault:
    said = section.said
    payer, payee = (_side(said, side) for side in ("Плательщик", "Получатель"))
    came, went = day_of(said.get("ДатаПоступило", "")), day_of(said.get("ДатаСписано", ""))
    comes = _comes(came, went, bool(payer & own), bool(payee & own))
    dated = day_of(said.get("Дата", ""))
    paid = (came if comes else went) or came or went or dated
    if comes is None:
        return Fault.NO_DIRECTION
    ours, theirs = ("Получатель", "Плательщик") if comes else ("Плательщик", "Получатель")
    account = next(iter(sorted((payee if comes else payer) & own or _only(own))), said.get(f"{ours}Счет", ""))
    amount = sum_of(said.get("Сумма", ""), currency_of(account))
    if amount is None or not amount:
        return Fault.NO_SUM
    if paid is None:
        return Fault.NO_DAY
    between = bool(payer & own) and bool(payee & own)
    return Entry(
        line=section.line,
        title=section.title,
        number=said.get("Номер", "")[:40],
        dated_on=dated or paid,
        paid_on=paid,
        amount=amount,
        kind=_kind(section.title, comes=comes, between=between),
        own_account=account[:40],
        party=_party(said, theirs),
        inn=re.sub(r"\D", "", said.get(f"{theirs}ИНН", ""))[:12],
        account=(said.get(f"{theirs}РасчСчет", "") or said.get(f"{theirs}Счет", ""))[:40],
        purpose=_purpose(said),
    )


def _only(own: set[str]) -> set[str]:
    """Return our account where there is one alone: banks mask accounts, and then nothing else it could be."""
    return own if len(own) == 1 else set()


def _side(said: Mapping[str, str], side: str) -> set[str]:
    return {said[name] for name in (f"{side}Счет", f"{side}РасчСчет") if said.get(name)}


def _comes(came: date | None, went: date | None, payer_own: bool, payee_own: bool) -> bool | None:  # noqa: FBT001
    """Return whether the money came to us: by which day is filled in, and where both or none are, by our accounts."""
    if bool(came) != bool(went):
        return bool(came)
    if payer_own != payee_own:
        return payee_own
    return True if payee_own else None


def _kind(title: str, *, comes: bool, between: bool) -> LineKind:
    if not comes:
        return LineKind.OUT
    if between:
        return LineKind.OWN
    return LineKind.BANK if title.casefold().startswith(BANK_ORDER) else LineKind.CLIENT


def _party(said: Mapping[str, str], side: str) -> str:
    """Return the other side's name: "ИНН 7707083893 ООО «Ромашка»" is often what the bank writes."""
    name = said.get(f"{side}1", "") or said.get(side, "")
    return re.sub(r"^\s*ИНН\s*\d{10,12}\s*", "", name)[:300]


def _purpose(said: Mapping[str, str]) -> str:
    whole = said.get("НазначениеПлатежа", "")
    parts = " ".join(said.get(f"НазначениеПлатежа{place}", "") for place in range(1, 7)).strip()
    return (whole or parts)[:LONGEST]


def _once(entries: Iterator[Entry], problems: list[Problem]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.key in found:
            problems.append(Problem(entry.line, Fault.REPEATED, f"{entry.title} {entry.number}"))
        else:
            found[entry.key] = entry
    return tuple(found.values())


def _uneven(account: AccountTotals, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Yield what does not add up: the documents against the totals, the totals against the balances."""
    told = (account.opening, account.incoming, account.outgoing, account.closing)
    if any(each is None for each in told):
        return
    opening, incoming, outgoing, closing = (each.minor for each in told if each is not None)
    if opening + incoming - outgoing != closing:
        yield Problem(account.line, Fault.BALANCE, account.account)
    ours = [each for each in entries if each.own_account == account.account]
    came = sum(each.amount.minor for each in ours if each.comes)
    went = sum(each.amount.minor for each in ours if not each.comes)
    went += sum(each.amount.minor for each in entries if each.kind is LineKind.OWN and each.account == account.account)
    if (came, went) != (incoming, outgoing):
        yield Problem(account.line, Fault.TOTALS, account.account)
