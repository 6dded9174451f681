"""What came along with a lead when it was taken in."""

from collections.abc import Mapping

from mostik.core.actors import Actor
from mostik.crm.models import Intake


def marks_of(intake_id: int, *, viewer: Actor) -> tuple[str, Mapping[str, str]]:  # noqa: ARG001 - the event's own row
    """Return which source a lead came by and what its fields said of the way; nothing for one that is gone."""
    row = Intake.objects.filter(pk=intake_id).values_list("source", "marks").first()
    return (row[0], row[1]) if row else ("", {})


def came_by(deal_id: int, source: str, *, viewer: Actor) -> bool:  # noqa: ARG001 - how a deal in hand began
    """Return whether a deal began with a lead of a source."""
    return Intake.objects.filter(deal=deal_id, source=source, joined=False).exists()
