"""Rights of the room, and whose actions a viewer sees."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.control.models import Action, ActionKind, Assignment, Case, Incident, Measure, Process, Rebalance
from mostik.core import files, notifications, proofs, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.access import own, scoped, sees_all

__all__ = [
    "Action",
    "ActionKind",
    "Assignment",
    "Case",
    "Incident",
    "Process",
    "visible_actions",
    "visible_assignments",
    "visible_cases",
    "visible_incidents",
    "visible_processes",
    "visible_rebalances",
]

rights.declare(
    "control",
    see_bridge=_("See the bridge"),
    take_action=_("Record actions on slipping figures"),
    set_norms=_("Set the norms of order in the CRM"),
    close_action=_("Close one's own actions"),
    answer_cases=_("Say why one's own figures lag"),
    report_incident=_("Report incidents"),
    lead_incidents=_("Be told of incidents and lead them, confidential ones too"),
    give_assignment=_("Give assignments and accept what is done"),
    answer_assignment=_("See one's assignments, answer them and say what is done"),
    see_processes=_("See recurring processes within one's reach and tick one's own"),
    keep_processes=_("Set recurring processes up, excuse what was missed"),
    keep_rhythm=_("Keep a rhythm of one's own duties"),
)
notifications.declare("action", _("Actions given to you"), urgent=True)
notifications.declare("case", _("Figures that lag"))
notifications.declare("assignment", _("Assignments"), urgent=True)
notifications.declare("process", _("Recurring processes"))
notifications.declare("incident", _("Incidents"), urgent=True, always=True)
proofs.declare(
    "control.kpi",
    _("Figures checked: deviations answered, actions decided"),
    "control.cause_named",
    "control.case_ended",
    "control.action_taken",
    place="control:cases",
)
proofs.declare(
    "control.assignments",
    _("Assignments given and checked"),
    "control.assignment_given",
    "control.assignment_solved",
    "control.assignment_returned",
    place="control:assignments",
)
proofs.declare("control.load", _("Load evened"), "control.deals_rebalanced", place="control:workload")


def visible_actions(viewer: Actor) -> QuerySet[Action]:
    """Return the actions within the viewer's reach: decided about one's people or given to oneself."""
    return scoped(Action.objects.all(), viewer)


def visible_cases(viewer: Actor) -> QuerySet[Case]:
    """Return the cases within the viewer's reach, of their own figures, and those raised to them."""
    rows = Case.objects.all()
    return scoped(rows, viewer) | rows.filter(own(viewer, "person_id") | own(viewer, "raised_to_id"))


def visible_incidents(viewer: Actor) -> QuerySet[Incident]:
    """Return the incidents a viewer may read: those they reported, answer for or do something about; of their team's.

    Confidential ones of others only where they lead incidents.
    """
    rows = Incident.objects.all()
    doing = Measure.objects.filter(own(viewer)).values("incident")
    theirs = rows.filter(own(viewer, "reporter_id") | own(viewer) | Q(pk__in=doing))
    near = rows if viewer.may("control.lead_incidents") else rows.filter(confidential=False)
    if viewer.departments and viewer.reach is Reach.DEPARTMENT:
        return (
            scoped(near, viewer, owner="reporter_id") | near.filter(department__in=sorted(viewer.departments)) | theirs
        )
    return scoped(near, viewer, owner="reporter_id") | theirs


def visible_assignments(viewer: Actor) -> QuerySet[Assignment]:
    """Return the assignments a viewer may read: their own, those they gave or wrote down, their people's."""
    rows = Assignment.objects.filter(removed_at__isnull=True)
    theirs = rows.filter(own(viewer) | own(viewer, "giver_id") | own(viewer, "made_by"))
    near = scoped(rows, viewer)
    if viewer.departments and viewer.reach is Reach.DEPARTMENT:
        near |= rows.filter(department__in=sorted(viewer.departments))
    return near | theirs


def visible_rebalances(viewer: Actor) -> QuerySet[Rebalance]:
    """Return the handings over a viewer may look at and take back: their own and those of the people they lead."""
    rows = Rebalance.objects.all()
    near = scoped(rows, viewer, owner="made_by_id")
    if viewer.departments and viewer.reach is Reach.DEPARTMENT:
        return near | rows.filter(department__in=sorted(viewer.departments))
    return near


def visible_processes(viewer: Actor, *, removed: bool = False) -> QuerySet[Process]:
    """Return the processes within the viewer's reach and those they do themselves; a rhythm is its owner's alone."""
    rows = Process.objects.filter(removed_at__isnull=not removed)
    if viewer.kind is ActorKind.SYSTEM:
        return rows
    common = rows.filter(personal=False)
    near = common if sees_all(viewer) else scoped(common, viewer) | common.filter(own(viewer, "deputy_id"))
    if viewer.departments and viewer.reach is Reach.DEPARTMENT:
        near |= common.filter(department__in=sorted(viewer.departments))
    return near | rows.filter(personal=True, owner=viewer.id or 0)


files.guard(
    "control.process",
    lambda viewer, number: viewer.may("control.see_processes") and visible_processes(viewer).filter(pk=number).exists(),
)
