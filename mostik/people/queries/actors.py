"""Who somebody is when they act: their rights, reach and masked fields in one value."""

from dataclasses import replace

from django.db.models import Exists
from django.utils.translation import get_language

from mostik.core.actors import Actor, ActorKind, Reach
from mostik.people.access import below
from mostik.people.models import Role, Team, Token, User
from mostik.people.queries.substitution import naming, stood_for_today

__all__ = ["actor_of", "below", "narrowed_to", "role_title", "teams_of", "token_actor"]

#: What a substitute may do in an absent person's place even where their own role does not allow it.
LENT = frozenset({"people.decide_approvals"})


def actor_of(user: User) -> Actor:
    """Return the actor a person is: the role's rights, the teams within its reach, whose work they do today.

    One statement finds the role and whether anybody named this person; who did is asked only then.
    """
    role = Role.objects.annotate(named=Exists(naming(user.pk))).get(pk=user.role_id)
    user.role = role  # whoever asks for the role after this does not read it again
    absent = stood_for_today(user.pk) if role.named else []
    lent = LENT & {right for each in absent for right in each.role.rights}
    under = departments_of(Reach(role.reach), user.department_id)
    return Actor(
        kind=ActorKind.PERSON,
        id=user.pk,
        name=user.short_name,
        role=role.code,
        role_title=role_title(role),
        rights=frozenset(role.rights) | lent,
        reach=Reach(role.reach),
        teams=teams_of(Reach(role.reach), under, user.team_id, user.pk),
        team=user.team_id,
        department=user.department_id,
        departments=under,
        masked=frozenset(role.masked),
        language=user.language or "ru",
        stands_for=tuple((each.pk, each.short_name) for each in absent),
    )


def token_actor(token: Token) -> Actor:
    """Return the actor a program is: what was chosen of its role's rights; one that sees only its own sees nothing."""
    role = token.role
    under = departments_of(Reach(role.reach), token.department_id)
    rights = frozenset(role.rights) if token.rights is None else frozenset(role.rights) & frozenset(token.rights)
    return Actor(
        kind=ActorKind.TOKEN,
        name=token.title,
        role=role.code,
        role_title=role_title(role),
        rights=rights,
        reach=Reach(role.reach),
        teams=teams_of(Reach(role.reach), under, None, None),
        department=token.department_id,
        departments=under,
        masked=frozenset(role.masked),
    )


def role_title(role: Role) -> str:
    """Return a role's title in the language of the screen."""
    return (role.title_en or role.title) if get_language() == "en" else role.title


def departments_of(reach: Reach, department: int | None) -> frozenset[int]:
    """Return the departments within a department's reach: read once, carried by the actor; none for other reaches."""
    return frozenset(below(department)) if reach is Reach.DEPARTMENT else frozenset()


def narrowed_to(viewer: Actor, department: int) -> Actor:
    """Return a person who sees everything as one who sees a department with what is under it; others as they are."""
    if viewer.reach is not Reach.ALL or viewer.kind is ActorKind.SYSTEM:
        return viewer
    under = frozenset(below(department))
    teams = teams_of(Reach.DEPARTMENT, under, None, None)
    return replace(viewer, reach=Reach.DEPARTMENT, teams=teams, departments=under)


def teams_of(reach: Reach, departments: frozenset[int], team: int | None, person: int | None) -> frozenset[int]:
    """Return the teams within a reach: for a team lead the own team and those led, for a head the departments'."""
    if reach is Reach.DEPARTMENT:
        return frozenset(Team.objects.filter(department__in=departments).values_list("pk", flat=True))
    if reach is Reach.TEAM:
        led = Team.objects.filter(lead_id=person).values_list("pk", flat=True) if person else []
        return frozenset([*([team] if team else []), *led])
    return frozenset()
