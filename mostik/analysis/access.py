"""Rights of the room, and whose facts a viewer sees."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import rights
from mostik.core.actors import Actor
from mostik.people.access import scoped

M = TypeVar("M", bound=Model)

rights.declare(
    "analysis",
    see_metrics=_("See metrics and reports within one's reach"),
    rebuild_facts=_("Rebuild facts from the journal"),
)


def visible(rows: "QuerySet[M]", viewer: Actor) -> "QuerySet[M]":
    """Return the facts or totals within the viewer's reach."""
    return scoped(rows, viewer, owner="person", team="team")
