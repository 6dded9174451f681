"""A standup: begun, each person heard, ended, gone on with."""

from typing import Any

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.refusals import Conflict, Denied, gettext_noop
from mostik.organisation.access import visible_standups
from mostik.organisation.events import StandupBegun, StandupEnded, StandupResumed, VoiceHeard
from mostik.organisation.models import Standup, Voice
from mostik.organisation.queries import standups as queries
from mostik.people.queries.people import person
from mostik.planning.queries.people import department


class OnlyPeople(Denied):
    """A program or a robot holds no standup."""

    message = gettext_noop("A standup is held by a person.")


class StandupOver(Conflict):
    """The standup has ended: nobody is heard any more."""

    message = gettext_noop("This standup is over. Go on with it first.")


@command(needs="organisation.hold_standups")
def begin_standup(*, by: Actor, department_id: int | None = None) -> Standup:
    """Begin today's standup of a department within reach, a team lead's of the team; one begun already is returned."""
    if by.id is None:
        raise OnlyPeople
    place, now = department(viewer=by, department_id=department_id), clock.now()
    seat: dict[str, Any] = {"department": place, "team_id": queries.team_of(by), "day": clock.today()}
    held, is_new = Standup.objects.get_or_create(**seat, defaults={"keeper_id": by.id, "begun_at": now})
    if is_new:
        publish(StandupBegun(at=now, standup=held.pk, department=place.pk))
    return held


@command(needs="organisation.hold_standups")
def hear_person(*, by: Actor, standup_id: int, person_id: int, there: bool, blocker: str = "") -> Voice:
    """Note whether somebody within reach is there and what gets in their way; said anew, it replaces what was noted.

    Refuses `StandupOver`.
    """
    held, who = _going_on(by, standup_id), person(viewer=by, person_id=person_id)
    told, _is_new = Voice.objects.update_or_create(
        standup=held, person=who, defaults={"there": there, "blocker": blocker}
    )
    publish(
        VoiceHeard(
            at=clock.now(),
            standup=held.pk,
            department=held.department_id,
            person=who.pk,
            person_name=who.short_name,
            there=there,
            note=blocker,
        )
    )
    return told


@command(needs="organisation.hold_standups")
def end_standup(*, by: Actor, standup_id: int) -> Standup:
    """End a standup. One that has ended stays as it is."""
    found = _held(by, standup_id)
    if found.ended_at is None:
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        publish(
            StandupEnded(
                at=found.ended_at,
                standup=found.pk,
                department=found.department_id,
                minutes=found.minutes or 1,
                there=found.voices.filter(there=True).count(),
            )
        )
    return found


@command(needs="organisation.hold_standups")
def resume_standup(*, by: Actor, standup_id: int) -> Standup:
    """Go on with a standup of today that was ended: the undo of ending it. Refuses one of an earlier day."""
    found = _held(by, standup_id)
    if found.day != clock.today():
        raise StandupOver(gettext_noop("This standup was held on another day."))
    if found.ended_at is not None:
        found.ended_at = None
        found.save(update_fields=["ended_at"])
        publish(StandupResumed(at=clock.now(), standup=found.pk, department=found.department_id))
    return found


def _going_on(by: Actor, standup_id: int) -> Standup:
    found = _held(by, standup_id)
    if found.ended_at is not None:
        raise StandupOver
    return found


def _held(by: Actor, standup_id: int) -> Standup:
    found = locked(visible_standups(by).filter(pk=standup_id)).first()
    if found is None:
        raise queries.NoSuchStandup
    return found
