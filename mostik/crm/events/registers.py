"""What can happen to registers and their rows."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class RegisterEvent(Event):
    """What every event of a register says, with all its settings as they are now."""

    register: int
    title: str
    settings: str = ""

    def about(self) -> Ref:
        """The register itself."""
        return Ref("crm.register", self.register)


@dataclass(frozen=True, kw_only=True)
class RegisterAdded(RegisterEvent):
    """A register was made."""

    name = "crm.register_added"
    says = N_("made the register {title}")


@dataclass(frozen=True, kw_only=True)
class RegisterChanged(RegisterEvent):
    """A register's settings were changed."""

    name = "crm.register_changed"
    says = N_("changed the register {title}")
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterArchived(RegisterEvent):
    """A register is no longer used; its rows stay."""

    name = "crm.register_archived"
    says = N_("archived the register {title}")


@dataclass(frozen=True, kw_only=True)
class RegisterRestored(RegisterEvent):
    """An archived register is used again."""

    name = "crm.register_restored"
    says = N_("brought the register {title} back")


@dataclass(frozen=True, kw_only=True)
class RowEvent(Event):
    """What every event of a register's row says: whose it is and what it belongs to."""

    row: int
    register: int
    journal: str
    title: str
    owner: int
    team: int | None = None
    deal: int | None = None
    company: int | None = None
    contact: int | None = None
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The row's own card."""
        return Ref("crm.row", self.row)

    def also(self) -> Ref | None:
        """The card of the deal it belongs to, else of the client."""
        if self.deal:
            return Ref("crm.deal", self.deal)
        return Ref("crm.company", self.company) if self.company else None


@dataclass(frozen=True, kw_only=True)
class RowAdded(RowEvent):
    """A row was added."""

    name = "crm.row_added"
    says = N_("added to “{journal}”: {title}")


@dataclass(frozen=True, kw_only=True)
class RowEdited(RowEvent):
    """A row was changed or handed over."""

    name = "crm.row_edited"
    says = N_("changed in “{journal}”: {title}")


@dataclass(frozen=True, kw_only=True)
class RowRemoved(RowEvent):
    """A row was removed."""

    name = "crm.row_removed"
    says = N_("removed from “{journal}”: {title}")


@dataclass(frozen=True, kw_only=True)
class RowRestored(RowEvent):
    """A removed row is back."""

    name = "crm.row_restored"
    says = N_("brought back into “{journal}”: {title}")
