"""What is asked of the quality of leads and what is told: counts of leads, lines, people, speeds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mostik.analysis.rules.lead_faults import Cause, Fault, middles
from mostik.analysis.rules.lead_quality import Adjusted
from mostik.crm.queries.lead_work import LeadWork
from mostik.kernel.period import Span


class Split(StrEnum):
    """By what leads are told apart."""

    CHANNEL = "channel"
    CAMPAIGN = "campaign"


class Figure(StrEnum):
    """What of leads is counted, each opening its deals."""

    LEADS = "leads"
    GOOD = "good"
    KEY = "key"
    WON = "won"
    PAID = "paid"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: leads of which days, told apart how, of one channel or campaign or of all."""

    span: Span
    split: Split = Split.CHANNEL
    channel: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """Leads alike with the channel and campaign they are of and how soon they were answered (a class)."""

    work: LeadWork
    channel: str
    campaign: str
    speed: int

    def counts(self, figure: Figure) -> bool:
        """Return whether they are among those a figure counts. Duplicates are leads, but none that may be good."""
        work, ours = self.work, not self.work.is_duplicate
        return {
            Figure.LEADS: True,
            Figure.GOOD: ours and work.is_good,
            Figure.KEY: ours and work.at_key,
            Figure.WON: work.is_won,
            Figure.PAID: work.is_paid,
            Figure.ANSWERED: work.is_answered,
            Figure.UNANSWERED: work.is_open and not work.is_answered,
            Figure.UNDECIDED: work.is_open and not work.is_good,
        }[figure]


@dataclass(frozen=True, slots=True)
class Tally:
    """What some leads came to: counts, the middle wait for the first answer in working minutes, what was paid."""

    leads: int
    judged: int
    good: int
    keyed: int
    won: int
    answered: int
    unanswered: int
    undecided: int
    minutes: int | None
    paid: int

    @property
    def quality(self) -> float | None:
        """The share qualified, duplicates left out."""
        return self.good / self.judged if self.judged else None

    @property
    def key_share(self) -> float | None:
        """The share that reached the key stage, duplicates left out."""
        return self.keyed / self.judged if self.judged else None

    @property
    def maturity(self) -> float | None:
        """The share decided: qualified, or closed."""
        return 1 - self.undecided / self.leads if self.leads else None


@dataclass(frozen=True, slots=True)
class Line:
    """A channel or campaign: what came and what it cost, its share with hands and speed alike, whose fault it is.

    ``spend`` is None where the viewer does not see it. Money is in minor units of the company's currency.
    """

    key: str
    name: str
    tally: Tally
    spend: int | None
    adjusted: Adjusted | None
    fault: Fault

    @property
    def cac(self) -> int | None:
        """Spend for a sale."""
        return round(self.spend / self.tally.won) if self.spend and self.tally.won else None

    @property
    def good_cost(self) -> int | None:
        """Spend for a qualified lead."""
        return round(self.spend / self.tally.good) if self.spend and self.tally.good else None

    @property
    def returns(self) -> float | None:
        """(paid - spend) / spend."""
        return (self.tally.paid - self.spend) / self.spend if self.spend else None


@dataclass(frozen=True, slots=True)
class Hand:
    """A person: ``adjusted`` with everybody's leads, ``held`` with everybody's speed of answer, too; and why."""

    person: int
    name: str
    tally: Tally
    adjusted: Adjusted | None
    held: Adjusted | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class Speed:
    """How soon leads were answered, and what share comes of leads answered so, the rest alike."""

    speed: int
    tally: Tally
    adjusted: Adjusted | None


@dataclass(frozen=True, slots=True)
class LeadQuality:
    """All there is to say of the leads of some days. ``idle`` is spend of campaigns that brought no lead.

    ``as_of`` is when the leads were read, None where that is now.
    """

    lines: tuple[Line, ...]
    people: tuple[Hand, ...]
    speeds: tuple[Speed, ...]
    whole: Line
    idle: int
    currency: str
    as_of: datetime | None = None


def tally_of(leads: Sequence[Lead]) -> Tally:
    """Return what some leads came to."""

    def count(figure: Figure) -> int:
        return sum(lead.work.leads for lead in leads if lead.counts(figure))

    minutes: Counter[int] = Counter()
    for lead in leads:
        if lead.work.minutes is not None:
            minutes[lead.work.minutes] += lead.work.leads
    return Tally(
        leads=count(Figure.LEADS),
        judged=sum(lead.work.leads for lead in leads if not lead.work.is_duplicate),
        good=count(Figure.GOOD),
        keyed=count(Figure.KEY),
        won=count(Figure.WON),
        answered=count(Figure.ANSWERED),
        unanswered=count(Figure.UNANSWERED),
        undecided=count(Figure.UNDECIDED),
        minutes=round(sum(middles(minutes)) / 2) if minutes else None,
        paid=sum(lead.work.paid for lead in leads),
    )
