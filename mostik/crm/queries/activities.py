"""Activities as a viewer sees them: the rows themselves, the agenda, who may be asked to do one."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostik.core.actors import Actor
from mostik.crm.access import visible_activities
from mostik.crm.models import Activity
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.access import User, scoped


def activity_row(activity_id: int, *, viewer: Actor) -> Activity:
    """Return one activity within reach, with all that its events need; another's is as good as none."""
    row = _full(visible_activities(viewer)).filter(pk=activity_id).first()
    if row is None:
        raise Missing()
    return row


def possible_owner(person_id: int, *, viewer: Actor) -> User:
    """Return somebody who works here and is within reach, to do an activity."""
    if person := possible_owners(viewer=viewer).filter(pk=person_id).first():
        return person
    raise Invalid(_("Choose somebody from your own people."), field="owner")


def possible_owners(*, viewer: Actor) -> QuerySet[User]:
    """Return those who work here and are within reach."""
    return scoped(User.objects.filter(is_active=True), viewer, owner="pk", team="team_id")


def waiting(activity_ids: list[int], *, viewer: Actor) -> list[Activity]:
    """Return the planned ones of these activities within reach, in order of number."""
    rows = _full(visible_activities(viewer)).filter(pk__in=activity_ids, done_at__isnull=True)
    return list(rows.order_by("pk"))


def _full(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return activities with what their events need."""
    return rows.select_related("owner", "deal")
