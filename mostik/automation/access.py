"""Rights of the room, and whose webhooks a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.automation.models import Webhook
from mostik.core import rights
from mostik.core.actors import Actor
from mostik.people.access import sees_all

rights.declare("automation", edit_webhooks=_("Tell other programs of changes by webhooks"))


def visible_webhooks(viewer: Actor) -> QuerySet[Webhook]:
    """Return one's own webhooks; all of them for whoever sees everything."""
    rows = Webhook.objects.all()
    return rows if sees_all(viewer) else rows.filter(owner_id=viewer.id or 0)
