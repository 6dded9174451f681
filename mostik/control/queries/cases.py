"""Cases of figures below their due: the list, one of them, and who answers for it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mostik.control.access import visible_cases
from mostik.control.models import Case
from mostik.control.terms import CaseKind, CaseState
from mostik.core.actors import Actor, Reach
from mostik.crm.queries.pipelines import stages
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import User
from mostik.people.queries.actors import actor_of
from mostik.people.queries.approvals import people_above


class NoSuchCase(Missing):
    """The case is not there, or not within one's reach."""

    message = gettext_noop("This deviation does not exist or is not yours to see.")


def cases(*, viewer: Actor) -> QuerySet[Case]:
    """Return the cases within the viewer's reach, people joined."""
    return visible_cases(viewer).select_related("owner", "person", "department", "raised_to")


def open_cases(*, viewer: Actor) -> QuerySet[Case]:
    """Return those that have not ended, the most pressing first."""
    return cases(viewer=viewer).exclude(state=CaseState.ENDED).order_by("due_on", "-worth_minor", "pk")


def case(*, viewer: Actor, case_id: int) -> Case:
    """Return one case; refuses `NoSuchCase`."""
    found = cases(viewer=viewer).filter(pk=case_id).first()
    if found is None:
        raise NoSuchCase
    return found


def whose(found: Case) -> str:
    """Return whose figure it is, in words: of a case the viewer has been shown."""
    return found.person.short_name if found.person else found.department.title


def who_answers(person: User, *, viewer: Actor, whole: bool = False) -> User | None:
    """Return the nearest above somebody who decides about figures; of a ``whole`` department, whose reach it is."""
    for each in people_above(person, viewer=viewer):
        actor = actor_of(each)
        if actor.may("control.take_action") and (not whole or actor.reach in {Reach.DEPARTMENT, Reach.ALL}):
            return each
    return None


#: From which planned count on a slow or poor flow shows: by the link of its stage.
SHOWS = {
    "lead": "meetings",
    "qualified": "meetings",
    "meeting": "proposals",
    "proposal": "contracts",
    "contract": "invoices",
    "invoice": "payments",
}


def follows(found: Case, *, viewer: Actor) -> str:
    """Return from which planned count on everybody's figures fall because of a case; empty where they do not."""
    if found.kind == CaseKind.STAGE:
        stage = stages(viewer=viewer).get(found.subject)
        return SHOWS.get(str(stage.milestone or ""), "") if stage else ""
    return {CaseKind.CHANNEL: "meetings", CaseKind.REASON: "contracts"}.get(CaseKind(found.kind), "")


def cases_of(people: Iterable[int], *, viewer: Actor) -> dict[int, int]:
    """Return the last opened open case of each of some people."""
    rows = visible_cases(viewer).exclude(state=CaseState.ENDED).filter(person__in=sorted(people)).order_by("pk")
    return dict(rows.values_list("person", "pk"))
