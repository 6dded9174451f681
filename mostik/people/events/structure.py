"""What can happen to departments and teams."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DepartmentEvent(Event):
    """An event of a department."""

    department: int
    title: str
    parent: int | None = None
    changes: Changes = ()

    def about(self) -> Ref:
        """The department."""
        return Ref("people.department", self.department)


@dataclass(frozen=True, kw_only=True)
class DepartmentAdded(DepartmentEvent):
    """A department was opened."""

    name = "people.department_added"
    says = N_("opened the department {title}")


@dataclass(frozen=True, kw_only=True)
class DepartmentEdited(DepartmentEvent):
    """A department has another title or stands elsewhere."""

    name = "people.department_edited"
    says = N_("changed the department {title}")


@dataclass(frozen=True, kw_only=True)
class DepartmentArchived(DepartmentEvent):
    """A department was closed."""

    name = "people.department_archived"
    says = N_("closed the department {title}")


@dataclass(frozen=True, kw_only=True)
class DepartmentRestored(DepartmentEvent):
    """A closed department works again."""

    name = "people.department_restored"
    says = N_("restored the department {title}")


@dataclass(frozen=True, kw_only=True)
class TeamEvent(Event):
    """An event of a team."""

    team: int
    title: str
    department: int
    lead: int | None = None
    changes: Changes = ()

    def about(self) -> Ref:
        """The team."""
        return Ref("people.team", self.team)

    def also(self) -> Ref | None:
        """The team's department shows it."""
        return Ref("people.department", self.department)


@dataclass(frozen=True, kw_only=True)
class TeamAdded(TeamEvent):
    """A team was made."""

    name = "people.team_added"
    says = N_("made the team {title}")


@dataclass(frozen=True, kw_only=True)
class TeamEdited(TeamEvent):
    """A team has another title, lead or department."""

    name = "people.team_edited"
    says = N_("changed the team {title}")


@dataclass(frozen=True, kw_only=True)
class TeamArchived(TeamEvent):
    """A team was closed."""

    name = "people.team_archived"
    says = N_("closed the team {title}")


@dataclass(frozen=True, kw_only=True)
class TeamRestored(TeamEvent):
    """A closed team works again."""

    name = "people.team_restored"
    says = N_("restored the team {title}")
