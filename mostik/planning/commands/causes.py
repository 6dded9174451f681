"""What happened to plans in force: found by the clock, told once, put aside with a reason; when it is worth a word."""

from collections.abc import Mapping, Sequence

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import Setting
from mostik.core.notifications import notify
from mostik.crm.queries.deals import deal_rows
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.planning.access import BOUNDS
from mostik.planning.commands.rows import told
from mostik.planning.events import BoundsChosen, DoubtPutAside, PlanDoubted
from mostik.planning.models import Plan, PlanCause
from mostik.planning.queries.causes import big_deals, bounds_chosen, cause_row, found_now, said
from mostik.planning.queries.people import heads_of
from mostik.planning.queries.rows import held_row
from mostik.planning.rules.causes import Cause
from mostik.planning.terms import PlanState
from mostik.web import formats

#: The most of each bound; the least is one.
MOST: Mapping[str, int] = {"away_days": 31, "deal_share": 100, "pace": 100, "pace_days": 31}


@command(needs="planning.make_plan")
def look_at_plan(*, by: Actor, plan_id: int) -> list[PlanCause]:
    """Look whether a plan in force still stands: keep what is new, close what is over, tell the head of each once.

    Big deals that have come to be counted on since are remembered, so that their going is noticed.
    """
    plan = held_row(viewer=by, plan_id=plan_id, states=[PlanState.ACTIVE])
    causes = found_now(plan, viewer=by)
    known = {row.key: row for row in PlanCause.objects.filter(plan=plan)}
    _close(known, causes)
    made = [_made(plan, cause) for cause in causes if cause.key not in known]
    _remember(plan, by)
    for row in made:
        _tell(plan, row, by)
    return made


@command(needs="planning.make_plan")
def put_cause_aside(*, by: Actor, cause_id: int, reason: str) -> PlanCause:
    """Leave the plan as it is whatever happened, and say why; refuses one decided about already."""
    row = cause_row(viewer=by, cause_id=cause_id)
    row = PlanCause.objects.select_for_update(of=("self",)).select_related("plan").get(pk=row.pk)
    if row.aside_at is not None:
        raise Conflict(gettext_noop("This was put aside already."))
    if not reason.strip():
        raise Invalid(gettext_noop("Say why the plan stays as it is."), field="reason")
    row.aside_at, row.aside_by, row.aside_why = clock.now(), by.id, reason.strip()[:500]
    row.save(update_fields=["aside_at", "aside_by", "aside_why"])
    publish(DoubtPutAside(**told(row.plan), cause=row.pk, reason=row.aside_why))
    return row


@command(needs="planning.make_plan")
def choose_bounds(*, by: Actor, bounds: Mapping[str, int]) -> dict[str, int]:
    """Say when a plan is in doubt; what is left out stays."""
    for name, value in bounds.items():
        if name not in MOST:
            raise Missing(gettext_noop("There is no such bound."), field="bound")
        if not 1 <= value <= MOST[name]:
            words = gettext_noop("Write a whole number from {low} to {high}.")
            raise Invalid(words, field=name, params={"low": 1, "high": MOST[name]})
    chosen = {**bounds_chosen(), **bounds}
    Setting.objects.update_or_create(code=BOUNDS, defaults={"value": chosen})
    publish(BoundsChosen(at=clock.now(), bounds=tuple(sorted(chosen.items()))))
    return chosen


def _close(known: Mapping[str, PlanCause], causes: Sequence[Cause]) -> None:
    """What is no longer so is over; what is so again asks anew."""
    now = {cause.key for cause in causes}
    for key, row in known.items():
        over = None if key in now else row.over_at or clock.now()
        if over != row.over_at:
            row.over_at = over
            row.save(update_fields=["over_at"])


def _made(plan: Plan, cause: Cause) -> PlanCause:
    return PlanCause.objects.create(
        plan=plan,
        key=cause.key,
        kind=cause.kind.value,
        person_id=cause.person,
        deal=cause.deal,
        amount_minor=cause.amount,
        days=cause.days,
        until=cause.until,
        share=cause.share,
        found_at=clock.now(),
    )


def _remember(plan: Plan, by: Actor) -> None:
    counted = {str(deal): amount for deal, amount in big_deals(plan, viewer=by).items()}
    watched = {**counted, **plan.watched}
    if watched != plan.watched:
        plan.watched = watched
        plan.save(update_fields=["watched"])


def _tell(plan: Plan, row: PlanCause, by: Actor) -> None:
    title = deal_rows(viewer=by).filter(pk=row.deal).values_list("title", flat=True).first() if row.deal else ""
    words = said(row, title or "")
    publish(
        PlanDoubted(
            **told(plan),
            cause=row.pk,
            kind=row.kind,
            words=words,
            amount=row.amount_minor,
            person=row.person_id,
            deal=row.deal,
        )
    )
    notify(
        person_ids=heads_of(plan.department_id, viewer=by, otherwise=plan.made_by),
        text=gettext_noop("The plan for {month} may no longer hold: {what}. At stake: {money}."),
        params={
            "month": plan.period.code,
            "what": words,
            "money": formats.money(Money(row.amount_minor, plan.currency)),
        },
        url=f"/planning/plans/{plan.pk}/replan/",
        key=f"plan-{plan.pk}-cause-{row.pk}",
        kind="plan",
    )
