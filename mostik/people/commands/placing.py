"""What every change of a person shares: the place, its history, and what is refused before anything is written."""

from datetime import date
from typing import Any

from mostik.core import clock, journal
from mostik.core.actors import Actor, ActorKind
from mostik.kernel.events import Ref
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Conflict, Denied, Invalid, Refusal, gettext_noop
from mostik.people.access import visible_people
from mostik.people.models import Department, Move, Role, Team, User
from mostik.people.rules.roles import Power, may_give, power
from mostik.people.rules.structure import would_loop
from mostik.people.terms import PersonValues, Place

PLACE = ("department_id", "team_id", "position", "role_id", "reports_to_id")


class SellerWithoutTeam(Invalid):
    """Who carries a plan belongs to a team: rows and plans are seen by team."""

    message = gettext_noop("Who carries a personal plan must be in a team. Choose the team.")


class TeamElsewhere(Invalid):
    """The team is of another department."""

    message = gettext_noop("This team is of another department.")


class NoSuchDepartment(Invalid):
    """The department is not there any more."""

    message = gettext_noop("This department is not there any more. Choose another.")


class NoSuchTeam(Invalid):
    """The team is not there any more."""

    message = gettext_noop("This team is not there any more. Choose another.")


class NoSuchHead(Invalid):
    """The head does not work here."""

    message = gettext_noop("This head does not work here any more. Choose another.")


class ReportsInCircle(Invalid):
    """Somebody would come to report to themselves."""

    message = gettext_noop("This person would come to report to themselves. Choose another head.")


class NoSuchRole(Invalid):
    """There is no such role."""

    message = gettext_noop("There is no role “{code}”.")


class RoleAboveYou(Invalid):
    """The role opens or sees more than the giver's own."""

    message = gettext_noop("This role may do or see more than yours. Ask whoever edits roles to give it.")


class PersonAboveYou(Denied):
    """The person's role is above one's own."""

    message = gettext_noop("This person's role is above yours. Ask whoever edits roles.")


class OwnRole(Invalid):
    """Nobody gives themselves another role."""

    message = gettext_noop("Nobody changes their own role. Ask whoever edits roles.")


class OutOfReach(Invalid):
    """The place is outside what the actor sees."""

    message = gettext_noop("You would not see this person there any more. Choose a place within your reach.")


class MoveOutOfTime(Invalid):
    """A move is recorded on its day or later, and not before the person came."""

    message = gettext_noop("A move takes place between the first day here ({first}) and today.")


class NobodyKeepsRoles(Conflict):
    """Somebody must be able to edit roles."""

    message = gettext_noop("Nobody would be left to edit roles. Give that role to somebody else first.")


class ChangedMeanwhile(Conflict):
    """Somebody else has changed the record since the form was opened."""

    message = gettext_noop("{who} has changed this meanwhile: {what}. Look at the new values and save again.")


def place_of(row: User) -> Place:
    """Return where somebody stands."""
    return Place(**{name: getattr(row, name) for name in PLACE})


def keep_move(row: User, since: date, made_by: str) -> None:
    """Keep a person's place in the history of moves."""
    place = place_of(row)
    Move.objects.create(
        person=row,
        from_day=since,
        department_id=place.department_id,
        team_id=place.team_id,
        position=place.position,
        role_id=place.role_id,
        reports_to_id=place.reports_to_id,
        made_by=made_by,
        made_at=clock.now(),
    )


def told(row: User) -> dict[str, Any]:
    """Return what every event of a person says of them: who, and the place they stand at now."""
    return {
        "at": clock.now(),
        "person": row.pk,
        "title": row.short_name,
        "department": row.department_id,
        "team": row.team_id,
        "role": row.role.code,
        "position": row.position,
        "reports_to": row.reports_to_id,
    }


def power_of(role: Role) -> Power:
    """Return what a role may and how far it sees."""
    return power(role.rights, role.reach)


def power_of_actor(actor: Actor) -> Power:
    """Return what an actor may; the system may everything."""
    if actor.kind is ActorKind.SYSTEM:
        return power(["people.edit_roles"], "all")
    return Power(actor.rights, actor.reach)


def role_to_give(actor: Actor, code: str, row: User) -> Role:
    """Return the role by its code; refuses `NoSuchRole`, `RoleAboveYou` and another role for oneself."""
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NoSuchRole(field="role", params={"code": code})
    if role.pk == row.role_id:
        return role
    if not may_give(power_of(role), power_of_actor(actor)):
        raise RoleAboveYou(field="role")
    if row.pk and row.pk == actor.id and not actor.may("people.edit_roles"):
        raise OwnRole(field="role")
    return role


def refuse_above(actor: Actor, row: User) -> None:
    """Refuse to touch a person whose role one could not give."""
    if not may_give(power_of(row.role), power_of_actor(actor)):
        raise PersonAboveYou


def refuse_no_keeper(row: User, role: Role | None) -> None:
    """Refuse to take the right to edit roles from the last who has it; ``role`` is the one to come, if any."""
    if "people.edit_roles" not in row.role.rights or (role and "people.edit_roles" in role.rights):
        return
    keepers = [each.pk for each in Role.objects.all() if "people.edit_roles" in each.rights]
    others = User.objects.filter(role__in=keepers, is_active=True, left_on__isnull=True).exclude(pk=row.pk)
    if not others.exists():
        raise NobodyKeepsRoles(field="role" if role else None)


def refuse_place(row: User, values: PersonValues) -> None:
    """Refuse a department, team or head that is not there, a seller without a team, and a circle of heads."""
    departments = Department.objects.filter(pk=values.department_id)
    if not departments.filter(archived_at__isnull=True).exists() and values.department_id != row.department_id:
        raise NoSuchDepartment(field="department_id")
    _refuse_team(row, values)
    if values.reports_to_id and values.reports_to_id != row.reports_to_id:
        refuse_head(row, values.reports_to_id)


def refuse_head(row: User, head: int) -> None:
    """Refuse a head who does not work here and a circle of heads."""
    if not User.objects.filter(pk=head, is_active=True).exists():
        raise NoSuchHead(field="reports_to_id")
    if row.pk and would_loop(row.pk, head, dict(User.objects.values_list("pk", "reports_to_id"))):
        raise ReportsInCircle(field="reports_to_id")


def _refuse_team(row: User, values: PersonValues) -> None:
    if not values.team_id:
        if values.sells:
            raise SellerWithoutTeam(field="team_id")
        return
    team = Team.objects.filter(pk=values.team_id).first()
    if team is None or (team.archived_at and team.pk != row.team_id):
        raise NoSuchTeam(field="team_id")
    if team.department_id != values.department_id:
        raise TeamElsewhere(field="team_id")


def refuse_out_of_reach(actor: Actor, row: User) -> None:
    """Refuse a place where the actor would not see the person; asked after writing, undone with it."""
    if not visible_people(actor).filter(pk=row.pk).exists():
        raise OutOfReach(field="department_id")


def refuse_out_of_time(row: User, since: date) -> None:
    """Refuse a move before the first day here or ahead of time."""
    if not row.hired_on <= since <= max(clock.today(), row.hired_on):
        raise MoveOutOfTime(field="since", params={"first": row.hired_on})


def phone_of(text: str) -> str:
    """Return a phone as it is kept; refuses one that cannot be read, at its field."""
    try:
        return Phone.parse(text).e164 if text.strip() else ""
    except Refusal as refusal:
        refusal.field = "phone"
        raise


def changed_meanwhile(about: Ref, labels: dict[str, str]) -> ChangedMeanwhile:
    """Return the refusal that says who changed a record last and what."""
    last = journal.timeline(about).first()
    names = [name for name, *_ in last.payload.get("changes", ())] if last else []
    what = ", ".join(dict.fromkeys(labels.get(name, name) for name in names)) or "…"
    return ChangedMeanwhile(params={"who": last.actor_name if last else "…", "what": what})
