"""Rights of the room, and whose letters a viewer sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.channels.models import Sending
from mostik.core import rights
from mostik.core.actors import Actor
from mostik.people.access import scoped

rights.declare("channels", write_letters=_("Write letters to clients from Mostik"))


def visible_letters(viewer: Actor) -> QuerySet[Sending]:
    """Return the letters of deals and clients within reach."""
    return scoped(Sending.objects.all(), viewer)
