"""Audiences as one statement: conditions compiled over rows within reach, members, counts, results of campaigns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_activities, visible_companies, visible_contacts, visible_deals
from mostik.crm.models import Campaign, Deal, Identity, Payment, Segment
from mostik.crm.queries.pipelines import channels, pipelines, products
from mostik.crm.queries.words import DECISIONS
from mostik.crm.rules.segments import FIELDS, Audience, Field, Rule, audience
from mostik.crm.terms import Outcome
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.access import User, scoped
from mostik.web.tables.searching import spellings

PREVIEW = 8
Rows = QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many belong to an audience, and the first of them."""

    count: int
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """What came of a campaign: leads and deals of its audience begun in its period, and their money."""

    leads: int
    won: int
    amount: Money
    paid: Money
    budget: Money
    per_lead: Money | None
    back: int | None


def visible_segments(viewer: Actor) -> QuerySet[Segment]:
    """Return the segments within reach, and those shared with everybody."""
    rows = Segment.objects.filter(removed_at__isnull=True)
    return rows.filter(Q(shared=True) | Q(pk__in=scoped(rows, viewer).values("pk")))


def visible_campaigns(viewer: Actor) -> QuerySet[Campaign]:
    """Return the campaigns within reach."""
    return scoped(Campaign.objects.filter(removed_at__isnull=True), viewer)


def segment_of(segment_id: int, *, viewer: Actor) -> Segment:
    """Return a segment within reach; refuses another's as if there were none."""
    row = visible_segments(viewer).select_related("owner").filter(pk=segment_id).first()
    if row is None:
        raise Missing()
    return row


def chosen_rows(chosen: Audience, *, viewer: Actor) -> Rows:
    """Return the records an audience chooses, only those within reach, as one statement."""
    rows: Rows = _subject(chosen.subject, viewer)
    groups = [
        reduce(and_ if group.every else or_, (_condition(chosen.subject, each, viewer) for each in group.rules))
        for group in chosen.groups
    ]
    return rows.filter(reduce(and_ if chosen.every else or_, groups)) if groups else rows


def segment_rows(row: Segment, *, viewer: Actor) -> Rows:
    """Return the records of a segment within the viewer's reach: asked anew when live, kept ones of a snapshot.

    Other rooms take a segment's members from here.
    """
    if not row.live:
        return _subject(row.subject, viewer).filter(pk__in=row.members.values("number"))
    return chosen_rows(audience(row.subject, row.rules), viewer=viewer)


def preview(chosen: Audience, *, viewer: Actor) -> Preview:
    """Return how many an audience chooses and the first of them by name."""
    rows = chosen_rows(chosen, viewer=viewer)
    first = rows.order_by("pk")[:PREVIEW]
    return Preview(count=rows.order_by().count(), first=tuple((each.pk, str(each)) for each in first))


def choices_of(key: str, *, viewer: Actor) -> list[tuple[str, str]]:
    """Return what a field with choices may be."""
    books: Mapping[str, Callable[[], Any]] = {
        "channel": lambda: channels(viewer=viewer).items(),
        "product": lambda: products(viewer=viewer).items(),
        "stage": lambda: [(each.id, each.title) for way in pipelines(viewer=viewer) for each in way.stages],
        "owner": lambda: _people(viewer),
        "decision": DECISIONS.items,
        "outcome": lambda: [(Outcome.OPEN, _("Open")), (Outcome.WON, _("Won")), (Outcome.LOST, _("Lost"))],
    }
    return [(str(value), str(words)) for value, words in books[key]()] if key in books else []


def fields_of(subject: str) -> list[Field]:
    """Return the fields an audience of a subject may be chosen by."""
    return [field for field in FIELDS.values() if subject in field.of]


def results(row: Campaign, *, viewer: Actor) -> Results:
    """Return what came of a campaign so far, of the deals within reach."""
    deals = visible_deals(viewer).filter(
        created_at__gte=clock.moment(row.starts_on, time()),
        created_at__lt=clock.moment(row.ends_on + timedelta(days=1), time()),
    )
    deals = deals.filter(channel=row.channel_id) if row.channel_id else deals
    if row.segment:
        members = segment_rows(row.segment, viewer=viewer).order_by().values("pk")
        by = {"company": "company__in", "contact": "contact__in", "deal": "pk__in"}[row.segment.subject]
        deals = deals.filter(**{by: members})
    won = Q(outcome=Outcome.WON)
    own = deals.filter(currency=row.currency).order_by()
    told = deals.order_by().aggregate(leads=Count("pk"), won=Count("pk", filter=won))
    amount = own.filter(won).aggregate(s=Sum("amount_minor"))["s"] or 0
    payments = Payment.objects.filter(deal__in=own.values("pk"), withdrawn_at__isnull=True, currency=row.currency)
    paid = payments.aggregate(s=Sum("amount_minor"))["s"] or 0
    budget, leads = row.budget_minor, told["leads"]
    return Results(
        leads=leads,
        won=told["won"],
        amount=Money(amount, row.currency),
        paid=Money(paid, row.currency),
        budget=Money(budget, row.currency),
        per_lead=Money(budget // leads, row.currency) if leads else None,
        back=round((paid - budget) * 100 / budget) if budget else None,
    )


def _people(viewer: Actor) -> list[tuple[int, str]]:
    rows = scoped(User.objects.filter(is_active=True, sells=True), viewer, owner="pk")
    return [(row.pk, row.short_name) for row in rows.order_by("last_name", "pk")]


def _subject(subject: str, viewer: Actor) -> Rows:
    if subject == "company":
        return visible_companies(viewer)
    return visible_contacts(viewer) if subject == "contact" else visible_deals(viewer)


def _condition(subject: str, each: Rule, viewer: Actor) -> Q:
    if each.field in _PLAIN:
        return _plain(_path(subject, each.field), each)
    return _MADE[each.field](subject, each, viewer)


#: Fields that lie in a column of the record, or of its client.
_PLAIN = frozenset({"title", "region", "sector", "employees", "decision", "position", "created", "owner", "outcome"})


def _path(subject: str, field: str) -> str:
    known = {
        ("contact", "title"): "last_name",
        ("contact", "region"): "company__region",
        ("contact", "sector"): "company__sector",
        ("deal", "region"): "company__region",
        ("deal", "sector"): "company__sector",
    }
    return known.get((subject, field), {"created": "created_at", "owner": "owner_id"}.get(field, field))


def _plain(path: str, each: Rule) -> Q:
    if each.op in {"from", "to"}:
        return _day(path, each)
    ways: Mapping[str, Callable[[], Q]] = {
        "has": lambda: _in_any_case(f"{path}__icontains", each.value),
        "is": lambda: _in_any_case(f"{path}__iexact", each.value),
        "empty": lambda: Q(**{path: ""}) | Q(**{f"{path}__isnull": True}),
        "least": lambda: Q(**{f"{path}__gte": each.value}),
        "most": lambda: Q(**{f"{path}__lte": each.value}),
        "any": lambda: Q(**{f"{path}__in": _numbers(path, each.value)}),
        "none": lambda: ~Q(**{f"{path}__in": _numbers(path, each.value)}),
    }
    return ways[each.op]()


def _in_any_case(path: str, text: str) -> Q:
    """One database of the two knows letter case of Latin letters alone."""
    return reduce(or_, (Q(**{path: way}) for way in sorted(spellings(text))))


def _numbers(path: str, values: tuple[str, ...]) -> list[Any]:
    if not path.endswith("_id"):
        return list(values)
    return [int(value) for value in values if value.isdecimal() and len(value) < 18]


def _day(path: str, each: Rule) -> Q:
    if each.op == "from":
        return Q(**{f"{path}__gte": clock.moment(each.value, time())})
    return Q(**{f"{path}__lt": clock.moment(each.value + timedelta(days=1), time())})


def _deals(subject: str, viewer: Actor) -> QuerySet[Deal]:
    return visible_deals(viewer).filter(**{subject: OuterRef("pk")}).order_by()


def _of_deals(path: str) -> Callable[[str, Rule, Actor], Q]:
    """Return a condition on any deal of a client; on the deal itself where deals are chosen."""

    def condition(subject: str, each: Rule, viewer: Actor) -> Q:
        if subject == "deal":
            return _plain(path, each)
        there = Q(Exists(_deals(subject, viewer).filter(**{f"{path}__in": _numbers(path, each.value)})))
        return there if each.op == "any" else ~there

    return condition


def _exists(**which: Any) -> Callable[[str, Rule, Actor], Q]:
    def condition(subject: str, each: Rule, viewer: Actor) -> Q:
        there = Q(Exists(_deals(subject, viewer).filter(**which)))
        return there if each.op == "yes" else ~there

    return condition


def _known(kind: str) -> Callable[[str, Rule, Actor], Q]:
    def condition(subject: str, each: Rule, viewer: Actor) -> Q:
        del viewer
        there = ~Q(**{kind: ""}) | Q(Exists(Identity.objects.filter(kind=kind, **{subject: OuterRef("pk")})))
        return there if each.op == "yes" else ~there

    return condition


def _amount(subject: str, each: Rule, viewer: Actor) -> Q:
    del subject, viewer
    return Q(**{f"amount_minor__{'gte' if each.op == 'least' else 'lte'}": each.value * 100})


def _won_amount(subject: str, each: Rule, viewer: Actor) -> Q:
    won = _deals(subject, viewer).filter(outcome=Outcome.WON).values(subject).annotate(s=Sum("amount_minor"))
    total = Coalesce(Subquery(won.values("s")[:1], output_field=BigIntegerField()), Value(0))
    rows = _subject(subject, viewer).annotate(in_all=total)
    return Q(pk__in=rows.filter(**{f"in_all__{'gte' if each.op == 'least' else 'lte'}": each.value * 100}).values("pk"))


def _won_since(subject: str, each: Rule, viewer: Actor) -> Q:
    return Q(Exists(_deals(subject, viewer).filter(_day("closed_at", each), outcome=Outcome.WON)))


def _touched(subject: str, each: Rule, viewer: Actor) -> Q:
    """Something done with the client within so many days, or nothing for longer."""
    since: datetime = clock.now() - timedelta(days=min(each.value, 36_500))
    done = visible_activities(viewer).filter(done_at__gte=since, **{subject: OuterRef("pk")})
    there = Q(Exists(done.order_by()))
    if subject != "deal":
        there |= Q(Exists(_deals(subject, viewer).filter(last_at__gte=since)))
    return there if each.op == "within" else ~there


def _stepless(subject: str, each: Rule, viewer: Actor) -> Q:
    del subject, viewer
    without = Q(outcome=Outcome.OPEN) & (Q(next_at__isnull=True) | Q(next_at__lt=clock.now()))
    return without if each.op == "yes" else ~without


_MADE: Mapping[str, Callable[[str, Rule, Actor], Q]] = {
    "has_phone": _known("phone"),
    "has_email": _known("email"),
    "amount": _amount,
    "stage": _of_deals("stage_id"),
    "channel": _of_deals("channel_id"),
    "product": _of_deals("product_id"),
    "open_deals": _exists(outcome=Outcome.OPEN),
    "bought": _exists(outcome=Outcome.WON),
    "won_amount": _won_amount,
    "won_since": _won_since,
    "touched": _touched,
    "stepless": _stepless,
}
