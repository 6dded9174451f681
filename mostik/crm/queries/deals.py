"""Deals as a viewer sees them: the list and its search, one deal's values, how long it has stood where it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_deals
from mostik.crm.models import Deal, Stage
from mostik.crm.queries.clients import search_companies
from mostik.crm.queries.fields.shown import own_cells
from mostik.crm.queries.pipelines import lead_pipeline_id
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.deals import QUALIFIED, StageView, needs_step, standing_tone
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.terms import Outcome, StageKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.web.tables.searching import spellings

NAMES = 20
OUTCOME_TONES: Mapping[str, str] = {Outcome.OPEN: "neutral", Outcome.WON: "good", Outcome.LOST: "bad"}


@dataclass(frozen=True)
class Stand:
    """For how many calendar days a deal has stood where it is, and whether that is too long."""

    days: int
    tone: str

    @classmethod
    def of(cls, row: Deal, stage: StageView | Stage) -> "Stand":
        """Return how a deal stands in its stage; what is closed stands as long as it likes."""
        days = (clock.today() - clock.business_day(row.stage_since)).days
        tone = standing_tone(days, norm_days=stage.norm_days, warn_days=stage.warn_days) if row.is_open else "neutral"
        return cls(days, tone)


@dataclass(frozen=True, kw_only=True)
class DealRow:
    """A deal in the list."""

    id: int
    title: str
    company: str
    company_id: int | None
    stage: str
    stage_id: int
    lacks: int
    outcome: str
    tone: str
    amount: Money
    owner: str
    channel: str
    product: str
    next_at: datetime | None
    step_tone: str
    stand: Stand
    created_at: datetime
    expected_on: date | None
    closed_at: datetime | None
    chance: Decimal | None
    own: Mapping[int, Any] = field(default_factory=dict)


def deal_rows(*, viewer: Actor) -> QuerySet[Deal]:
    """Return the deals within reach, as rows for the list."""
    return visible_deals(viewer).select_related("owner", "stage", "company", "channel", "product")


def only_leads(rows: QuerySet[Deal], *, viewer: Actor) -> QuerySet[Deal]:
    """Narrow deals to leads: those in the leads' own pipeline, or the unqualified ones where there is none."""
    apart = lead_pipeline_id(viewer=viewer)
    return rows.filter(pipeline=apart) if apart else rows.filter(reached__lt=QUALIFIED)


def search_deals(rows: QuerySet[Deal], text: str, *, viewer: Actor, also: Q | None = None) -> QuerySet[Deal]:  # noqa: ARG001 - rows are scoped
    """Narrow deals by their title or their client's name, in any letter case, or by what ``also`` says."""
    asked = also or Q()
    for words in spellings(text):
        asked |= Q(title__icontains=words) | Q(company__title__icontains=words)
    return rows.filter(asked)


def asks_before(row: Deal, there: StageView, *, viewer: Actor) -> bool:
    """Return whether something must be said before the deal comes into a stage: fields, checklist, step, reason."""
    own = {f"own_{slot[1:]}" for slot in row.own}
    missing = any(not (name in own if name.startswith("own_") else getattr(row, name)) for name in there.asked)
    stepless = not there.is_closing and needs_step(row.next_at, clock.now()) and viewer.may("crm.do_activity")
    return missing or stepless or bool(there.checklist) or there.kind is StageKind.LOST


def stood_before(row: Deal, *, viewer: Actor) -> int | None:  # noqa: ARG001 - the deal was scoped
    """Return the stage a deal came from to where it stands; nothing for one that never moved."""
    came_from = row.stays.filter(came_from__isnull=False).order_by("-entered_at", "-pk")
    return came_from.values_list("came_from", flat=True).first()


def client_named(name: str, *, viewer: Actor) -> int | None:
    """Return the client within reach of that name, written as people write it; one's own first."""
    rows = visible_companies(viewer).filter(Q(title=name) | Q(key=company_key(name)))
    own_first = Case(When(owner=viewer.id or 0, then=0), default=1)
    return rows.order_by(own_first, "pk").values_list("pk", flat=True).first()


def client_names(text: str, *, viewer: Actor) -> list[str]:
    """Return names of clients within reach that have this text in them, a few."""
    rows = search_companies(visible_companies(viewer), text, viewer=viewer) if text else visible_companies(viewer)
    return list(rows.order_by("title", "pk").values_list("title", flat=True)[:NAMES])


def present_deals(rows: Iterable[Deal], *, viewer: Actor, fields: Sequence[FieldView] = ()) -> list[DealRow]:
    """Return a page of deals as the list shows them; own fields that name records ask once for each kind of them."""
    listed = list(rows)
    owns = own_cells([row.own for row in listed], fields, viewer=viewer)
    return [_row(row, own) for row, own in zip(listed, owns, strict=True)]


def deal_values(deal_id: int, *, viewer: Actor) -> Deal:
    """Return one deal within reach with its records; refuses another's as if there were none."""
    rows = visible_deals(viewer).select_related(
        "owner", "stage", "pipeline", "company", "contact", "channel", "product"
    )
    row = rows.filter(pk=deal_id).first()
    if row is None:
        raise Missing()
    return row


def _row(row: Deal, own: Mapping[int, Any]) -> DealRow:
    return DealRow(
        id=row.pk,
        title=row.title,
        company=row.company.title if row.company else "",
        company_id=row.company_id,
        stage=row.stage.title,
        stage_id=row.stage_id,
        lacks=row.lacks,
        outcome=row.outcome,
        tone=OUTCOME_TONES[row.outcome],
        amount=row.amount,
        owner=row.owner.short_name,
        channel=str(row.channel or ""),
        product=str(row.product or ""),
        next_at=row.next_at if row.is_open else None,
        step_tone=step_tone(next_at=row.next_at, now=clock.now(), is_open=row.is_open),
        stand=Stand.of(row, row.stage),
        created_at=row.created_at,
        expected_on=row.expected_on,
        closed_at=row.closed_at,
        chance=None if row.chance is None or not row.is_open else Decimal(round(row.chance / 10)) / 100,
        own=own,
    )
