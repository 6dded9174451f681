"""Who acts: a person, a robot, a token or the system itself, with the same rules for all."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of subject acts."""

    PERSON = "person"
    ROBOT = "robot"
    TOKEN = "token"  # noqa: S105 - a kind of subject, not a secret
    SYSTEM = "system"


class Reach(StrEnum):
    """Whose rows a role sees."""

    OWN = "own"
    TEAM = "team"
    DEPARTMENT = "department"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A subject with its rights and reach, frozen for one request or job.

    ``teams`` are the numbers of all teams within the reach (for team and department reach), ``departments`` those of
    the own department with all under it (for department reach). ``masked`` are the kinds of field ("phone", "email",
    "margin") shown to this subject only in part. ``stands_for`` are the numbers and
    names of those absent today whose work this subject does.
    """

    kind: ActorKind
    id: int | None = None
    name: str = ""
    role: str = ""
    role_title: str = ""
    rights: frozenset[str] = frozenset()
    reach: Reach = Reach.OWN
    teams: frozenset[int] = frozenset()
    team: int | None = None
    department: int | None = None
    departments: frozenset[int] = frozenset()
    masked: frozenset[str] = field(default_factory=frozenset)
    language: str = "ru"
    stands_for: tuple[tuple[int, str], ...] = ()

    @property
    def selves(self) -> frozenset[int]:
        """Return whose own things are this subject's today: its own and those of whom it stands in for."""
        own = () if self.id is None else (self.id,)
        return frozenset((*own, *(number for number, _name in self.stands_for)))

    def for_whom(self, person: int | None) -> str:
        """Return the name of the absent person whose work this is, or nothing when it is not done for another."""
        return dict(self.stands_for).get(person or 0, "")

    def may(self, right: str) -> bool:
        """Return whether this subject has the right. The system may everything; nobody else by default."""
        return self.kind is ActorKind.SYSTEM or right in self.rights


SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Mostik", reach=Reach.ALL)
