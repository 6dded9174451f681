"""Every read of the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mostik.control.access import visible_actions
from mostik.control.models import Action, ActionState
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop


class NoSuchAction(Missing):
    """The action is not there, or not within one's reach."""

    message = gettext_noop("This action does not exist or is not yours to see.")


@dataclass(frozen=True)
class OpenAction:
    """An action still to be done, as the bridge shows it."""

    id: int
    kind: str
    text: str
    metric: str
    person: int | None
    owner: str
    due_on: date
    overdue: bool


def actions(*, viewer: Actor) -> QuerySet[Action]:
    """Return the actions within the viewer's reach, people joined."""
    return visible_actions(viewer).select_related("owner", "person")


def action(*, viewer: Actor, action_id: int) -> Action:
    """Return one action; refuses `NoSuchAction`."""
    found = actions(viewer=viewer).filter(pk=action_id).first()
    if found is None:
        raise NoSuchAction
    return found


def open_actions(*, viewer: Actor, most: int = 8) -> Sequence[OpenAction]:
    """Return what is still to be done, the most overdue first."""
    today = clock.today()
    return [
        OpenAction(
            id=each.pk,
            kind=each.kind,
            text=each.text,
            metric=each.metric,
            person=each.person_id,
            owner=each.owner.short_name,
            due_on=each.due_on,
            overdue=each.due_on < today,
        )
        for each in actions(viewer=viewer).filter(state=ActionState.OPEN).order_by("due_on", "id")[:most]
    ]


def in_hand(*, viewer: Actor) -> set[tuple[int | None, str]]:
    """Return (person, metric) of every figure somebody is already working on."""
    pairs = visible_actions(viewer).filter(state=ActionState.OPEN).values_list("person_id", "metric")
    return set(pairs)
