"""Companies as a viewer sees them: the list and its search, the card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, When

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.models import Company, Identity
from mostik.crm.queries.contacts import ContactView, Reached, Ways, contacts_of, reached, ways_of
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import OwnValue, own_cells, own_panel
from mostik.crm.queries.words import field_words
from mostik.crm.rules.activities import step_tone
from mostik.crm.rules.clients import company_key, digits_of, normal_email
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.terms import Holder, Outcome
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing

DEALS_SHOWN = 50
PHONE_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class CompanyRow:
    """A company in the list."""

    id: int
    title: str
    sector: str
    region: str
    reached: Reached
    owner: str
    contacts: int
    open_deals: int
    open_amount: Money | None
    created_at: datetime
    own: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ClientDeal:
    """A deal on the client's card."""

    id: int
    title: str
    stage: str
    outcome: str
    amount: Money
    owner: str
    next_at: datetime | None
    tone: str
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CompanyCard:
    """A company with its people and deals."""

    id: int
    title: str
    sector: str
    region: str
    reached: Reached
    site: str
    employees: int | None
    note: str
    owner: str
    owner_id: int
    created_at: datetime
    version: int
    ways: Ways
    requisites: tuple[tuple[str, str], ...]
    contacts: tuple[ContactView, ...]
    deals: tuple[ClientDeal, ...]
    own: Mapping[str, Sequence[OwnValue]]


def company_rows(*, viewer: Actor) -> QuerySet[Company]:
    """Return the companies within reach, as rows for the list."""
    return visible_companies(viewer).select_related("owner")


def search_companies(rows: QuerySet[Company], text: str, *, viewer: Actor, also: Q | None = None) -> QuerySet[Company]:
    """Narrow companies by name, the name of somebody there, phone or e-mail; the latter only if the role sees them."""
    key, names = company_key(text), {text, text.capitalize(), text.title()}
    people = Q()
    for name in names:
        people |= Q(first_name__contains=name) | Q(last_name__contains=name)
    direct = Q(title__icontains=text) | (Q(key__contains=key) if key else Q())
    digits = digits_of(text)
    if len(digits) >= PHONE_DIGITS and "phone" not in viewer.masked:
        direct, people = direct | Q(phone__contains=digits), people | Q(phone__contains=digits)
        known = _known_by(Q(kind="phone", value__contains=digits) | Q(kind="inn", value=digits))
        direct, people = direct | known, people | Q(identities__kind="phone", identities__value__contains=digits)
    if "@" in text and "email" not in viewer.masked:
        address = normal_email(text)
        direct |= Q(email__contains=address) | _known_by(Q(kind="email", value=address))
        people |= Q(email__contains=address) | Q(identities__kind="email", identities__value=address)
    there = visible_contacts(viewer).filter(people, company=OuterRef("pk"))
    return rows.filter(direct | Q(Exists(there)) | (also or Q(pk__in=[])))


def _known_by(condition: Q) -> Q:
    return Q(Exists(Identity.objects.filter(condition, company=OuterRef("pk"))))


def present_companies(rows: Iterable[Company], *, viewer: Actor, fields: Sequence[FieldView] = ()) -> list[CompanyRow]:
    """Return a page of companies with their people and open deals counted, three queries for the whole page."""
    listed = list(rows)
    numbers = [row.pk for row in listed]
    people = visible_contacts(viewer).filter(company__in=numbers).order_by().values("company").annotate(n=Count("pk"))
    contacts = {each["company"]: each["n"] for each in people}
    deals = _open_deals(numbers, viewer)
    owns = own_cells([row.own for row in listed], fields, viewer=viewer)
    return [
        replace(_row(row, contacts.get(row.pk, 0), deals.get(row.pk, _NONE), viewer), own=own)
        for row, own in zip(listed, owns, strict=True)
    ]


def company_card(company_id: int, *, viewer: Actor) -> CompanyCard:
    """Return a company within reach with its people and latest deals; refuses another's as if there were none."""
    row = visible_companies(viewer).select_related("owner").filter(pk=company_id).first()
    if row is None:
        raise Missing()
    return CompanyCard(
        id=row.pk,
        title=row.title,
        sector=row.sector,
        region=row.region,
        reached=reached(row.phone, row.email, viewer=viewer),
        site=row.site,
        employees=row.employees,
        note=row.note,
        owner=row.owner.short_name,
        owner_id=row.owner_id,
        created_at=row.created_at,
        version=row.version,
        ways=ways_of(row, viewer=viewer),
        requisites=_requisites(row),
        contacts=contacts_of(row.pk, viewer=viewer),
        deals=client_deals(viewer=viewer, company=row.pk),
        own=own_panel(row.own, own_fields(Holder.COMPANY, viewer=viewer), viewer=viewer),
    )


def _requisites(row: Company) -> tuple[tuple[str, str], ...]:
    """Return what is filled in of the requisites, with its name."""
    names = ("full_title", "inn", "kpp", "ogrn", "address", "postal_address", "bank", "bic", "account", "correspondent")
    words = field_words(names)
    return tuple((words[name], getattr(row, name)) for name in names if getattr(row, name))


def company_values(company_id: int, *, viewer: Actor) -> Company:
    """Return a company within reach with the values a form begins with."""
    row = visible_companies(viewer).filter(pk=company_id).first()
    if row is None:
        raise Missing()
    return row


_NONE: tuple[int, Money] = (0, Money.zero())


def _open_deals(numbers: list[int], viewer: Actor) -> dict[int, tuple[int, Money]]:
    """Return how many open deals each company has and for how much, in the currency most of the money is in."""
    rows = visible_deals(viewer).filter(company__in=numbers, outcome=Outcome.OPEN).order_by()
    counted = rows.values("company", "currency").annotate(n=Count("pk"), minor=Sum("amount_minor"))
    found: dict[int, tuple[int, Money]] = {}
    for each in sorted(counted, key=lambda one: (one["minor"], one["currency"])):
        before = found.get(each["company"], _NONE)[0]
        found[each["company"]] = (before + each["n"], Money(each["minor"], each["currency"]))
    return found


def _row(row: Company, contacts: int, deals: tuple[int, Money], viewer: Actor) -> CompanyRow:
    count, amount = deals
    return CompanyRow(
        id=row.pk,
        title=row.title,
        sector=row.sector,
        region=row.region,
        reached=reached(row.phone, row.email, viewer=viewer),
        owner=row.owner.short_name,
        contacts=contacts,
        open_deals=count,
        open_amount=amount if count else None,
        created_at=row.created_at,
    )


def client_deals(*, viewer: Actor, **whose: int) -> tuple[ClientDeal, ...]:
    """Return the latest deals of a company or a person (``company=7``, ``contact=7``), open ones first."""
    rows = visible_deals(viewer).filter(**whose).select_related("stage", "owner")
    listed = rows.order_by(Case(When(outcome=Outcome.OPEN, then=0), default=1), "-created_at", "-id")[:DEALS_SHOWN]
    now = clock.now()
    return tuple(
        ClientDeal(
            id=row.pk,
            title=row.title,
            stage=row.stage.title,
            outcome=row.outcome,
            amount=row.amount,
            owner=row.owner.short_name,
            next_at=row.next_at,
            tone=step_tone(next_at=row.next_at, now=now, is_open=row.is_open),
            closed_at=row.closed_at,
        )
        for row in listed
    )
