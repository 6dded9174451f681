"""What can happen to own fields and registers."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class FieldEvent(Event):
    """What every event of an own field says: which it is, of what, with all its settings as they are now."""

    field: int
    title: str
    holder: str
    register: int | None = None
    settings: str = ""

    def about(self) -> Ref:
        """The field itself."""
        return Ref("crm.field", self.field)


@dataclass(frozen=True, kw_only=True)
class FieldAdded(FieldEvent):
    """A field of the company's own was made."""

    name = "crm.field_added"
    says = N_("added the field {title}")


@dataclass(frozen=True, kw_only=True)
class FieldChanged(FieldEvent):
    """A field was changed. When its type did, ``converted`` values became ones of the new type, ``lost`` did not."""

    name = "crm.field_changed"
    says = N_("changed the field {title}")
    was: str = ""
    converted: int = 0
    lost: int = 0


@dataclass(frozen=True, kw_only=True)
class FieldArchived(FieldEvent):
    """A field is no longer used; its values stay."""

    name = "crm.field_archived"
    says = N_("archived the field {title}")


@dataclass(frozen=True, kw_only=True)
class FieldRestored(FieldEvent):
    """An archived field is used again."""

    name = "crm.field_restored"
    says = N_("brought the field {title} back")
