"""Writes of audiences: saved, kept as snapshots, worked as call lists; and campaigns over them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.commands.activities import drop_activity, plan_activity
from mostik.crm.events import CampaignSaved, ListDropped, ListMade, SegmentSaved
from mostik.crm.models import Campaign, Channel, Segment, SegmentMember
from mostik.crm.queries.segments import segment_of, segment_rows, visible_campaigns
from mostik.crm.rules.segments import audience, written
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Invalid, Missing, Refusal
from mostik.people.access import User, scoped

MOST_MEMBERS = 100_000
MOST_CALLS = 500
BATCH = 500


@command(needs="crm.edit_segments")
def save_segment(
    *,
    by: Actor,
    title: str,
    subject: str,
    rules: Mapping[str, Any],
    live: bool = True,
    shared: bool = False,
    segment_id: int | None = None,
) -> int:
    """Make or change an audience and return its number; one that is not live is taken at once as it stands."""
    chosen = audience(subject, rules)
    if not title.strip():
        raise Invalid(_("Name the segment."), field="title")
    row = _mine(by, segment_id) if segment_id else Segment(owner=_owner(by), team_id=by.team, created_at=clock.now())
    row.title, row.subject, row.rules = title.strip()[:120], subject, written(chosen)
    row.live, row.shared, row.taken_at = live, shared, None if live else clock.now()
    row.touch(["rules"])
    row.save()
    _keep_members(by, row)
    publish(SegmentSaved(at=clock.now(), segment=row.pk, title=row.title))
    return row.pk


@command(needs="crm.edit_segments")
def remove_segment(*, by: Actor, segment_id: int) -> None:
    """Remove a segment; ``restore_segment`` brings it back."""
    row = _mine(by, segment_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(SegmentSaved(at=row.removed_at, segment=row.pk, title=row.title))


@command(needs="crm.edit_segments")
def restore_segment(*, by: Actor, segment_id: int) -> None:
    """Bring a removed segment back."""
    row = scoped(Segment.objects.filter(removed_at__isnull=False), by).filter(pk=segment_id).first()
    if row is None:
        raise Missing()
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(SegmentSaved(at=clock.now(), segment=row.pk, title=row.title))


@command(needs="crm.edit_segments")
def make_call_list(*, by: Actor, segment_id: int, title: str, due_at: datetime) -> tuple[tuple[int, ...], int]:
    """Plan a call to everybody in a segment, for whoever owns each; return the calls' numbers and how many refused."""
    row = segment_of(segment_id, viewer=by)
    numbers = list(segment_rows(row, viewer=by).order_by("pk").values_list("pk", flat=True)[: MOST_CALLS + 1])
    if len(numbers) > MOST_CALLS:
        raise Invalid(_("Take at most {most} at once: narrow the segment."), params={"most": MOST_CALLS})
    made, refused = [], 0
    for number in numbers:
        about = {f"{row.subject}_id": number}
        try:
            made.append(plan_activity(by=by, kind=ActivityKind.CALL, title=title[:200], due_at=due_at, **about))
        except Invalid:
            raise
        except Refusal:
            refused += 1
    publish(ListMade(at=clock.now(), segment=row.pk, title=row.title, count=len(made)))
    return tuple(made), refused


@command(needs="crm.edit_segments")
def drop_call_list(*, by: Actor, segment_id: int, activity_ids: Sequence[int]) -> int:
    """Take a call list back: its calls that still wait are dropped. Return how many."""
    row, dropped = segment_of(segment_id, viewer=by), 0
    for number in activity_ids[:MOST_CALLS]:
        try:
            drop_activity(by=by, activity_id=number)
            dropped += 1
        except Refusal:
            continue
    publish(ListDropped(at=clock.now(), segment=row.pk, title=row.title, count=dropped))
    return dropped


@command(needs="crm.edit_segments")
def save_campaign(
    *,
    by: Actor,
    title: str,
    starts_on: date,
    ends_on: date,
    segment_id: int | None = None,
    channel_id: int | None = None,
    budget: Money | None = None,
) -> int:
    """Begin a campaign and return its number. Its audience is kept as it is now: results never lose who was in it."""
    if not title.strip():
        raise Invalid(_("Name the campaign."), field="title")
    if ends_on < starts_on:
        raise Invalid(_("The end is before the beginning."), field="ends_on")
    if channel_id and not Channel.objects.filter(pk=channel_id, active=True).exists():
        raise Missing(_("There is no such record among yours."), field="channel")
    kept = _snapshot(by, segment_of(segment_id, viewer=by)) if segment_id else None
    row = Campaign.objects.create(
        title=title.strip()[:120],
        segment=kept,
        channel_id=channel_id,
        starts_on=starts_on,
        ends_on=ends_on,
        budget_minor=budget.minor if budget else 0,
        currency=budget.currency if budget else "RUB",
        owner=_owner(by),
        team_id=by.team,
        created_at=clock.now(),
    )
    publish(CampaignSaved(at=row.created_at, campaign=row.pk, title=row.title))
    return row.pk


@command(needs="crm.edit_segments")
def remove_campaign(*, by: Actor, campaign_id: int) -> None:
    """Remove a campaign; nothing it brought is touched."""
    row = visible_campaigns(by).filter(pk=campaign_id).first()
    if row is None:
        raise Missing()
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(CampaignSaved(at=row.removed_at, campaign=row.pk, title=row.title))


def _snapshot(by: Actor, row: Segment) -> Segment:
    if not row.live:
        return row
    now = clock.now()
    kept = Segment.objects.create(
        title=row.title,
        subject=row.subject,
        rules=row.rules,
        live=False,
        taken_at=now,
        owner=_owner(by),
        team_id=by.team,
        created_at=now,
    )
    _keep_members(by, kept)
    return kept


def _keep_members(by: Actor, row: Segment) -> None:
    row.members.all().delete()
    if row.live:
        return
    rows = Segment(subject=row.subject, rules=row.rules, live=True)
    numbers = segment_rows(rows, viewer=by).order_by("pk").values_list("pk", flat=True)[:MOST_MEMBERS]
    SegmentMember.objects.bulk_create(
        [SegmentMember(segment=row, number=number) for number in numbers], batch_size=BATCH
    )


def _mine(by: Actor, segment_id: int) -> Segment:
    rows = scoped(Segment.objects.filter(removed_at__isnull=True), by)
    row = rows.select_for_update(of=("self",)).filter(pk=segment_id).first()
    if row is None:
        raise Missing()
    return row


def _owner(by: Actor) -> User:
    person = User.objects.filter(pk=by.id or 0).first()
    if person is None:
        raise Invalid(_("Say whose it is."), field="owner")
    return person
