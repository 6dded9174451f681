"""What was done and planned before the move: activities written by the hundred, as the single commands would."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.commands import records
from mostik.crm.commands.steps import refresh_next_step
from mostik.crm.events import ActivityDone, ActivityDropped, ActivityPlanned
from mostik.crm.models import Activity, Imported
from mostik.crm.queries.activities import possible_owners
from mostik.crm.rules.activities import PLAIN_END
from mostik.crm.terms import ActivityKind, ActivityResult, Via
from mostik.people.access import User

M = TypeVar("M", bound=Model)

AT_ONCE = 500
#: How something done is taken to have ended when the other system does not say.
_ENDS = {ActivityKind.CALL: ActivityResult.TALKED, ActivityKind.MEETING: ActivityResult.HELD}


@dataclass(frozen=True, kw_only=True)
class Done:
    """Something done, or with ``due`` and no ``at`` planned, on a deal, a person or a client."""

    kind: ActivityKind
    at: datetime | None = None
    due: datetime | None = None
    title: str = ""
    note: str = ""
    owner: int | None = None
    deal: int | None = None
    contact: int | None = None
    company: int | None = None


@command(needs="crm.do_activity")
def record_done(*, by: Actor, rows: Sequence[Done]) -> list[int]:
    """Write what was done or planned and return the numbers; what names nobody known is the record's owner's.

    Records out of reach are left out of the row; the row itself is kept.
    """
    deals = _by_number(visible_deals(by).select_related("owner"), {row.deal for row in rows})
    contacts = _by_number(visible_contacts(by).select_related("owner"), {row.contact for row in rows})
    companies = _by_number(visible_companies(by).select_related("owner"), {row.company for row in rows})
    people = {person.pk: person for person in possible_owners(viewer=by)}
    made = []
    for row in rows:
        holders: list[Any] = [deals.get(row.deal or 0), contacts.get(row.contact or 0), companies.get(row.company or 0)]
        owner = people.get(row.owner or 0) or next((each.owner for each in holders if each), None) or people[by.id or 0]
        made.append(_activity(row, holders, owner))
    Activity.objects.bulk_create(made, batch_size=AT_ONCE)
    publish_all(sorted((_told(each) for each in made), key=lambda event: event.at))
    refresh_next_step(sorted({each.deal_id for each in made if each.deal_id}))
    return [each.pk for each in made]


def unrecord(actor: Actor, imported: Sequence[Imported]) -> int:
    """Take activities an import brought back, as far as nobody changed them since."""
    rows = Activity.objects.filter(pk__in=[each.record_id for each in imported], removed_at__isnull=True, version=0)
    going = list(rows.select_related("owner", "deal"))
    now = clock.now()
    for row in going:
        row.removed_at = now
    Activity.objects.bulk_update(going, ["removed_at"], batch_size=AT_ONCE)
    publish_all(ActivityDropped(at=now, was_done=row.done_at is not None, **records.dimensions(row)) for row in going)
    refresh_next_step(sorted({row.deal_id for row in going if row.deal_id}))
    return len(going)


def _by_number(rows: "QuerySet[M]", wanted: Iterable[int | None]) -> dict[int, M]:
    numbers = sorted(pk for pk in wanted if pk)
    return {each.pk: each for each in rows.filter(pk__in=numbers)} if numbers else {}


def _activity(row: Done, holders: Sequence[Any], owner: User) -> Activity:
    deal, contact, company = holders
    firm = company.pk if company else None
    done = row.at or (None if row.due else clock.now())
    return Activity(
        kind=row.kind,
        title=row.title[:200],
        deal=deal,
        contact=contact,
        company_id=firm or (deal and deal.company_id) or (contact and contact.company_id),
        owner=owner,
        team_id=owner.team_id,
        due_at=row.due,
        done_at=done,
        result=(_ENDS.get(row.kind) or PLAIN_END.get(row.kind) or ActivityResult.DONE) if done else "",
        note=row.note[:5000],
        via=Via.IMPORT,
        created_at=done or clock.now(),
    )


def _told(row: Activity) -> ActivityDone | ActivityPlanned:
    return records.done(row) if row.done_at else records.planned(row)
