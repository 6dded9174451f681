"""Rights of the room, and whose plans and parts a viewer sees."""

from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import company, notifications, proofs, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.access import Team, scoped
from mostik.planning.models import Demand, DepartmentEvent, Part, Plan, PlanCause, PlanFile, YearPlan
from mostik.planning.rules.basis import DEFAULT_MINUTES
from mostik.planning.terms import PlanState

#: The right of whoever makes plans, and asks others for what they lack.
MAKE = "planning.make_plan"
FORCE = "planning.put_in_force"
ANSWER = "planning.answer_demands"
#: The right of whoever keeps the schedule of a department, or of the team they lead.
KEEP = "planning.keep_schedule"
rights.declare(
    "planning",
    see_plans=_("See plans within one's reach"),
    make_plan=_("Make, split and change plans"),
    put_in_force=_("Put a plan in force"),
    agree_plan=_("Answer one's own part of a plan"),
    answer_demands=_("Answer what other departments ask for"),
    keep_schedule=_("Keep the schedule of one's department or team"),
)
proofs.declare(
    "planning.plan",
    _("Plan put in force or split anew"),
    "planning.plan_put_in_force",
    "planning.plan_split_anew",
    place="planning:plan",
    counts=proofs.Counts.DEPARTMENT,
)
proofs.declare(
    "planning.demands",
    _("Requests to others asked and closed"),
    "planning.demand_asked",
    "planning.demand_closed",
    place="planning:demands",
)
notifications.declare("schedule", _("Events in one's schedule"))
notifications.declare("plan", _("Plans to agree and in force"))
#: Minutes one of each KPI takes: what the company chose, over the defaults.
MINUTES = "planning.minutes"
company.declare(MINUTES, dict(DEFAULT_MINUTES))
#: Of a hundred runs how many stay under each of the three figures.
LEVELS = "planning.levels"
company.declare(LEVELS, {"minimum": 10, "standard": 50, "maximum": 90})
#: When something that happened is worth a word to the head.
BOUNDS = "planning.bounds"
company.declare(BOUNDS, {"away_days": 3, "deal_share": 5, "pace": 80, "pace_days": 5})

D = TypeVar("D", YearPlan, PlanFile)
#: Versions that only those who make plans see.
UNSEEN = (PlanState.DRAFT.value, PlanState.DROPPED.value)


def visible_parts(viewer: Actor) -> "QuerySet[Part]":
    """Return the parts of people within the viewer's reach; drafts only for those who make plans."""
    return _open_to(scoped(Part.objects.all(), viewer, owner="person_id", team="person__team_id"), viewer, "plan__")


def visible_plans(viewer: Actor) -> "QuerySet[Plan]":
    """Return the plans of departments within reach, and those with a part of somebody within it."""
    plans = _open_to(Plan.objects.all(), viewer, "")
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return plans
    within = Exists(visible_parts(viewer).filter(plan=OuterRef("pk")))
    if viewer.reach is not Reach.DEPARTMENT:
        return plans.filter(within)
    departments = Team.objects.filter(pk__in=sorted(viewer.teams)).values("department")
    return plans.filter(Q(department__in=departments) | within)


def visible_demands(viewer: Actor) -> "QuerySet[Demand]":
    """Return what is asked of people within reach, and for whoever makes plans what their departments ask."""
    rows = Demand.objects.all()
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return rows
    within = Q(pk__in=scoped(rows, viewer, owner="to_id", team="to__team_id").values("pk"))
    if not viewer.may(MAKE):
        return rows.filter(within)
    return rows.filter(within | Q(department__in=Team.objects.filter(pk__in=sorted(viewer.teams)).values("department")))


def visible_department_events(viewer: Actor) -> "QuerySet[DepartmentEvent]":
    """Return the events of one's own department and of those within reach."""
    rows = DepartmentEvent.objects.all()
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return rows
    return rows.filter(department__in=sorted({*viewer.departments, viewer.department or 0}))


def teams_kept(viewer: Actor) -> frozenset[int] | None:
    """Return the teams whose events alone the viewer keeps; ``None``: any event of the departments within reach."""
    whole = viewer.kind is ActorKind.SYSTEM or viewer.reach in {Reach.ALL, Reach.DEPARTMENT}
    return None if whole else viewer.teams if viewer.reach is Reach.TEAM else frozenset()


def kept_department_events(viewer: Actor) -> "QuerySet[DepartmentEvent]":
    """Return the events the viewer may change: all of the departments within reach, or those of the teams they lead."""
    rows, teams = visible_department_events(viewer), teams_kept(viewer)
    if not viewer.may(KEEP):
        return rows.none()
    return rows if teams is None else rows.filter(team__in=sorted(teams))


def visible_years(viewer: Actor) -> "QuerySet[YearPlan]":
    """Return the years of departments within reach."""
    return _of_departments(YearPlan.objects.all(), viewer)


def visible_files(viewer: Actor) -> "QuerySet[PlanFile]":
    """Return the files of plans of departments within reach; only for those who make plans."""
    rows = _of_departments(PlanFile.objects.all(), viewer)
    return rows if viewer.may(MAKE) else rows.none()


def visible_causes(viewer: Actor) -> "QuerySet[PlanCause]":
    """Return what happened to the plans within reach; only for those who make plans."""
    rows = PlanCause.objects.filter(plan__in=visible_plans(viewer))
    return rows if viewer.may("planning.make_plan") else rows.none()


def _of_departments(rows: "QuerySet[D]", viewer: Actor) -> "QuerySet[D]":
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return rows
    return rows.filter(department__in=sorted(viewer.departments))


def _open_to(rows: "QuerySet", viewer: Actor, plan: str) -> "QuerySet":  # type: ignore[type-arg]
    return rows if viewer.may("planning.make_plan") else rows.exclude(**{f"{plan}state__in": UNSEEN})
