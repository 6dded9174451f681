"""What follows from events of lower rooms: a booking goes where its planned meeting goes."""

from collections.abc import Sequence
from typing import Any

from mostik.channels.commands.booking import follow_plan
from mostik.core.actors import SYSTEM
from mostik.core.journal import Logged, on
from mostik.crm.events import ActivityDropped, ActivityEdited
from mostik.crm.terms import ActivityKind


@on(ActivityEdited, ActivityDropped)
def on_plan_changed(logged: Sequence[Logged[Any]]) -> None:
    """Move or cancel for the client what somebody here moved or removed."""
    for each in logged:
        if each.event.kind == ActivityKind.MEETING and not getattr(each.event, "was_done", False):
            follow_plan(by=SYSTEM, activity_id=each.event.activity)
