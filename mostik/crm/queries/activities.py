"""Activities as a viewer sees them: the agenda, the rows themselves, who may be asked to do one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities
from mostik.crm.models import Activity
from mostik.crm.queries.fields.shown import own_cells
from mostik.crm.queries.words import KINDS, RESULT_TONES, RESULTS
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.access import User, scoped

COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """An activity in the list."""

    id: int
    kind: str
    what: str
    due_at: datetime | None
    tone: str
    promised: bool
    owner: str
    deal_id: int | None
    deal: str
    company_id: int | None
    company: str
    done_at: datetime | None
    result: str
    result_tone: str
    note: str
    own: Mapping[int, Any] = field(default_factory=dict)


def agenda(*, viewer: Actor, done: bool = False) -> QuerySet[Activity]:
    """Return the activities within reach that wait, or those done, as rows for the list. Notes are left out."""
    rows = visible_activities(viewer).filter(done_at__isnull=not done).exclude(kind=ActivityKind.NOTE)
    return rows.exclude(deal__removed_at__isnull=False).select_related("owner", "deal", "company")


def due_within(rows: QuerySet[Activity], tab: str, *, viewer: Actor) -> QuerySet[Activity]:  # noqa: ARG001 - scoped rows
    """Narrow waiting ones: ``overdue``, ``today``, ``later`` today, ``week`` (today and the six days after it)."""
    now, today = clock.now(), clock.today()
    tonight = clock.moment(today + timedelta(days=1), time())
    spans = {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__gte=clock.moment(today, time()), due_at__lt=tonight),
        "later": Q(due_at__gte=now, due_at__lt=tonight),
        "week": Q(due_at__gte=clock.moment(today, time()), due_at__lt=tonight + timedelta(days=6)),
    }
    return rows.filter(spans[tab]) if tab in spans else rows


def tab_counts(*, viewer: Actor) -> dict[str, int]:
    """Return how many wait under each tab, counted up to a thousand: a query a tab."""
    rows = agenda(viewer=viewer).order_by()
    return {tab: due_within(rows, tab, viewer=viewer)[:COUNTED].count() for tab in ("overdue", "today", "week")}


def present_activities(
    rows: Iterable[Activity], *, viewer: Actor, fields: Sequence[FieldView] = ()
) -> list[ActivityRow]:
    """Return a page of activities as the list shows them."""
    now, listed = clock.now(), list(rows)
    owns = own_cells([row.own for row in listed], fields, viewer=viewer)
    return [replace(_shown(row, now), own=own) for row, own in zip(listed, owns, strict=True)]


def other_step(activity: Activity, *, viewer: Actor) -> bool:  # noqa: ARG001 - the activity was scoped
    """Return whether the activity's open deal has another step ahead, or has no need of one."""
    if activity.deal is None or not activity.deal.is_open:
        return True
    others = Activity.objects.filter(deal=activity.deal_id, removed_at__isnull=True, done_at__isnull=True)
    return others.exclude(pk=activity.pk).exists()


def activity_row(activity_id: int, *, viewer: Actor) -> Activity:
    """Return one activity within reach, with all that its events need; another's is as good as none."""
    row = _full(visible_activities(viewer)).filter(pk=activity_id).first()
    if row is None:
        raise Missing()
    return row


def possible_owner(person_id: int, *, viewer: Actor) -> User:
    """Return somebody who works here and is within reach, to do an activity."""
    if person := possible_owners(viewer=viewer).filter(pk=person_id).first():
        return person
    raise Invalid(_("Choose somebody from your own people."), field="owner")


def possible_owners(*, viewer: Actor) -> QuerySet[User]:
    """Return those who work here and are within reach."""
    return scoped(User.objects.filter(is_active=True), viewer, owner="pk", team="team_id")


def waiting(activity_ids: list[int], *, viewer: Actor) -> list[Activity]:
    """Return the planned ones of these activities within reach, in order of number."""
    rows = _full(visible_activities(viewer)).filter(pk__in=activity_ids, done_at__isnull=True)
    return list(rows.order_by("pk"))


def _full(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return activities with what their events need."""
    return rows.select_related("owner", "deal")


def _shown(row: Activity, now: datetime) -> ActivityRow:
    return ActivityRow(
        id=row.pk,
        kind=row.kind,
        what=f"{KINDS[row.kind]}: {row.title}" if row.title else str(KINDS[row.kind]),
        due_at=row.due_at,
        tone="neutral" if row.done_at else step_tone(next_at=row.due_at, now=now),
        promised=row.promised,
        owner=row.owner.short_name,
        deal_id=row.deal_id,
        deal=row.deal.title if row.deal else "",
        company_id=row.company_id,
        company=row.company.title if row.company else "",
        done_at=row.done_at,
        result=str(RESULTS[row.result]) if row.result else "",
        result_tone=RESULT_TONES.get(row.result, "neutral"),
        note=row.note,
    )
