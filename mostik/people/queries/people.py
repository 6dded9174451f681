"""People within one's reach."""

from collections.abc import Sequence

from django.db.models import QuerySet

from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import visible_people
from mostik.people.models import User


class NoSuchPerson(Missing):
    """The person is not there, or not within one's reach."""

    message = gettext_noop("This person does not exist or is not within your reach.")


def people(*, viewer: Actor) -> QuerySet[User]:
    """Return the people within the viewer's reach, those who left included."""
    return visible_people(viewer)


def person(*, viewer: Actor, person_id: int) -> User:
    """Return one person within reach; refuses `NoSuchPerson`."""
    found = people(viewer=viewer).filter(pk=person_id).select_related("department", "team", "role").first()
    if found is None:
        raise NoSuchPerson
    return found


def colleagues(*, viewer: Actor) -> Sequence[User]:
    """Return those within reach who work here now, oneself among them."""
    return list(people(viewer=viewer).filter(is_active=True, left_on__isnull=True))
