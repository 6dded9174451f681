"""Rights of the room, and whose actions a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.control.models import Action, ActionKind, Case
from mostik.core import notifications, rights
from mostik.core.actors import Actor
from mostik.people.access import own, scoped

__all__ = ["Action", "ActionKind", "Case", "visible_actions", "visible_cases"]

rights.declare(
    "control",
    see_bridge=_("See the bridge"),
    take_action=_("Record actions on slipping figures"),
    set_norms=_("Set the norms of order in the CRM"),
    close_action=_("Close one's own actions"),
    answer_cases=_("Say why one's own figures lag"),
)
notifications.declare("action", _("Actions given to you"), urgent=True)
notifications.declare("case", _("Figures that lag"))


def visible_actions(viewer: Actor) -> QuerySet[Action]:
    """Return the actions within the viewer's reach: decided about one's people or given to oneself."""
    return scoped(Action.objects.all(), viewer)


def visible_cases(viewer: Actor) -> QuerySet[Case]:
    """Return the cases within the viewer's reach, of their own figures, and those raised to them."""
    rows = Case.objects.all()
    return scoped(rows, viewer) | rows.filter(own(viewer, "person_id") | own(viewer, "raised_to_id"))
