"""A plan's rows in the hands of a command: told as events tell them, written as the rules drew them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from mostik.core import clock
from mostik.core.notifications import notify
from mostik.planning.models import Norm, Part, Plan
from mostik.planning.queries.rows import Stands
from mostik.planning.rules.chain import ChainPlan
from mostik.planning.rules.draft import Draft, NormDraft, PersonDraft, set_norm
from mostik.planning.rules.split import PersonPart


class Told(TypedDict):
    """What every event of a plan says."""

    plan: int
    department: int
    month: date
    number: int
    target: int
    currency: str
    at: Any


def told(plan: Plan) -> Told:
    """Return what every event of a plan says about it."""
    return Told(
        plan=plan.pk,
        department=plan.department_id,
        month=plan.month,
        number=plan.number,
        target=plan.target_minor,
        currency=plan.currency,
        at=clock.now(),
    )


def tell(plan: Plan, people: Iterable[int], text: str, *, key: str = "", page: str = "", **more: str) -> None:
    """Put a line about a version (or a ``page`` of it) under people's bells; each state of it is told once."""
    notify(
        person_ids=people,
        text=text,
        params={"month": plan.period.code, **more},
        url=f"/planning/plans/{plan.pk}/{page}",
        key=f"plan-{plan.pk}-{key or plan.state}",
        kind="plan",
    )


def write_parts(plan: Plan, made: Draft, stands: Stands) -> None:
    """Put a draft's parts and counts in the place of the plan's."""
    Part.objects.filter(plan=plan).delete()
    parts = [_part(plan, each, stands) for each in made.people]
    Part.objects.bulk_create(parts)
    minutes = {person.id: person.minutes for person in stands.basis.people}
    Norm.objects.bulk_create(
        norm_row(part, norm, stands.norms.get((part.person_id, norm.kpi)), minutes[part.person_id])
        for part, each in zip(parts, made.people, strict=True)
        for norm in each.norms
    )


def norm_row(part: Part, norm: NormDraft, fixed: int | None, minutes: Mapping[date, int]) -> Norm:
    """Return one count as a row; with ``fixed`` as the head wrote it."""
    as_set = norm if fixed is None else set_norm(norm, fixed, minutes)
    return Norm(
        part=part,
        kpi=norm.kpi,
        count=as_set.count,
        days=_dated(as_set.days),
        fixed=fixed is not None,
        why={
            "shape": _dated(as_set.shape),
            "whole": str(as_set.whole),
            "passed": _dated(as_set.passed),
            "coming": round(norm.coming, 3),
        },
    )


def amounts_of(plan: Plan) -> dict[int, int]:
    """Return everybody's part in minor units."""
    return dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))


def bump(plan: Plan, *fields: str) -> None:
    """Save some fields of a plan and its next version number."""
    plan.version += 1
    plan.save(update_fields=[*fields, "version"])


def _part(plan: Plan, each: PersonDraft, stands: Stands) -> Part:
    person = each.part.person
    return Part(
        plan=plan,
        person_id=person,
        amount_minor=each.part.amount,
        fixed=person in stands.fixed,
        why={**_weights(each.part), **_chain(each.chain, each.coming)},
    )


def _weights(part: PersonPart) -> dict[str, Any]:
    return {
        "held": part.held.value,
        "by_weight": round(float(part.by_weight)),
        "weights": {
            reason.code.value: [float(reason.value), float(reason.to_mean) if reason.to_mean is not None else None]
            for reason in part.reasons
        },
    }


def _chain(chain: ChainPlan, coming: Mapping[str, float]) -> dict[str, Any]:
    return {
        "sales": chain.sales,
        "short_minor": chain.short.minor,
        "short_link": chain.short_link,
        "links": {
            need.code: {
                "total": need.total,
                "this": need.this,
                "next": need.next,
                "later": need.later,
                "per_sale": need.per_sale,
                "coming": round(coming[need.code], 3),
            }
            for need in chain.links
        },
    }


def _dated(days: Mapping[date, Any]) -> dict[str, Any]:
    return {day.isoformat(): value for day, value in sorted(days.items())}
