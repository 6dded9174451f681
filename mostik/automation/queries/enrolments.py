"""Which records a robot could begin with at once, and how beginning with them stands."""

from typing import Any, Final

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from mostik.automation.access import visible_enrolments, visible_runs
from mostik.automation.catalog.robots import SUBJECTS, TRIGGERS
from mostik.automation.models import Enrolment, Robot, Run
from mostik.automation.terms import RunState
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing
from mostik.web import formats

CAUSE: Final = "enrol:"
OFFERED: Final = 50
COUNTED: Final = (RunState.WAITING, RunState.REACHED, RunState.DONE, RunState.SKIPPED, RunState.STOPPED, RunState.STUCK)


def cause_of(enrolment_id: int) -> str:
    """Return what the runs an enrolment begins are told apart by.

    >>> cause_of(7)
    'enrol:7'
    """
    return f"{CAUSE}{enrolment_id}"


def standing(row: Robot, *, viewer: Actor) -> QuerySet[Any] | None:
    """Return the records within reach that suit what it begins at and its conditions, and that it never began with.

    Nothing at all for a beginning that leaves nothing standing.
    """
    content = row.edition.content if row.edition else row.draft
    trigger = TRIGGERS.get(row.edition.trigger if row.edition else row.draft["trigger"])
    if trigger is None or trigger.stands is None:
        return None
    rows = SUBJECTS[row.subject].conditions.fitting(content["when"], trigger.stands(content["told"], viewer), viewer)
    return rows.exclude(pk__in=Run.objects.filter(robot=row.pk).values("number"))


def stands(row: Robot) -> bool:
    """Return whether what it begins at leaves records standing that it could begin with."""
    trigger = TRIGGERS.get(row.edition.trigger if row.edition else row.draft["trigger"])
    return bool(trigger and trigger.stands)


def enrolment_rows(robot_id: int, *, viewer: Actor) -> QuerySet[Enrolment]:
    """Return how a robot began with what was there already, each with how its runs stand by state."""
    rows = visible_enrolments(viewer).filter(robot_id=robot_id)
    return rows.annotate(**{f"runs_{state}": _counted(state) for state in COUNTED})


def enrolment_choices(row: Robot, *, viewer: Actor) -> list[tuple[str, str]]:
    """Return the newest enrolments of a robot, by when and by whom, to choose among."""
    rows = visible_enrolments(viewer).filter(robot=row.pk).order_by("-pk")[:OFFERED]
    return [(str(each.pk), f"{formats.moment(each.made_at)} · {each.made_by}") for each in rows]


def last_enrolment(row: Robot, *, viewer: Actor) -> Enrolment | None:
    """Return the newest enrolment of a robot."""
    return visible_enrolments(viewer).filter(robot=row.pk).order_by("-pk").first()


def enrolment(enrolment_id: int, *, viewer: Actor) -> Enrolment:
    """Return an enrolment with its robot."""
    row = visible_enrolments(viewer).filter(pk=enrolment_id).select_related("robot").first()
    if row is None:
        raise Missing()
    return row


def runs_of(enrolments: QuerySet[Enrolment], *, viewer: Actor) -> QuerySet[Run]:
    """Return the runs these enrolments began."""
    known = list(enrolments.order_by().values_list("pk", "robot"))
    causes = [cause_of(pk) for pk, _robot in known]
    return visible_runs(viewer).filter(robot__in={robot for _pk, robot in known}, cause__in=causes)


def _counted(state: RunState) -> Coalesce:
    cause = Concat(Value(CAUSE), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    runs = Run.objects.filter(robot=OuterRef("robot"), cause=cause, state=state).order_by()
    counts = runs.values("robot").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)
