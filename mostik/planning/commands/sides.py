"""Two plans brought together: people commit to their month, and the head settles what is missing from below."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Max

from mostik.analysis.commands.calls import promise_month
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing, gettext_noop
from mostik.people.access import User
from mostik.planning.commands.plans import split_anew
from mostik.planning.commands.rows import told
from mostik.planning.events import GapSettled, MonthCommitted, SettlementTakenBack
from mostik.planning.models import Commitment, Plan, Settlement
from mostik.planning.queries import words
from mostik.planning.queries.rows import draft_row, held_row, stands
from mostik.planning.queries.sides import SideLine, sides_of
from mostik.planning.queries.targets import check_near
from mostik.planning.terms import PlanState, Way

#: No person sells more in a month, in minor units and in sales.
MOST, MOST_SALES = 1_000_000_000_00, 100_000
LIVE = (PlanState.DRAFT, PlanState.PROPOSED, PlanState.ACTIVE)


class NothingMissing(Conflict):
    """There is no difference to settle."""

    message = gettext_noop("Nothing is missing of this person's part any more.")


@command(needs="planning.agree_plan")
def commit_month(*, by: Actor, month: date, amount: Money, sales: int | None = None, note: str = "") -> Commitment:
    """Say what one's own month will bring, fact and all; a new word stands beside the former ones.

    Of the running month the forecast hears it too. Refuses a month that is over, other money, and what nobody sells.
    """
    period = check_near(month)
    if by.id is None:
        raise Denied()
    if amount.currency != settings.CURRENCY or not 0 <= amount.minor <= MOST:
        raise Invalid(gettext_noop("Write an amount from nothing to a thousand million."), field="amount")
    if sales is not None and not 0 <= sales <= MOST_SALES:
        raise Invalid(
            gettext_noop("Write a whole number from 0 to {most}."), field="sales", params={"most": MOST_SALES}
        )
    User.objects.select_for_update().get(pk=by.id)
    own = Commitment.objects.filter(person=by.id, month=period.first)
    made = Commitment.objects.create(
        person_id=by.id,
        month=period.first,
        number=(own.aggregate(last=Max("number"))["last"] or 0) + 1,
        amount_minor=amount.minor,
        currency=amount.currency,
        sales=sales,
        note=note.strip()[:500],
        at=clock.now(),
    )
    publish(
        MonthCommitted(
            at=made.at,
            person=by.id,
            month=made.month,
            number=made.number,
            amount=made.amount_minor,
            currency=made.currency,
            sales=sales,
            note=made.note,
        )
    )
    if period.contains(clock.today()) and by.may("analysis.promise_month"):
        promise_month(by=by, person_id=by.id, amount=amount, note=made.note[:300])
    return made


@command(needs="planning.make_plan")
def settle_gap(
    *, by: Actor, plan_id: int, person_id: int, way: Way, note: str = "", version: int | None = None
) -> Settlement:
    """Settle what somebody's side from below lacks, all of it that is open.

    ``LOWER`` takes the lower figure into a draft: their part and the target fall by it, the others keep theirs;
    ``LEADS`` and ``HANDS`` ask for so many; ``AGAIN`` asks the person for another word. Refuses `NothingMissing`.
    """
    plan = held_row(viewer=by, plan_id=plan_id, version=version, states=LIVE)
    line = sides_of(viewer=by, plan_id=plan_id).line(person_id)
    if line is None:
        raise Missing(gettext_noop("This person has no part in the plan."), field="person")
    if not line.met.open_minor:
        raise NothingMissing()
    if way is Way.LOWER:
        _lower(plan, line, by)
    made = Settlement.objects.create(
        plan=plan,
        person_id=person_id,
        way=way.value,
        amount_minor=line.met.open_minor,
        count=_count(way, line),
        note=note.strip()[:500],
        by=by.id,
        at=clock.now(),
    )
    publish(
        GapSettled(
            **told(plan),
            person=person_id,
            person_name=line.name,
            way=way.value,
            way_words=words.way(way),
            amount=made.amount_minor,
            count=made.count,
            note=made.note,
        )
    )
    if way is Way.AGAIN:
        _ask_again(plan, made)
    return made


@command(needs="planning.make_plan")
def take_settlement_back(*, by: Actor, plan_id: int, settlement_id: int) -> Settlement:
    """Take a step back: what it settled is open again. A part already lowered is raised on the plan itself."""
    plan = held_row(viewer=by, plan_id=plan_id, states=LIVE)
    found = Settlement.objects.filter(plan=plan, pk=settlement_id, taken_back_at=None).select_related("person").first()
    if found is None:
        raise Missing(gettext_noop("There is no such step."))
    if found.way == Way.LOWER:
        raise Conflict(gettext_noop("The part was lowered by it: write another target on the plan instead."))
    found.taken_back_at = clock.now()
    found.save(update_fields=["taken_back_at"])
    who = found.person
    publish(
        SettlementTakenBack(
            **told(plan), person=who.pk, person_name=who.short_name, way=found.way, way_words=words.way(found.way)
        )
    )
    return found


def _lower(plan: Plan, line: SideLine, by: Actor) -> None:
    """Fix the person at the lower figure and take the difference off the target: nobody else's part moves."""
    draft = draft_row(viewer=by, plan_id=plan.pk, version=None)
    now = stands(draft)
    part = line.side.part_minor - line.met.open_minor
    target = Money(draft.target_minor - line.met.open_minor, draft.currency)
    if target.minor <= 0:
        raise Invalid(gettext_noop("Nothing would be left of the plan. Settle it another way."), field="way")
    fixed = replace(now, fixed={**now.fixed, line.person: part})
    split_anew(draft, fixed, what=words.way(Way.LOWER), target=target, uncovered=draft.uncovered_minor)
    plan.target_minor = target.minor


def _count(way: Way, line: SideLine) -> int | None:
    return {Way.LEADS: line.leads, Way.HANDS: line.hands}.get(way)


def _ask_again(plan: Plan, made: Settlement) -> None:
    notify(
        person_ids=[made.person_id],
        text=gettext_noop("Your word for {month} and your part of the plan differ. Look again and commit anew."),
        params={"month": plan.period.code},
        url=f"/planning/commit/?month={plan.period.code}",
        key=f"plan-{plan.pk}-again-{made.pk}",
        kind="plan",
    )
