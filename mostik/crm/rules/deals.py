"""Deals: where one may go, what stands in the way, which links of the chain it passed, whether it stands too long."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal, TypedDict

from mostik.crm.terms import CHAIN, CLOSED, Milestone, PipelineKind, StageKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Refusal, as_written, gettext_noop

Tone = Literal["neutral", "good", "warn", "bad"]

#: Fields a stage may ask for before a deal comes in, with the words people know them by.
REQUIRABLE: dict[str, str] = {
    "amount": gettext_noop("amount"),
    "company": gettext_noop("client"),
    "contact": gettext_noop("contact"),
    "product": gettext_noop("product"),
    "channel": gettext_noop("channel"),
    "expected_on": gettext_noop("expected to close"),
    "note": gettext_noop("note"),
}

#: How many links of the chain a qualified lead has passed.
QUALIFIED = CHAIN.index(Milestone.QUALIFIED) + 1
#: How strongly the stage's own probability holds against what was measured, in deals.
PRIOR_DEALS = 20
#: A deal is overdue in its stage after this many normal lengths.
RED_AFTER = Decimal("1.5")


class DealFields(TypedDict, total=False):
    """Values of a deal that people fill in; what is left out stays as it is."""

    title: str
    amount: Money
    company: int | None
    contact: int | None
    product: int | None
    channel: int | None
    expected_on: date | None
    note: str
    own: Mapping[int, object]


@dataclass(frozen=True, kw_only=True)
class StageView:
    """A stage and its rules, as decisions are made from."""

    id: int
    pipeline: int
    title: str
    sort: int
    kind: StageKind = StageKind.OPEN
    milestone: Milestone | None = None
    probability: int = 50
    norm_days: int | None = None
    warn_days: int | None = None
    required_fields: tuple[str, ...] = ()
    allowed_next: tuple[int, ...] = ()
    checklist: tuple[str, ...] = ()
    key: bool = False
    colour: str = "blue"
    version: int = 0
    lead: bool = False
    stated: int | None = None
    own_required: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the fields a deal must have filled in to come here, the company's own among them."""
        return (*self.required_fields, *(name for name, _title in self.own_required))

    @property
    def set_probability(self) -> int:
        """Return the probability people set, in per cent; ``probability`` is the one that is counted with."""
        return self.probability if self.stated is None else self.stated

    @property
    def uses_measured(self) -> bool:
        """Return whether the measured probability is counted with."""
        return self.stated is not None

    @property
    def is_closing(self) -> bool:
        """Whether a deal coming here is over."""
        return self.kind in CLOSED


class StandsThere(Conflict):
    """The deal is in that stage already."""

    message = gettext_noop("The deal already stands in “{stage}”.")


class IsClosed(Conflict):
    """A closed deal does not move."""

    message = gettext_noop("The deal is closed. Reopen it first.")


class IsQualified(Conflict):
    """What is a deal becomes no lead again."""

    message = gettext_noop("The deal is past being a lead. Move it within its pipeline, or lose it.")


class NoWayThere(Conflict):
    """The stage does not let deals go there."""

    message = gettext_noop("From “{here}” a deal does not go to “{there}”. Choose another stage.")


class FieldsMissing(Invalid):
    """The stage asks for fields that are empty."""

    message = gettext_noop("Fill in before “{stage}”: {fields}.")

    def __init__(self, stage: str, missing: tuple[str, ...], own: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(field=missing[0], params={"stage": stage})
        self.missing, self.own = missing, dict(own)

    def text(self, translate: Callable[[str], str] = as_written) -> str:
        """Return the message with the fields named in the reader's language."""
        fields = ", ".join(self.own.get(name) or translate(REQUIRABLE[name]) for name in self.missing)
        return translate(str(self.message)).format(**self.params, fields=fields)


class NotConfirmed(Invalid):
    """The stage's entry checklist has open items."""

    message = gettext_noop("Confirm before “{stage}”: {items}.")
    field_name: ClassVar[str] = "confirmed"

    def __init__(self, stage: str, items: tuple[str, ...]) -> None:
        super().__init__(field=self.field_name, params={"stage": stage, "items": "; ".join(items)})
        self.items = items


def lacking(stage: StageView, filled: Collection[str]) -> tuple[str, ...]:
    """Return the fields the stage itself asks for that are empty: what a deal standing there lacks."""
    return tuple(name for name in stage.required_fields if name not in filled)


def refusal_to_enter(there: StageView, *, filled: Collection[str], confirmed: Collection[str]) -> Refusal | None:
    """Return why a deal may not come into a stage yet: empty fields first, then open items of the checklist.

    >>> offer = StageView(id=3, pipeline=1, title="Offer", sort=3, required_fields=("amount", "contact"))
    >>> str(refusal_to_enter(offer, filled={"amount"}, confirmed=()))
    'Fill in before “Offer”: contact.'
    >>> refusal_to_enter(offer, filled={"amount", "contact"}, confirmed=())
    """
    if missing := tuple(name for name in there.asked if name not in filled):
        return FieldsMissing(there.title, missing, there.own_required)
    if items := tuple(item for item in there.checklist if item not in confirmed):
        return NotConfirmed(there.title, items)
    return None


def refusal_to_move(
    here: StageView, there: StageView, *, filled: Collection[str] = (), confirmed: Collection[str] = ()
) -> Refusal | None:
    """Return why a deal may not go from one stage to another, or nothing. Losing is possible from anywhere.

    >>> new = StageView(id=1, pipeline=1, title="New", sort=1, allowed_next=(2,))
    >>> far = StageView(id=5, pipeline=1, title="Contract", sort=5)
    >>> refusal_to_move(new, far).code
    'no-way-there'
    """
    if here.id == there.id:
        return StandsThere(params={"stage": there.title})
    if here.is_closing:
        return IsClosed()
    if there.lead and not here.lead:
        return IsQualified()
    if not may_go(here, there):
        return NoWayThere(params={"here": here.title, "there": there.title})
    return refusal_to_enter(there, filled=filled, confirmed=confirmed)


def may_go(here: StageView, there: StageView) -> bool:
    """Return whether the stage's own rules let a deal go there: an empty list lets it anywhere."""
    return not here.allowed_next or there.id in here.allowed_next or there.kind is StageKind.LOST


def links_of(stage: StageView) -> int:
    """Return how many links of the chain a deal in this stage has passed: those skipped included, all when won.

    >>> links_of(StageView(id=4, pipeline=1, title="Offer", sort=4, milestone=Milestone.PROPOSAL))
    4
    """
    if stage.kind is StageKind.WON:
        return len(CHAIN)
    return CHAIN.index(stage.milestone) + 1 if stage.milestone else 0


def needs_terms(stage: StageView) -> bool:
    """Return whether a deal comes here only with its terms decided: from the invoice on.

    >>> needs_terms(StageView(id=6, pipeline=1, title="Invoice", sort=6, milestone=Milestone.INVOICE))
    True
    """
    return links_of(stage) > CHAIN.index(Milestone.INVOICE)


def newly_reached(before: int, stage: StageView, *, qualifies: bool = False) -> tuple[Milestone, ...]:
    """Return the links passed for the first time by coming into a stage, with ``before`` links passed already.

    A lead that ``qualifies``, leaving the leads' pipeline for a deals' one, is qualified whatever its stage stands for.

    >>> offer = StageView(id=4, pipeline=1, title="Offer", sort=4, milestone=Milestone.PROPOSAL)
    >>> [link.value for link in newly_reached(1, offer)]
    ['qualified', 'meeting', 'proposal']
    >>> newly_reached(5, offer)
    ()
    """
    links = max(links_of(stage), QUALIFIED) if qualifies else links_of(stage)
    return CHAIN[before : max(before, links)]


def reasons_fitting(here: StageView, reached: int) -> frozenset[PipelineKind]:
    """Return whose reasons fit a deal that ends: a lead's, a deal's; both while it is not qualified yet.

    >>> new = StageView(id=1, pipeline=1, title="New", sort=1)
    >>> sorted(reasons_fitting(new, 1)), sorted(reasons_fitting(new, 2))
    (['deal', 'lead'], ['deal'])
    """
    if here.lead:
        return frozenset({PipelineKind.LEAD})
    return frozenset(PipelineKind) if reached < QUALIFIED else frozenset({PipelineKind.DEAL})


def born_with(first: StageView) -> tuple[Milestone, ...]:
    """Return the links a new deal has passed: every deal is at least a lead.

    >>> [link.value for link in born_with(StageView(id=1, pipeline=1, title="New", sort=1))]
    ['lead']
    """
    return newly_reached(0, first) or CHAIN[:1]


def links_of_stays(milestones: Iterable[str]) -> int:
    """Return how many links a deal has passed that stood in open stages with these milestones.

    >>> links_of_stays(["", "meeting", "qualified"])
    3
    """
    return max((CHAIN.index(Milestone(each)) + 1 for each in milestones if each), default=1)


def standing_tone(days: Decimal | int, *, norm_days: int | None, warn_days: int | None) -> Tone:
    """Return how long is too long: amber from the warning day, red from one and a half normal lengths.

    >>> [standing_tone(days, norm_days=10, warn_days=7) for days in (6, 7, 14, 15)]
    ['neutral', 'warn', 'warn', 'bad']
    """
    if norm_days is not None and days >= norm_days * RED_AFTER:
        return "bad"
    return "warn" if warn_days is not None and days >= warn_days else "neutral"


def needs_step(next_at: datetime | None, now: datetime) -> bool:
    """Return whether an open deal has no next step ahead: none at all, or only an overdue one."""
    return next_at is None or next_at < now


def measured_probability(*, won: int, entered: int, stated: int, prior: int = PRIOR_DEALS) -> Decimal:
    """Return the share of deals that came into a stage and were won, drawn to the stated one while they are few.

    ``stated`` is in per cent; the result is a share: p = (won + k·p0) / (entered + k).

    >>> measured_probability(won=0, entered=0, stated=40), measured_probability(won=30, entered=80, stated=40)
    (Decimal('0.4'), Decimal('0.38'))
    """
    return (won + prior * Decimal(stated) / 100) / (entered + prior)
