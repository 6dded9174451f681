"""Cases the clock opens of what is no planned count: a channel, a stage, a reason of refusals, somebody away."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mostik.control.commands.case_moves import TO_ANSWER, TO_DECIDE, told_of, working_day
from mostik.control.events import CaseOpened
from mostik.control.models import Case
from mostik.control.queries import cases as queries
from mostik.control.queries.away import Missed
from mostik.control.queries.shifts import Flows, found_shifts
from mostik.control.terms import CaseKind, CaseState, Cause, Shift
from mostik.core import clock, company
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.queries.names import titles
from mostik.crm.queries.pipelines import reason_groups, reason_titles, stages
from mostik.crm.terms import LossGroup
from mostik.people.access import User
from mostik.planning.queries.counts import METRICS

#: The metric whose records stand behind each kind.
METRIC_OF: Final[Mapping[CaseKind, str]] = {
    CaseKind.CHANNEL: "lead_quality",
    CaseKind.REASON: "deals_lost",
}
#: What a grown reason points to.
CAUSE_OF: Final[Mapping[str, Cause]] = {
    LossGroup.PRICE: Cause.PRICE,
    LossGroup.COMPETITOR: Cause.PRICE,
    LossGroup.FIT: Cause.MATERIALS,
    LossGroup.TIMING: Cause.CLIENTS,
    LossGroup.CONTACT: Cause.CLIENTS,
    LossGroup.JUNK: Cause.LEADS,
    LossGroup.DUPLICATE: Cause.LEADS,
}


def open_case(whose: User | None, owner: User, *, told_by: str, **values: Any) -> Case:
    """Open a case on today; where the figures name the cause themselves a decision is what is wanted."""
    now, cause = clock.now(), values.get("cause")
    made = Case.objects.create(
        person=whose,
        team_id=whose.team_id if whose else None,
        owner=owner,
        opened_on=clock.today(),
        opened_at=now,
        checked_on=clock.today(),
        state=CaseState.NAMED if cause else CaseState.ASKED,
        due_on=working_day(TO_DECIDE if cause else TO_ANSWER),
        cause_by=told_by if cause else "",
        **values,
    )
    publish(CaseOpened(at=now, **told_of(made), plan=made.plan_then, fact=made.fact_then, days=made.days))
    return made


@command(needs="control.take_action")
def open_shifts(
    *, by: Actor, department_id: int, known: Flows, held: set[tuple[str, int]], people: Sequence[User]
) -> list[Case]:
    """Open what goes otherwise than by its own past, in the hands of whoever heads the department."""
    if not known.days or not people:
        return []
    fresh = [(kind, each) for kind, each in found_shifts(known) if (kind, each.subject) not in held]
    owner = queries.who_answers(people[0], viewer=by, whole=True) if fresh else None
    return [_open(by, department_id, owner, kind, each) for kind, each in fresh] if owner else []


def _open(by: Actor, department_id: int, owner: User, kind: CaseKind, shift: Shift) -> Case:
    return open_case(
        None,
        owner,
        told_by=by.name,
        department_id=department_id,
        kind=kind,
        subject=shift.subject,
        title=_title(by, kind, shift.subject),
        kpi="",
        metric=METRIC_OF.get(kind) or _next_metric(by, shift.subject),
        days=shift.days,
        plan_then=round(shift.plan),
        fact_then=shift.fact,
        currency=company.choice("currency"),
        cause=_cause(by, kind, shift.subject),
    )


@command(needs="control.take_action")
def open_away(*, by: Actor, department_id: int, absent: Mapping[int, Missed], held: set[int]) -> list[Case]:
    """Open the plan of whoever is away and not replanned: nobody's fault, but somebody's to give out."""
    opened = []
    for person in User.objects.filter(pk__in=absent.keys() - held).order_by("pk"):
        lost, owner = absent[person.pk], queries.who_answers(person, viewer=by)
        if owner:
            opened.append(
                open_case(
                    person,
                    owner,
                    told_by=by.name,
                    department_id=department_id,
                    kind=CaseKind.AWAY,
                    kpi=lost.kpi,
                    metric=METRICS[lost.kpi],
                    days=len(lost.days),
                    plan_then=lost.plan,
                    fact_then=0,
                    worth_minor=lost.money_minor,
                    currency=lost.currency,
                    cause=Cause.AWAY,
                )
            )
    return opened


def _next_metric(by: Actor, stage: int) -> str:
    kpi = queries.SHOWS.get(str(stages(viewer=by)[stage].milestone or ""))
    return METRICS[kpi] if kpi else "deals_won"


def _title(by: Actor, kind: CaseKind, subject: int) -> str:
    if kind is CaseKind.STAGE:
        return stages(viewer=by)[subject].title
    if kind is CaseKind.CHANNEL:
        return titles(viewer=by, kind="channel", ids={subject}).get(subject, "")
    return reason_titles(viewer=by).get(subject, "")


def _cause(by: Actor, kind: CaseKind, subject: int) -> Cause:
    if kind is CaseKind.REASON:
        return CAUSE_OF.get(reason_groups(viewer=by).get(subject, ""), Cause.OTHER)
    return Cause.LEADS if kind is CaseKind.CHANNEL else Cause.STAGE
