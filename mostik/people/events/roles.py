"""What can happen to roles and tokens."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref

Changes = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RoleEvent(Event):
    """An event of a role."""

    role: int
    title: str
    changes: Changes = ()

    def about(self) -> Ref:
        """The role."""
        return Ref("people.role", self.role)


@dataclass(frozen=True, kw_only=True)
class RoleEdited(RoleEvent):
    """A role has other rights, reach, masks or words."""

    name = "people.role_edited"
    says = N_("changed the role {title}")


@dataclass(frozen=True, kw_only=True)
class TokenEvent(Event):
    """An event of a token; its value is never part of it."""

    token: int
    title: str
    role: str

    def about(self) -> Ref:
        """The token."""
        return Ref("people.token", self.token)


@dataclass(frozen=True, kw_only=True)
class TokenMade(TokenEvent):
    """A program got a token."""

    name = "people.token_made"
    says = N_("made the token {title}")


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(TokenEvent):
    """A token opens nothing any more."""

    name = "people.token_revoked"
    says = N_("revoked the token {title}")
