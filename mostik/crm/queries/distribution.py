"""How leads are given out as it stands now: the rule that fits, everybody it names with their figures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.models import Deal, LeadRule, LeadTaker, LeadTurn
from mostik.crm.models.deals import WORKED
from mostik.crm.rules.deals import QUALIFIED
from mostik.crm.rules.distribution import Candidate, Decision, Need, Way, days_quota, decide, works_at
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing
from mostik.people.access import User, has_left
from mostik.people.queries.calendar import planned_hours

#: Leads nobody has qualified yet are what a person's capacity is counted in.
UNQUALIFIED = WORKED & Q(reached__lt=QUALIFIED)
#: Who answers for leads where no rule says, the nearest to them first.
KEEPERS = ("head", "director", "lead", "owner")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """What a rule is chosen by."""

    source: str = ""
    channel: int | None = None
    product: int | None = None
    language: str = ""
    score: int = 0


def rules(*, viewer: Actor) -> list[LeadRule]:  # noqa: ARG001 - how the company works is no secret to who may see it
    """Return the rules in force, in order."""
    rows = LeadRule.objects.filter(archived_at__isnull=True).select_related("keeper", "channel", "product")
    return list(rows.prefetch_related("takers__person"))


def rules_put_away(*, viewer: Actor) -> list[LeadRule]:  # noqa: ARG001 - as those in force
    """Return the rules put away, the latest first."""
    return list(LeadRule.objects.filter(archived_at__isnull=False).order_by("-archived_at")[:50])


def rule_titles(*, viewer: Actor) -> dict[int, str]:  # noqa: ARG001 - as the rules themselves
    """Return what every rule is called, those in force in order, then those put away."""
    rows = LeadRule.objects.order_by(F("archived_at").asc(nulls_first=True), "sort", "pk")
    return dict(rows.values_list("pk", "title"))


def rule_for(lead: Lead, *, viewer: Actor) -> LeadRule | None:
    """Return the first rule a lead fits; nothing where the company has made none that does."""
    return next((rule for rule in rules(viewer=viewer) if fits(rule, lead)), None)


def fits(rule: LeadRule, lead: Lead) -> bool:
    """Return whether a lead is one of a rule's; a source is named whole or by its kind ("form" takes "form:7")."""
    source = not rule.sources or lead.source in rule.sources or lead.source.partition(":")[0] in rule.sources
    asked = ((rule.channel_id, lead.channel), (rule.product_id, lead.product))
    return source and lead.score >= rule.least_score and all(not wants or wants == has for wants, has in asked)


def usual_rule(*, viewer: Actor) -> LeadRule:
    """Return how leads are given out while the company has made no rule: to whoever sells and holds fewest."""
    keeper = keeper_of(viewer=viewer)
    return LeadRule(title="", way=Way.LOAD, keeper=keeper, answer_minutes=0)


def keeper_of(*, viewer: Actor) -> User:  # noqa: ARG001 - whoever heads the company's sales
    """Return who answers for leads where no rule names anybody."""
    people = [each for each in User.objects.filter(is_active=True).select_related("role", "team") if not has_left(each)]
    order = {code: place for place, code in enumerate(KEEPERS)}
    return min(people, key=lambda each: (order.get(each.role.code, len(order)), not each.sells, each.pk))


def candidates(
    rule: LeadRule,
    *,
    viewer: Actor,  # noqa: ARG001 - whoever gives leads out sees how everybody stands
    had: Collection[int] = (),
) -> list[Candidate]:
    """Return everybody a rule names, in order, as they stand at this moment: some six statements for any number."""
    takers = _takers(rule)
    people = [each.person_id for each in takers]
    today = clock.today()
    hours = planned_hours(people_ids=people, span=Span(today, today))
    now = clock.now().astimezone(clock.zone()).time()
    held = _counted(Deal.objects.filter(UNQUALIFIED, owner__in=people), "owner_id")
    given, last = _given(rule, people, today)
    return [
        Candidate(
            person=each.person_id,
            name=each.person.short_name,
            here=not has_left(each.person),
            at_work=works_at(hours.get(each.person_id, {}).get(today, ()), now),
            had=each.person_id in had,
            products=frozenset(map(int, each.products)),
            languages=frozenset(each.languages),
            quota=days_quota(each.quota, _minutes(hours.get(each.person_id, {}).get(today, ()))),
            given=given.get(each.person_id, 0),
            capacity=each.capacity,
            open=held.get(each.person_id, 0),
            credit=each.credit,
            last_at=last.get(each.person_id),
        )
        for each in takers
    ]


def decided(rule: LeadRule, lead: Lead, *, viewer: Actor, had: Collection[int] = ()) -> Decision:
    """Return who would get a lead by a rule at this moment, and why."""
    need = Need(product=lead.product, language=lead.language, only_at_work=rule.only_at_work)
    return decide(candidates(rule, viewer=viewer, had=had), need, Way(rule.way))


def written(decision: Decision) -> list[dict[str, Any]]:
    """Return a decision as it is kept: a line for everybody weighed."""
    return [
        {
            "person": each.who.person,
            "name": each.who.name,
            "why": each.why.value,
            "given": each.who.given,
            "quota": each.who.quota,
            "open": each.who.open,
            "capacity": each.who.capacity,
            "credit": each.who.credit,
        }
        for each in decision.weighed
    ]


def _takers(rule: LeadRule) -> list[LeadTaker]:
    if rule.pk:
        return list(rule.takers.select_related("person").order_by("pk"))
    sellers = User.objects.filter(is_active=True, sells=True).order_by("pk")
    return [LeadTaker(person=each) for each in sellers]


def _given(rule: LeadRule, people: Iterable[int], today: date) -> tuple[dict[int, int], dict[int, datetime]]:
    rows = LeadTurn.objects.filter(rule=rule.pk, person__in=list(people)).order_by().values("person")
    lately = rows.filter(at__gte=clock.moment(today - timedelta(days=31), time()))
    told = lately.annotate(
        last=Max("at"), today=Count("pk", filter=Q(at__gte=clock.moment(today, time())) & ~Q(how="picked"))
    ).values_list("person", "today", "last")
    return {person: count for person, count, _last in told}, {person: last for person, _count, last in told}


def _counted(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.order_by().values(by).annotate(count=Count("pk")).values_list(by, "count"))


def _minutes(hours: Iterable[tuple[time, time]]) -> int:
    return sum((end.hour * 60 + end.minute or 24 * 60) - start.hour * 60 - start.minute for start, end in hours)


def rule_of(rule_id: int, *, viewer: Actor) -> LeadRule:
    """Return one rule for whoever says how leads are given out; refuses one that is not there."""
    row = LeadRule.objects.filter(pk=rule_id).prefetch_related("takers").first()
    if row is None or not viewer.may("crm.edit_lead_rules"):
        raise Missing()
    return row
