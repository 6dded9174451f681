"""People at clients as a viewer sees them, and how they are reached as far as the role may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mostik.core.actors import Actor
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.models import Company, Contact, Identity
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import OwnValue, own_lines
from mostik.crm.queries.identities import kept_lists
from mostik.crm.queries.words import DECISIONS
from mostik.crm.rules.clients import call_link, digits_of, normal_email, read_phone
from mostik.crm.rules.identities import messenger_link, written_messenger
from mostik.crm.terms import DecisionRole, Holder, Outcome
from mostik.kernel.refusals import Missing
from mostik.people.access import clear, shown

CONTACTS_SHOWN = 200


@dataclass(frozen=True)
class Reached:
    """How a client is reached: the number and address as shown to the viewer, and the links that call and write.

    Whoever sees them only in part gets no links.
    """

    phone: str = ""
    call: str = ""
    email: str = ""
    write: str = ""


@dataclass(frozen=True)
class Ways:
    """Every way to reach a client besides the main ones, and the accounts of messengers as (words, link)."""

    others: tuple[Reached, ...] = ()
    messengers: tuple[tuple[str, str], ...] = ()


NO_WAYS = Ways()


def ways_of(row: Company | Contact, *, viewer: Actor) -> Ways:
    """Return the other phones, addresses and messengers of a record already fetched, as far as the role may."""
    lists = kept_lists(row)
    others = [reached(value, "", viewer=viewer) for value in lists["phone"][1:]]
    others += [reached("", value, viewer=viewer) for value in lists["email"][1:]]
    accounts = lists["messenger"] if clear("phone", viewer) else ()
    return Ways(tuple(others), tuple((written_messenger(each), messenger_link(each)) for each in accounts))


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """A person at a client."""

    id: int
    name: str
    position: str
    decision: str
    reached: Reached
    company_id: int | None
    version: int
    own: tuple[OwnValue, ...] = ()
    ways: Ways = NO_WAYS

    @property
    def decision_words(self) -> str:
        """Return the part in the decision, in words."""
        return str(DECISIONS.get(self.decision, self.decision))


def reached(phone: str, email: str, *, viewer: Actor) -> Reached:
    """Return how the viewer reaches somebody, in part where the role sees phones or e-mails only in part."""
    number = read_phone(phone)
    whole = number.shown if number else phone
    return Reached(
        phone=whole if clear("phone", viewer) else shown(phone, "phone", viewer),
        call=call_link(phone) if clear("phone", viewer) else "",
        email=shown(email, "email", viewer),
        write=f"mailto:{email}" if email and clear("email", viewer) else "",
    )


def full_name(row: Contact) -> str:
    """Return a person's whole name, as a card shows it."""
    return " ".join(part for part in (row.first_name, row.middle_name, row.last_name) if part)


def contacts_of(company_id: int, *, viewer: Actor) -> tuple[ContactView, ...]:
    """Return the people at a company within reach: who decides first, then by name."""
    rows = visible_contacts(viewer).filter(company=company_id).prefetch_related("identities")
    fields = own_fields(Holder.CONTACT, viewer=viewer)
    found = list(rows.order_by("first_name", "last_name", "id")[:CONTACTS_SHOWN])
    owns = own_lines([row.own for row in found], fields, viewer=viewer)
    listed = [_contact(row, viewer, own) for row, own in zip(found, owns, strict=True)]
    return tuple(sorted(listed, key=lambda each: each.decision != DecisionRole.DECIDES))


def contact_values(contact_id: int, *, viewer: Actor) -> Contact:
    """Return a contact within reach with the values a form begins with."""
    row = visible_contacts(viewer).select_related("company").filter(pk=contact_id).first()
    if row is None:
        raise Missing()
    return row


def _contact(row: Contact, viewer: Actor, own: Sequence[OwnValue]) -> ContactView:
    return ContactView(
        id=row.pk,
        name=full_name(row),
        position=row.position,
        decision=row.decision,
        reached=reached(row.phone, row.email, viewer=viewer),
        company_id=row.company_id,
        version=row.version,
        own=tuple(each for each in own if each.words),
        ways=ways_of(row, viewer=viewer),
    )


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """A person in the list."""

    id: int
    name: str
    position: str
    decision: str
    company: str
    company_id: int | None
    reached: Reached
    owner: str
    open_deals: int
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContactCard:
    """A person with everything of theirs."""

    person: ContactView
    company: str
    owner: str
    created_at: datetime


def contact_rows(*, viewer: Actor) -> QuerySet[Contact]:
    """Return the people within reach, as rows for the list."""
    return visible_contacts(viewer).select_related("owner", "company")


def search_contacts(rows: QuerySet[Contact], text: str, *, viewer: Actor) -> QuerySet[Contact]:
    """Narrow people by name, client, phone or e-mail; the latter only if the role sees them."""
    asked = Q(company__title__icontains=text)
    for word in text.split()[:3]:
        for name in {word, word.capitalize(), word.lower()}:
            asked |= Q(first_name__contains=name) | Q(last_name__contains=name)
    digits = digits_of(text)
    if len(digits) >= 4 and clear("phone", viewer):
        asked |= Q(Exists(_known("phone", digits)))
    if "@" in text and clear("email", viewer):
        asked |= Q(Exists(_known("email", normal_email(text))))
    return rows.filter(asked)


def present_contacts(rows: Iterable[Contact], *, viewer: Actor) -> list[ContactRow]:
    """Return a page of people with their open deals counted, one more query for the whole page."""
    listed = list(rows)
    deals = visible_deals(viewer).filter(contact__in=[row.pk for row in listed], outcome=Outcome.OPEN).order_by()
    counts = dict(deals.values_list("contact").annotate(n=Count("pk")))
    return [
        ContactRow(
            id=row.pk,
            name=full_name(row),
            position=row.position,
            decision=str(DECISIONS.get(row.decision, "")) if row.decision != DecisionRole.OTHER else "",
            company=row.company.title if row.company else "",
            company_id=row.company_id,
            reached=reached(row.phone, row.email, viewer=viewer),
            owner=row.owner.short_name,
            open_deals=counts.get(row.pk, 0),
            created_at=row.created_at,
        )
        for row in listed
    ]


def contact_card(contact_id: int, *, viewer: Actor) -> ContactCard:
    """Return a person within reach; refuses another's as if there were none."""
    row = visible_contacts(viewer).select_related("owner", "company").filter(pk=contact_id).first()
    if row is None:
        raise Missing()
    own = own_lines([row.own], own_fields(Holder.CONTACT, viewer=viewer), viewer=viewer)[0]
    return ContactCard(
        person=_contact(row, viewer, own),
        company=row.company.title if row.company else "",
        owner=row.owner.short_name,
        created_at=row.created_at,
    )


def _known(kind: str, value: str) -> QuerySet[Identity]:
    rows = Identity.objects.filter(kind=kind, contact=OuterRef("pk"))
    return rows.filter(value__contains=value)
