"""Rights of the room, and whose actions a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.control.models import Action
from mostik.core import notifications, rights
from mostik.core.actors import Actor
from mostik.people.access import scoped

rights.declare(
    "control",
    see_bridge=_("See the bridge"),
    take_action=_("Record actions on slipping figures"),
    set_norms=_("Set the norms of order in the CRM"),
    close_action=_("Close one's own actions"),
)
notifications.declare("action", _("Actions given to you"), urgent=True)


def visible_actions(viewer: Actor) -> QuerySet[Action]:
    """Return the actions within the viewer's reach: decided about one's people or given to oneself."""
    return scoped(Action.objects.all(), viewer)
