"""A plan under way split anew: proposed with a reason, answered, reminded of, taken back while nobody has answered."""

from collections.abc import Mapping

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.planning.commands.plans import new_version
from mostik.planning.commands.rows import bump, tell, told, write_parts
from mostik.planning.events import PlanOfferTakenBack, PlanReminded, PlanSplitAnew
from mostik.planning.models import Consent, Plan
from mostik.planning.queries.changes import silent
from mostik.planning.queries.replan import Proposal, lasting, proposal_of
from mostik.planning.queries.rows import held_row
from mostik.planning.rules.basis import written
from mostik.planning.rules.options import options_written
from mostik.planning.terms import PlanState
from mostik.web import formats


class NothingChanges(Conflict):
    """The proposal is what the plan is already."""

    message = gettext_noop("The proposal changes nobody's part: there is nothing to offer.")


class NoReason(Invalid):
    """People are told why their part changes."""

    message = gettext_noop("Say why: everybody whose part changes will read it.")


class Answered(Conflict):
    """Somebody has answered: the offer stands."""

    message = gettext_noop("Somebody has answered already, so the offer stands. Drop the version or offer another one.")


class NobodySilent(Conflict):
    """Everybody has answered."""

    message = gettext_noop("Everybody has answered: there is nobody to remind.")


@command(needs="planning.make_plan")
def propose_split(
    *, by: Actor, plan_id: int, reason: str, by_hand: Mapping[int, int] | None = None, version: int | None = None
) -> Plan:
    """Offer a new version of a plan in force: what is done stays, the rest split anew, ``by_hand`` parts as written.

    Each person whose part changes is told before, after and why. Refuses an empty reason, a split that changes
    nothing, a stale version, and as `resplit` does.
    """
    old = held_row(viewer=by, plan_id=plan_id, version=version, states=[PlanState.ACTIVE])
    if not reason.strip():
        raise NoReason(field="reason")
    proposal = proposal_of(lasting(viewer=by, plan_id=plan_id), by_hand)
    if not proposal.split.changes:
        raise NothingChanges()
    plan = _written(old, proposal, reason, by)
    changes = tuple((each.person, each.before, each.after) for each in proposal.split.people if each.moved)
    publish(
        PlanSplitAnew(**told(plan), former=old.pk, reason=plan.note, uncovered=plan.uncovered_minor, changes=changes)
    )
    for person, before, after in changes:
        tell(
            plan,
            [person],
            gettext_noop("Your part of the plan for {month} changes from {before} to {after}: {reason}. Agree or not."),
            key="split",
            page="changes/",
            before=formats.money(Money(before, plan.currency)),
            after=formats.money(Money(after, plan.currency)),
            reason=plan.note,
        )
    return plan


@command(needs="planning.make_plan")
def take_offer_back(*, by: Actor, plan_id: int, version: int | None = None) -> Plan:
    """Make an offered version a draft again; refuses once anybody has answered."""
    plan = held_row(viewer=by, plan_id=plan_id, version=version, states=[PlanState.PROPOSED])
    if Consent.objects.filter(plan=plan).exists():
        raise Answered()
    plan.state = PlanState.DRAFT.value
    bump(plan, "state")
    publish(PlanOfferTakenBack(**told(plan)))
    return plan


@command(needs="planning.make_plan")
def remind_silent(*, by: Actor, plan_id: int) -> list[int]:
    """Remind those who have not answered an offered version yet, and return them; refuses when there is nobody."""
    plan = held_row(viewer=by, plan_id=plan_id, states=[PlanState.PROPOSED])
    people = silent(plan, viewer=by)
    if not people:
        raise NobodySilent()
    said = PlanReminded(**told(plan), people=tuple(people))
    publish(said)
    words = gettext_noop("{who} waits for your answer about your part of the plan for {month}.")
    tell(plan, people, words, key=f"remind-{said.at:%Y%m%d%H%M%S}", page="changes/", who=by.name)
    return people


def _written(old: Plan, proposal: Proposal, reason: str, maker: Actor) -> Plan:
    plan = new_version(old.department, old.period, old.target, reason, maker=maker)
    plan.state = PlanState.PROPOSED.value
    plan.former, plan.uncovered_minor = old, proposal.split.uncovered
    plan.basis, plan.options = written(proposal.stands.basis), options_written(proposal.stands.options)
    plan.save()
    write_parts(plan, proposal.made, proposal.stands)
    return plan
