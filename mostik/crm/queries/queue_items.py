"""One thing in the queue, made from a planned activity's row or a deal's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.queries.contacts import Reached, reached
from mostik.crm.queries.queue_why import why
from mostik.crm.queries.words import KIND_ICONS, KINDS
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.queue import DAY, NO_DEAL, Candidate, Queued, Waits
from mostik.crm.rules.waiting import Waiting
from mostik.crm.terms import RESULTS, ActivityKind, ActivityResult, Outcome
from mostik.kernel.money import Money
from mostik.web import formats

#: A lead that has passed no further link of the chain than the first, and that nobody has touched, is new.
NEW = 1

_CLIENT = ("company__title", "company__phone", "company__email")
_CONTACT = ("id", "first_name", "last_name", "position", "phone", "email")
_DEAL = ("title", "amount_minor", "currency", "stage__title", "stage__probability", "outcome")
OF_ACTIVITY = (
    *("pk", "kind", "title", "due_at", "promised", "version", "deal_id", "company_id", "owner_id", *_CLIENT),
    *(f"contact__{name}" for name in _CONTACT),
    *(f"deal__{name}" for name in _DEAL),
    *(f"deal__contact__{name}" for name in _CONTACT),
)
OF_DEAL = (
    *("pk", "owner_id", "reached", "created_at", "last_at", "company_id", *_DEAL, *_CLIENT),
    *(f"contact__{name}" for name in _CONTACT),
)


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """One thing in the queue, with whom it is about and how they are reached.

    ``kind`` is the planned activity's; a deal without a step or a new lead has none, and is begun with a call.
    ``minutes`` are working minutes waited, below zero while it lies ahead; ``worth`` is what doing it now is worth.
    """

    waits: Waits
    number: int
    due_at: datetime | None
    promised: bool
    minutes: int
    worth_minor: int
    tone: str
    deal_id: int | None
    deal: str
    stage: str
    amount: Money
    is_open: bool
    company_id: int | None
    company: str
    contact: str
    contact_id: int | None
    position: str
    reached: Reached
    activity_id: int | None = None
    kind: ActivityKind | None = None
    title: str = ""
    done_for: str = ""
    why: tuple[str, ...] = ()

    @property
    def worth(self) -> Money:
        """Return what it is worth to do this now."""
        return Money(self.worth_minor, self.amount.currency)

    @property
    def key(self) -> str:
        """Return the item's name on the page."""
        return f"activity-{self.activity_id}" if self.activity_id else f"deal-{self.deal_id}"

    @property
    def icon(self) -> str:
        """Return the icon of what is to be done."""
        marks = {Waits.NEW_LEAD: "spark", Waits.NO_STEP: "flag"}
        return KIND_ICONS[self.kind] if self.kind else marks[self.waits]

    @property
    def what(self) -> str:
        """Return what is to be done, in words."""
        if self.kind:
            return f"{KINDS[self.kind]}: {self.title}" if self.title else str(KINDS[self.kind])
        return _("Answer the new lead") if self.waits is Waits.NEW_LEAD else _("Set the next step")

    @property
    def when(self) -> str:
        """Return when it is or was due, or how long it waits, in words."""
        if self.due_at:
            today = clock.business_day(self.due_at) == clock.today()
            return formats.time_of_day(self.due_at) if today else formats.moment(self.due_at)
        if self.waits is Waits.NEW_LEAD:
            return _("waits %(span)s") % {"span": formats.hours(self.minutes * 60)}
        days = self.minutes // DAY
        words = ngettext("%(days)s day without a step", "%(days)s days without a step", days)
        return words % {"days": formats.number(days)} if days else _("no step")

    @property
    def results(self) -> tuple[ActivityResult, ...]:
        """Return how it may end, in the order of the keys 1 to 5."""
        return RESULTS[self.kind or ActivityKind.CALL]


def activity_candidate(row: Mapping[str, Any], *, viewer: Actor, waiting: Waiting) -> Candidate:  # noqa: ARG001 - a scoped row
    """Return a planned activity as the rule weighs it, from its ``OF_ACTIVITY`` values."""
    return Candidate(
        number=row["pk"],
        waits=Waits.STEP,
        amount_minor=row["deal__amount_minor"] or 0,
        probability=NO_DEAL if row["deal_id"] is None else row["deal__stage__probability"],
        minutes=waiting.minutes(row["due_at"]),
        promised=row["promised"],
        due_at=row["due_at"],
    )


def deal_candidate(row: Mapping[str, Any], *, viewer: Actor, waiting: Waiting) -> Candidate:  # noqa: ARG001 - a scoped row
    """Return a deal without a step, or a new lead, as the rule weighs it, from its ``OF_DEAL`` values."""
    return Candidate(
        number=row["pk"],
        waits=Waits.NEW_LEAD if row["last_at"] is None and row["reached"] <= NEW else Waits.NO_STEP,
        amount_minor=row["amount_minor"],
        probability=row["stage__probability"],
        minutes=waiting.minutes(row["last_at"] or row["created_at"]),
    )


def item_of(queued: Queued, row: Mapping[str, Any], *, viewer: Actor) -> QueueItem:
    """Return a weighed candidate with all the screen shows of it, the client as the viewer may see it."""
    candidate = queued.candidate
    if candidate.waits is not Waits.STEP:
        about = _about(row, "", "contact__", viewer)
        tone = "accent" if candidate.waits is Waits.NEW_LEAD else "bad"
        absent = viewer.for_whom(row["owner_id"])
        return QueueItem(**_weighed(queued, row["currency"]), deal_id=row["pk"], tone=tone, done_for=absent, **about)
    contact = "contact__" if row["contact__first_name"] else "deal__contact__"
    return QueueItem(
        **_weighed(queued, row["deal__currency"]),
        activity_id=row["pk"],
        deal_id=row["deal_id"],
        kind=ActivityKind(row["kind"]),
        title=row["title"],
        tone=step_tone(next_at=row["due_at"], now=clock.now()),
        done_for=viewer.for_whom(row["owner_id"]),
        **_about(row, "deal__", contact, viewer),
    )


def _weighed(queued: Queued, currency: str | None) -> dict[str, Any]:
    candidate = queued.candidate
    return {
        "waits": candidate.waits,
        "number": candidate.number,
        "due_at": candidate.due_at,
        "promised": candidate.promised,
        "minutes": candidate.minutes,
        "worth_minor": queued.worth,
        "why": why(queued, currency or "RUB"),
    }


def _about(row: Mapping[str, Any], deal: str, contact: str, viewer: Actor) -> dict[str, Any]:
    """Return what an item says of its deal, client and the person to talk to."""
    phone = row[f"{contact}phone"] or row["company__phone"] or ""
    email = row[f"{contact}email"] or row["company__email"] or ""
    names = (row[f"{contact}first_name"], row[f"{contact}last_name"])
    return {
        "company_id": row["company_id"],
        "deal": row[f"{deal}title"] or "",
        "stage": row[f"{deal}stage__title"] or "",
        "amount": Money(row[f"{deal}amount_minor"] or 0, row[f"{deal}currency"] or "RUB"),
        "is_open": row[f"{deal}outcome"] == Outcome.OPEN,
        "company": row["company__title"] or "",
        "contact": " ".join(name for name in names if name),
        "contact_id": row[f"{contact}id"],
        "position": row[f"{contact}position"] or "",
        "reached": reached(phone, email, viewer=viewer),
    }
