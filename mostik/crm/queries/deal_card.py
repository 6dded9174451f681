"""A deal's card: the deal, its way through the pipeline, what is planned, who is there, where it stood and how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities
from mostik.crm.models import Deal, Loss, StageChange
from mostik.crm.queries.contacts import ContactView, Reached, contacts_of, reached
from mostik.crm.queries.deals import Stand, deal_values
from mostik.crm.queries.fields import OwnValue, own_fields, own_panel
from mostik.crm.queries.pipelines import PipelineView, pipeline_of
from mostik.crm.queries.words import KIND_ICONS, KINDS
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.deals import StageView, may_go
from mostik.crm.terms import STEPS, Holder, Outcome, StageKind
from mostik.kernel.money import Money
from mostik.people.access import User
from mostik.web import formats

STEPS_SHOWN = 20
DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class PathStep:
    """A stage on a deal's way: passed, here or ahead; ``open_to`` tells whether the deal may go there now."""

    stage: StageView
    place: str
    open_to: bool

    @property
    def tone(self) -> str:
        """Return the colour of the stage a deal stands in."""
        return {StageKind.WON: "good", StageKind.LOST: "bad", StageKind.HOLD: "warn"}.get(self.stage.kind, "accent")


@dataclass(frozen=True, kw_only=True)
class StayView:
    """One stay: where, since when, how long, who brought the deal there."""

    stage: str
    entered_at: datetime
    seconds: int
    under_way: bool
    who: str
    confirmed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return how long it stood: days when there were any, else hours and minutes."""
        days = self.seconds // DAY
        words = ngettext("%(count)s day", "%(count)s days", days) % {"count": formats.number(days)}
        return words if days else formats.hours(self.seconds)


@dataclass(frozen=True, kw_only=True)
class StepView:
    """Something planned on a deal."""

    id: int
    what: str
    due_at: datetime
    icon: str
    tone: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class DealCard:
    """Everything a deal's card shows, save its timeline."""

    id: int
    version: int
    title: str
    amount: Money
    outcome: str
    stage: StageView
    pipeline: str
    path: tuple[PathStep, ...]
    stand: Stand
    owner: str
    owner_id: int
    company: str
    company_id: int | None
    reached: Reached
    contact: str
    channel: str
    product: str
    expected_on: date | None
    created_at: datetime
    closed_at: datetime | None
    note: str
    reason: str
    lost_to: str
    reason_note: str
    steps: tuple[StepView, ...]
    contacts: tuple[ContactView, ...]
    stays: tuple[StayView, ...]
    own: Mapping[str, Sequence[OwnValue]]

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self.outcome == Outcome.OPEN


def deal_card(deal_id: int, *, viewer: Actor) -> DealCard:
    """Return a deal's card; refuses another's deal as if there were none."""
    row = deal_values(deal_id, viewer=viewer)
    way = pipeline_of(row, viewer=viewer)
    here = next(stage for stage in way.stages if stage.id == row.stage_id)
    reason, lost_to, note = _loss(row)
    return DealCard(
        id=row.pk,
        version=row.version,
        title=row.title,
        amount=row.amount,
        outcome=row.outcome,
        stage=here,
        pipeline=way.title,
        path=_path(way, here),
        stand=Stand.of(row, here),
        owner=row.owner.short_name,
        owner_id=row.owner_id,
        company=row.company.title if row.company else "",
        company_id=row.company_id,
        reached=reached(row.company.phone, row.company.email, viewer=viewer) if row.company else Reached(),
        contact=str(row.contact or ""),
        channel=str(row.channel or ""),
        product=str(row.product or ""),
        expected_on=row.expected_on,
        created_at=row.created_at,
        closed_at=row.closed_at,
        note=row.note,
        reason=reason,
        lost_to=lost_to,
        reason_note=note,
        steps=_steps(row, viewer),
        contacts=contacts_of(row.company_id, viewer=viewer) if row.company_id else (),
        stays=_stays(row),
        own=own_panel(row.own, own_fields(Holder.DEAL, viewer=viewer), viewer=viewer),
    )


def _path(way: PipelineView, here: StageView) -> tuple[PathStep, ...]:
    places = {stage.id: "passed" if stage.sort < here.sort else "ahead" for stage in way.stages}
    places[here.id] = "here"
    return tuple(
        PathStep(
            stage=stage,
            place=places[stage.id],
            open_to=not here.is_closing and stage.id != here.id and may_go(here, stage),
        )
        for stage in way.stages
    )


def _steps(row: Deal, viewer: Actor) -> tuple[StepView, ...]:
    planned = visible_activities(viewer).filter(deal=row.pk, done_at__isnull=True, kind__in=STEPS)
    now = clock.now()
    return tuple(
        StepView(
            id=each.pk,
            what=f"{KINDS[each.kind]}: {each.title}" if each.title else str(KINDS[each.kind]),
            due_at=each.due_at,
            icon=KIND_ICONS[each.kind],
            tone=step_tone(next_at=each.due_at, now=now),
            owner=each.owner.short_name,
        )
        for each in planned.select_related("owner").order_by("due_at", "pk")[:STEPS_SHOWN]
        if each.due_at
    )


def _stays(row: Deal) -> tuple[StayView, ...]:
    stays = list(StageChange.objects.filter(deal=row.pk).select_related("stage"))
    people = {each.pk: each.short_name for each in User.objects.filter(pk__in={stay.by_id for stay in stays})}
    now = clock.now()
    return tuple(
        StayView(
            stage=stay.stage.title,
            entered_at=stay.entered_at,
            seconds=stay.seconds if stay.seconds is not None else int((now - stay.entered_at).total_seconds()),
            under_way=stay.left_at is None,
            who=people.get(stay.by_id or 0, ""),
            confirmed=tuple(stay.confirmed),
        )
        for stay in stays
    )


def _loss(row: Deal) -> tuple[str, str, str]:
    """Return why a lost deal was lost, to whom and in what words; nothing of any other."""
    rows = Loss.objects.filter(deal=row.pk).select_related("reason", "competitor").order_by("-at", "-pk")
    last = rows.first() if row.outcome == Outcome.LOST else None
    return (last.reason.title, last.competitor.title if last.competitor else "", last.note) if last else ("", "", "")
