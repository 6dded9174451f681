"""Requests about personal data, their days, and everything held about whoever asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from mostik.core.actors import Actor
from mostik.core.models import Entry
from mostik.core.privacy import datamap, mentions
from mostik.core.privacy.mentions import Found, Holding, Sought
from mostik.core.privacy.terms import BASES, PURPOSES, Purpose
from mostik.crm.models import Activity, Contact, Identity, Imported, Intake, Merge, PersonRequest
from mostik.crm.queries.contacts import full_name
from mostik.crm.queries.personal.consents import every_contact
from mostik.crm.rules.clients import digits_of
from mostik.crm.terms import Holder
from mostik.kernel.period import Span
from mostik.kernel.refusals import Denied, Missing
from mostik.people.queries.calendar import company_days
from mostik.people.terms import DayKind

ANSWER_WORKING_DAYS = 10
END_DAYS = 30
KIND = "crm.contact"
LEAST_NAME, LEAST_PHONE = 5, 7
WORKING = {DayKind.WORKING, DayKind.SHORT}


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """How much of one table is about somebody, and what becomes of it."""

    table: str
    rows: int
    purpose: str
    basis: str
    kept: bool


@dataclass(frozen=True, kw_only=True)
class HeldValue:
    """One value that is held about somebody, for the file they are given."""

    table: str
    number: Any
    column: str
    value: str
    purpose: str
    basis: str


def requests(*, viewer: Actor) -> QuerySet[PersonRequest]:
    """Return the requests about people within reach, for whoever answers them."""
    if not viewer.may("crm.handle_requests"):
        return PersonRequest.objects.none()
    return PersonRequest.objects.filter(contact_id__in=every_contact(viewer).values("pk"))


def request_of(request_id: int, *, viewer: Actor) -> PersonRequest:
    """Return a request within reach; refuses another's as if there were none."""
    row = requests(viewer=viewer).filter(pk=request_id).first()
    if row is None:
        raise Missing()
    return row


def days_of_request(received: date) -> tuple[date, date]:
    """Return until when to answer (ten working days) and to carry out (thirty days) by 152-FZ."""
    days = company_days(span=Span(received + timedelta(days=1), received + timedelta(days=60)))
    working = [each.date for each in days if each.kind in WORKING]
    return working[ANSWER_WORKING_DAYS - 1], received + timedelta(days=END_DAYS)


def sought(contact_id: int, *, viewer: Actor) -> Sought:
    """Return what somebody is looked for by: them and all merged into them, their phones, addresses and names.

    What other clients are known by too (a common phone, a namesake) finds nobody in particular and is left out.
    """
    people = list(every_contact(viewer).filter(Q(pk=contact_id) | Q(merged_into=contact_id)))
    if not people:
        raise Missing()
    numbers = tuple(row.pk for row in people)
    values = {row.phone for row in people} | {row.email for row in people}
    values |= set(Identity.objects.filter(contact__in=numbers).values_list("value", flat=True))
    common = set(Identity.objects.filter(value__in=values).exclude(contact__in=numbers).values_list("value", flat=True))
    own = {each for each in values - common if each}
    phones = {each: digits_of(each)[-10:] for each in own if "@" not in each}
    called = {digits for digits in phones.values() if len(digits) >= LEAST_PHONE}
    words = {each for each in own if len(phones.get(each, "")) < LEAST_PHONE and len(each) >= LEAST_NAME}
    return Sought(KIND, numbers, tuple(sorted(called)), tuple(sorted(words | _names(people, numbers))))


def held(contact_id: int, *, viewer: Actor) -> Found:
    """Return everything held about somebody, for whoever answers requests."""
    if not viewer.may("crm.handle_requests"):
        raise Denied()
    return mentions.find(sought(contact_id, viewer=viewer))


def held_lines(found: Found) -> list[HeldLine]:
    """Return a preview by table: how many rows, what for, on which ground, and whether they stay."""
    papers = {each.table for each in found.mentions if each.kept}
    lines = []
    for table, rows in sorted(mentions.counted(found).items()):
        purpose = datamap.tables()[table].purpose
        lines.append(
            HeldLine(
                table=table,
                rows=rows,
                purpose=str(PURPOSES[purpose]),
                basis=str(BASES[purpose]),
                kept=table in papers,
            )
        )
    return lines


def held_values(found: Found, *, viewer: Actor) -> list[HeldValue]:
    """Return every value held about somebody, with its purpose and ground; refuses whoever sees fields in part."""
    if not viewer.may("crm.handle_requests") or viewer.masked:
        raise Denied()
    return list(_values(found))


def _values(found: Found) -> Iterator[HeldValue]:
    for each in (*found.whole, *found.mentions):
        purpose = datamap.tables()[each.table].purpose
        rows = apps.get_model(each.table)._base_manager.filter(pk__in=each.numbers).order_by("pk")  # noqa: SLF001
        for row in rows.values("pk", *each.columns):
            for name in each.columns:
                if row[name] not in (None, "", [], {}):
                    yield _value(each.table, row["pk"], name, row[name], purpose)
    for line in Entry.objects.filter(pk__in=found.lines).order_by("pk").iterator(chunk_size=500):
        fields = found.lines[line.pk]
        told = {name: line.payload[name] for name in fields or line.payload if line.payload.get(name)}
        yield _value("core.Entry", line.pk, line.name, told, Purpose.SECURITY)


def lines_of_activities(numbers: Iterable[int]) -> dict[int, list[str] | None]:
    """Return the journal's lines of activities with somebody: what was said and written there is about them."""
    rows = Activity.objects.filter(contact__in=numbers)
    own = set(rows.values_list("pk", flat=True))
    deals, companies = set(rows.values_list("deal", flat=True)), set(rows.values_list("company", flat=True))
    about = Q(about_kind="crm.deal", about_id__in=deals - {None}) | Q(
        about_kind="crm.company", about_id__in=companies - {None}
    )
    about |= Q(about_kind="crm.activity", about_id__in=own)
    lines = Entry.objects.filter(about, name__startswith="crm.activity_").values_list("pk", "payload__activity")
    files = Entry.objects.filter(about_kind="crm.activity", about_id__in=own, name__startswith="core.file_")
    found: dict[int, list[str] | None] = {pk: ["title"] for pk in files.values_list("pk", flat=True)}
    return found | {pk: ["title", "note", "changes"] for pk, activity in lines.iterator() if activity in own}


@mentions.holds_about
def rows_of_contacts(sought: Sought) -> Iterator[Holding]:
    """Return the rows of this room that are wholly about a person at a client."""
    if sought.kind != KIND:
        return
    merges = Merge.objects.filter(Q(kept_id__in=sought.numbers) | Q(gone_id__in=sought.numbers), kind="contact")
    for model, rows, columns in (
        (Contact, Contact.objects.filter(pk__in=sought.numbers), _personal("crm.Contact")),
        (Identity, Identity.objects.filter(contact__in=sought.numbers), ("value",)),
        (Activity, Activity.objects.filter(contact__in=sought.numbers), ("title", "note", "own")),
        (Intake, Intake.objects.filter(contact__in=sought.numbers), ("name", "text", "marks")),
        (Merge, merges, ("before", "after")),
        (Imported, Imported.objects.filter(brought(sought)), ("said",)),
        (PersonRequest, PersonRequest.objects.filter(contact_id__in=sought.numbers), ("person",)),
    ):
        numbers = tuple(rows.order_by("pk").values_list("pk", flat=True))
        yield Holding(model._meta.label, numbers, columns, whole=True)  # noqa: SLF001 - Django's own name of a table
        if model in {Contact, Activity}:
            yield mentions.files_about(model._meta.label_lower, numbers)  # noqa: SLF001


def brought(sought: Sought) -> Q:
    """Return which lines of imports are about a person at a client: brought by one, or own values filled in."""
    own = Q(kind="crm.own", said__holder=Holder.CONTACT.value)
    return (Q(kind=KIND) | own) & Q(record_id__in=sought.numbers)


def _personal(table: str) -> tuple[str, ...]:
    return tuple(line.column for line in datamap.lines() if line.table == table and line.is_about_somebody)


def _names(people: Iterable[Contact], numbers: Iterable[int]) -> set[str]:
    """Return the whole names of somebody that nobody else has, in both orders."""
    found = set()
    for row in people:
        first, last = row.first_name.strip(), row.last_name.strip()
        namesakes = Contact.objects.filter(first_name=first, last_name=last).exclude(pk__in=numbers)
        if first and last and len(first + last) >= LEAST_NAME and not namesakes.exists():
            found |= {f"{first} {last}", f"{last} {first}", full_name(row)}
    return found


def _value(table: str, number: Any, column: str, value: Any, purpose: Purpose) -> HeldValue:
    return HeldValue(
        table=table,
        number=number,
        column=column,
        value=str(value),
        purpose=str(PURPOSES[purpose]),
        basis=str(BASES[purpose]),
    )
