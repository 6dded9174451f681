"""What the search finds of clients, deals and activities: the words of each record that is still there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from mostik.core.actors import SYSTEM
from mostik.core.models import File
from mostik.core.search import Document
from mostik.crm.events import (
    ActivityDone,
    ActivityPlanned,
    CompanyEdited,
    CompanyRemoved,
    CompanyRestored,
    DealEdited,
    DealHandedOver,
    DealRemoved,
    DealRestored,
)
from mostik.crm.events.deals import DealEvent
from mostik.crm.models import Activity, Company, Contact, Deal, RegisterRow
from mostik.crm.queries.fields import own_fields, search_text
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.terms import Holder
from mostik.kernel.events import Event

LONGEST_NOTE = 120
DEAL = "crm.deal"


def _open_fields(holder: Holder, rows: Iterable[Company | Deal]) -> tuple[FieldView, ...]:
    """Return the fields a search finds these records by: those no role sees only in part; none where none is filled."""
    if not any(row.own for row in rows):
        return ()
    return tuple(each for each in own_fields(holder, viewer=SYSTEM) if each.searchable and not each.masked)


def row_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of registers' rows: what it is about, its register, its searchable fields."""
    rows = RegisterRow.objects.filter(pk__in=numbers, removed_at__isnull=True, register__archived_at__isnull=True)
    for row in rows.select_related("register"):
        fields = own_fields(Holder.ROW, viewer=SYSTEM, register=row.register_id)
        opened = tuple(each for each in fields if not each.masked)
        yield Document(
            id=row.pk,
            title=row.title,
            note=row.register.title,
            body=[search_text(row.own, opened, viewer=SYSTEM)],
            owner=row.owner_id,
            team=row.team_id,
            at=row.created_at,
        )


def company_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of companies: name, place, sector, site, note, phone and e-mail."""
    rows = list(Company.objects.filter(pk__in=numbers, removed_at__isnull=True))
    fields = _open_fields(Holder.COMPANY, rows)
    for row in rows:
        yield Document(
            id=row.pk,
            title=row.title,
            note=" · ".join(filter(None, [row.region, row.sector])),
            body=[row.site, row.note, search_text(row.own, fields, viewer=SYSTEM)],
            phones=[row.phone],
            emails=[row.email],
            owner=row.owner_id,
            team=row.team_id,
            at=row.created_at,
        )


def contact_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of people at clients: name, position, company, phone and e-mail."""
    rows = Contact.objects.filter(pk__in=numbers, removed_at__isnull=True, company__removed_at__isnull=True)
    for row in rows.select_related("company"):
        if row.company is None:
            continue
        yield Document(
            id=row.pk,
            opens=row.company_id,
            title=str(row),
            note=", ".join(filter(None, [row.position, row.company.title])),
            phones=[row.phone],
            emails=[row.email],
            owner=row.owner_id,
            team=row.team_id,
            at=row.created_at,
        )


def deal_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of deals: title, client, note and the number another system knows it by."""
    rows = list(Deal.objects.filter(pk__in=numbers, removed_at__isnull=True).select_related("company"))
    fields = _open_fields(Holder.DEAL, rows)
    for row in rows:
        yield Document(
            id=row.pk,
            title=row.title,
            note=row.company.title if row.company else "",
            body=[row.note, str(row.pk), row.origin_id, search_text(row.own, fields, viewer=SYSTEM)],
            owner=row.owner_id,
            team=row.team_id,
            at=row.created_at,
        )


def activity_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of activities that say something: what it was about, and what was written down."""
    said = Activity.objects.filter(~Q(note="") | ~Q(title=""), pk__in=numbers, removed_at__isnull=True)
    for row in said.filter(deal__isnull=False, deal__removed_at__isnull=True).select_related("deal"):
        assert row.deal is not None
        heading = row.title or row.note
        yield Document(
            id=row.pk,
            opens=row.deal_id,
            title=heading[:LONGEST_NOTE],
            note=row.deal.title,
            body=[row.note],
            owner=row.owner_id,
            team=row.team_id,
            at=row.done_at or row.created_at,
        )


def file_documents(numbers: Sequence[int]) -> Iterator[Document]:
    """Return what is found of files: the name of the newest version. A file is whose the deal is that it belongs to."""
    files = {
        row.pk: row
        for row in File.objects.filter(pk__in=numbers, about_kind=DEAL)
        if row.newest and row.removed_at is None
    }
    about = {row.about_id for row in files.values()}
    deals = Deal.objects.in_bulk(about) if about else {}
    for row in files.values():
        deal = deals.get(row.about_id)
        if deal is None or deal.removed_at is not None:
            continue
        yield Document(
            id=row.pk, title=row.title, note=deal.title, owner=deal.owner_id, team=deal.team_id, at=row.made_at
        )


def files_of_changed(events: Sequence[Event]) -> list[int]:
    """Return the files of deals that were handed over, renamed, removed or brought back."""
    changed = _deals(events, DealHandedOver, DealRemoved, DealRestored)
    rows = File.objects.filter(about_kind=DEAL, about_id__in=changed)
    return list(rows.values_list("pk", flat=True)) if changed else []


def contacts_of_changed(events: Sequence[Event]) -> list[int]:
    """Return the people of clients that were renamed, removed or brought back."""
    return _those_of(Contact.objects.all(), events)


def deals_of_changed(events: Sequence[Event]) -> list[int]:
    """Return the deals of clients that were renamed: a deal is found by its client too."""
    return _those_of(Deal.objects.all(), events)


def activities_of_changed(events: Sequence[Event]) -> list[int]:
    """Return the activities of deals that were renamed, removed or brought back."""
    changed = _deals(events, DealRemoved, DealRestored)
    rows = Activity.objects.filter(deal__in=changed)
    return list(rows.values_list("pk", flat=True)) if changed else []


def says_nothing(event: Event) -> bool:
    """Return whether an activity was planned or done without a word: then there is nothing to find it by."""
    if isinstance(event, ActivityDone):
        return not event.title and not event.note
    return isinstance(event, ActivityPlanned) and not event.title


def _those_of(rows: QuerySet[Any], events: Sequence[Event]) -> list[int]:
    changed = [
        each.company
        for each in events
        if isinstance(each, CompanyRemoved | CompanyRestored) or (isinstance(each, CompanyEdited) and _renamed(each))
    ]
    return list(rows.filter(company__in=changed).values_list("pk", flat=True)) if changed else []


def _deals(events: Sequence[Event], *kinds: type[DealEvent]) -> list[int]:
    """Return the deals these kinds of event tell of, and those whose title has changed."""
    told = [each for each in events if isinstance(each, DealEvent)]
    return [each.deal for each in told if isinstance(each, kinds) or (isinstance(each, DealEdited) and _renamed(each))]


def _renamed(event: CompanyEdited | DealEdited) -> bool:
    return any(change[0] == "title" for change in event.changes)
