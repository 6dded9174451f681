"""Rights of the room, and whose standups a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import rights
from mostik.core.actors import Actor
from mostik.organisation.models import Standup
from mostik.people.access import scoped

rights.declare("organisation", hold_standups=_("Hold daily standups"))


def visible_standups(viewer: Actor) -> QuerySet[Standup]:
    """Return the standups of the teams within the viewer's reach, and those of whole departments within it."""
    rows = Standup.objects.all()
    whole = rows.filter(team__isnull=True, department__in=sorted(viewer.departments))
    return scoped(rows, viewer, owner="keeper_id") | whole
