"""Open invoices within reach as of a day: each with what is still to be paid and how old it is, and their sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_documents
from mostik.crm.models import Allocation, Document, PayPromise
from mostik.crm.queries.documents.words import title_of
from mostik.crm.rules.receivables.debts import EDGES, bucket, over_credit
from mostik.crm.terms import Bucket, DocumentKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.web.tables.searching import spellings

INVOICE = Q(kind=DocumentKind.INVOICE, issued_at__isnull=False, cancelled_at__isnull=True)
#: Issued, in force and not paid in full: what is owed today.
OPEN = INVOICE & Q(paid_at__isnull=True)
BUCKETS: Mapping[str, Promise] = {
    Bucket.NOT_DUE: _("not due"),
    Bucket.TO_30: _("1–30 days"),
    Bucket.TO_60: _("31–60 days"),
    Bucket.TO_90: _("61–90 days"),
    Bucket.OVER_90: _("over 90 days"),
}
TONES: Mapping[str, str] = {
    Bucket.NOT_DUE: "neutral",
    Bucket.TO_30: "warn",
    Bucket.TO_60: "warn",
    Bucket.TO_90: "bad",
    Bucket.OVER_90: "bad",
}


@dataclass(frozen=True, kw_only=True)
class DebtRow:
    """An open invoice in the list."""

    id: int
    title: str
    number: str
    company: str
    company_id: int | None
    deal: str
    deal_id: int
    owner: str
    dated_on: date
    due_on: date | None
    late: int
    bucket: str
    bucket_words: str
    tone: str
    amount: Money
    paid: Money
    open: Money
    promise: "PayPromise | None"
    promised_for: date | None


@dataclass(frozen=True, kw_only=True)
class Ageing:
    """What is owed in one currency by age; ``over`` is what is past its day."""

    name: str
    key: int | None
    currency: str
    count: int
    total: Money
    over: Money
    buckets: tuple[tuple[str, Money], ...]

    @property
    def overdue(self) -> list[str]:
        """Return the ages past their day that hold anything."""
        return [age for age, money in self.buckets if age != Bucket.NOT_DUE and money]

    @property
    def told(self) -> list[tuple[str, Money, str]]:
        """Return each bucket with its words."""
        return [(age, money, str(BUCKETS[age])) for age, money in self.buckets]


def debt_rows(*, viewer: Actor, day: date | None = None) -> QuerySet[Document]:
    """Return the invoices within reach with something open on a day, with ``owed`` and ``age`` beside each.

    For a past day what is paid is what had come by then; cancelled invoices count on no day.
    """
    today = clock.today()
    day = day or today
    rows = visible_documents(viewer).filter(INVOICE, dated_on__lte=day)
    if day >= today:
        rows = rows.filter(OPEN).annotate(come=F("paid_minor"))
    else:
        laid = Allocation.objects.filter(
            document=OuterRef("pk"), payment__withdrawn_at__isnull=True, payment__paid_on__lte=day
        )
        sums = laid.order_by().values("document").annotate(total=Sum("amount_minor")).values("total")
        later = When(paid_at__gte=clock.moment(day + timedelta(days=1), time.min), then=Value(0))
        before = Case(later, default=F("before_minor"), output_field=BigIntegerField())
        rows = rows.annotate(come=before + Coalesce(Subquery(sums), Value(0)))
    rows = rows.annotate(owed=F("amount_minor") - F("come"), age=_age(day)).filter(owed__gt=0)
    return rows.select_related("deal__owner", "company")


def ageing(rows: QuerySet[Document], *, by: str = "") -> list[Ageing]:
    """Return the sums of open invoices by age and currency: of all of them, or by "company" or "person"."""
    keys = {"": (), "company": ("company", "company__title"), "person": ("deal__owner",)}[by]
    found: dict[tuple[Any, ...], dict[str, tuple[int, int]]] = {}
    told = rows.order_by().values_list("currency", "age", *keys).annotate(Count("pk"), Sum("owed"))
    for currency, age, *rest in told:
        *who, count, owed = rest
        found.setdefault((currency, *who), {})[age] = (count, owed)
    names = _names(rows) if by == "person" else {}
    made = [_ageing(key, sums, names) for key, sums in found.items()]
    return sorted(made, key=lambda each: (each.currency, -each.total.minor, each.name))


def present_debts(rows: Iterable[Document], *, viewer: Actor, day: date) -> list[DebtRow]:  # noqa: ARG001 - rows are scoped
    """Return a page of open invoices as lists show them, with their promises in one statement."""
    listed = list(rows)
    given = PayPromise.objects.filter(document__in=[row.pk for row in listed], state="open")
    promises = {promise.document_id: promise for promise in given}
    return [_row(row, promises.get(row.pk), day) for row in listed]


def search_debts(rows: QuerySet[Document], text: str, *, viewer: Actor) -> QuerySet[Document]:  # noqa: ARG001 - rows are scoped
    """Narrow open invoices by number, deal, client or the client's INN."""
    asked = Q(company__inn__startswith=text)
    for words in spellings(text):
        asked |= Q(number__icontains=words) | Q(deal__title__icontains=words) | Q(company__title__icontains=words)
    return rows.filter(asked)


def owing_companies(*, viewer: Actor, day: date) -> list[tuple[int, str]]:
    """Return the clients that owe something on a day, for a filter."""
    rows = debt_rows(viewer=viewer, day=day).filter(company__isnull=False).order_by("company__title")
    return list(rows.values_list("company_id", "company__title").distinct()[:500])


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a client stands with money: what is owed and past its day, the credit limit and what is above it."""

    company_id: int
    sums: tuple[Ageing, ...]
    limit: Money | None
    strict: bool
    owed: Money
    over: Money | None


def company_standing(company_id: int, *, viewer: Actor) -> Standing:
    """Return how a client within reach stands: sums of the invoices one sees, credit against all there are."""
    company = visible_companies(viewer).filter(pk=company_id).first()
    if company is None:
        raise Missing()
    rows = debt_rows(viewer=viewer).filter(company=company_id)
    limit = None if company.credit_minor is None else Money(company.credit_minor, company.credit_currency)
    owed = owed_by(company_id, company.credit_currency, viewer=viewer)
    over = owed - limit if limit is not None and owed > limit else None
    return Standing(
        company_id=company_id,
        sums=tuple(ageing(rows)),
        limit=limit,
        strict=company.credit_strict,
        owed=owed,
        over=over,
    )


def owed_by(company_id: int, currency: str, *, viewer: Actor, besides: int = 0) -> Money:  # noqa: ARG001 - credit is the client's whole
    """Return what a client owes in a currency over all invoices, whoever's they are: credit is given once."""
    rows = Document.objects.filter(OPEN, company=company_id, currency=currency, removed_at__isnull=True)
    total = rows.exclude(pk=besides).aggregate(total=Sum(F("amount_minor") - F("paid_minor")))["total"]
    return Money(total or 0, currency)


def credit_over(row: Document, *, viewer: Actor) -> Money | None:
    """Return by how much a client's credit limit is exceeded with an invoice; nothing within it, or without one."""
    company = row.company
    if row.kind != DocumentKind.INVOICE or company is None or company.credit_minor is None:
        return None
    limit = Money(company.credit_minor, company.credit_currency)
    owed = owed_by(company.pk, limit.currency, viewer=viewer, besides=row.pk)
    return over_credit(limit, owed, row.open)


def _age(day: date) -> Case:
    """Return the SQL of the same buckets `rules.receivables.debts.bucket` knows."""
    whens = [When(due_on__isnull=True, then=Value(Bucket.NOT_DUE.value))]
    whens += [When(due_on__gte=day - timedelta(days=last), then=Value(each.value)) for last, each in EDGES]
    return Case(*whens, default=Value(Bucket.OVER_90.value), output_field=CharField())


def _names(rows: QuerySet[Document]) -> dict[int, str]:
    owners = rows.order_by("deal__owner").values_list(
        "deal__owner", "deal__owner__first_name", "deal__owner__last_name"
    )
    return {pk: f"{last} {first}".strip() for pk, first, last in owners.distinct()}


def _ageing(key: tuple[Any, ...], sums: Mapping[str, tuple[int, int]], names: Mapping[int, str]) -> Ageing:
    currency, *who = key
    number = who[0] if who else None
    total = sum(owed for _count, owed in sums.values())
    not_due = sums.get(Bucket.NOT_DUE, (0, 0))[1]
    return Ageing(
        name=str(who[1] or "") if len(who) > 1 else names.get(number or 0, ""),
        key=number,
        currency=currency,
        count=sum(count for count, _owed in sums.values()),
        total=Money(total, currency),
        over=Money(total - not_due, currency),
        buckets=tuple((each.value, Money(sums.get(each, (0, 0))[1], currency)) for each in Bucket),
    )


def _row(row: Document, promise: PayPromise | None, day: date) -> DebtRow:
    age = bucket(row.due_on, day)
    owed: int = row.owed  # type: ignore[attr-defined]
    return DebtRow(
        id=row.pk,
        title=title_of(row.kind, row.number),
        number=row.number,
        company=row.company.title if row.company else "",
        company_id=row.company_id,
        deal=row.deal.title,
        deal_id=row.deal_id,
        owner=row.deal.owner.short_name,
        dated_on=row.dated_on,
        due_on=row.due_on,
        late=max((day - row.due_on).days, 0) if row.due_on else 0,
        bucket=age.value,
        bucket_words=str(BUCKETS[age]),
        tone=TONES[age],
        amount=row.amount,
        paid=Money(row.amount_minor - owed, row.currency),
        open=Money(owed, row.currency),
        promise=promise,
        promised_for=promise.due_on if promise else None,
    )
