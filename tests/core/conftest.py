"""A room that does not exist, so that the frame is tested apart from any other."""

from dataclasses import dataclass

import pytest

from mostik.core import journal, rights
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import Notification
from mostik.kernel.events import Event, Ref

rights.declare("trial", knock="Knock")


@dataclass(frozen=True, kw_only=True)
class Knocked(Event):
    """Somebody knocked."""

    name = "trial.knocked"
    says = "knocked {times} times"
    door: int
    times: int = 1

    def about(self) -> Ref:
        """The door."""
        return Ref("trial.door", self.door)


@command(needs="trial.knock")
def knock(*, by: Actor, at, door: int = 1, fail: bool = False) -> None:
    """Knock: a row, an event, perhaps a failure after both."""
    Notification.objects.create(person_id=door, text="knock", key=f"knock-{door}-{at}", made_at=at)
    publish(Knocked(at=at, door=door))
    if fail:
        raise RuntimeError("after everything was written")


@pytest.fixture
def visitor() -> Actor:
    return Actor(kind=ActorKind.PERSON, id=7, name="Visitor", rights=frozenset({"trial.knock"}))


@pytest.fixture
def stranger() -> Actor:
    return Actor(kind=ActorKind.PERSON, id=8, name="Stranger")


@pytest.fixture
def heard():
    """What a listener hears of knocks."""
    lines = []
    listener = journal.on(Knocked)(lines.extend)
    yield lines
    journal.LISTENERS[Knocked].remove(listener)


@pytest.fixture
def system() -> Actor:
    return SYSTEM
