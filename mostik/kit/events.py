"""What can happen to materials: they change, go to clients, are opened by them."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class MaterialEvent(Event):
    """Something about a material of the library."""

    material: int
    title: str

    def about(self) -> Ref:
        """The material itself."""
        return Ref("kit.material", self.material)


@dataclass(frozen=True, kw_only=True)
class MaterialSaved(MaterialEvent):
    """It was made, or is another now."""

    name = "kit.material_saved"
    says = N_("changed the material “{title}”")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MaterialArchived(MaterialEvent):
    """It is offered no more."""

    name = "kit.material_archived"
    says = N_("put the material “{title}” away")


@dataclass(frozen=True, kw_only=True)
class MaterialRestored(MaterialEvent):
    """It is back."""

    name = "kit.material_restored"
    says = N_("brought the material “{title}” back")


@dataclass(frozen=True, kw_only=True)
class ShareEvent(MaterialEvent):
    """Something about a material at one client."""

    share: int
    deal: int

    def about(self) -> Ref:
        """The deal's card."""
        return Ref("crm.deal", self.deal)

    def also(self) -> Ref:
        """The material's own card."""
        return Ref("kit.material", self.material)


@dataclass(frozen=True, kw_only=True)
class MaterialSent(ShareEvent):
    """It is on its way to the client."""

    name = "kit.material_sent"
    says = N_("sent the material “{title}”")
    way: str


@dataclass(frozen=True, kw_only=True)
class MaterialTakenBack(ShareEvent):
    """It never went: whoever sent it took it back in time."""

    name = "kit.material_taken_back"
    says = N_("took the material “{title}” back before it went")


@dataclass(frozen=True, kw_only=True)
class MaterialOpened(ShareEvent):
    """The client opened it, the first time."""

    name = "kit.material_opened"
    says = N_("the client opened the material “{title}”")
