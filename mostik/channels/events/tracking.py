"""What can happen to the tracking of visits, calls and spend."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class SiteEvent(Event):
    """A site whose visits are counted."""

    site: int
    title: str

    def about(self) -> Ref:
        """The site."""
        return Ref("channels.site", self.site)


@dataclass(frozen=True, kw_only=True)
class SiteSaved(SiteEvent):
    """A site is added or changed."""

    name = "channels.site_saved"
    says = N_("saved the site {title}")


@dataclass(frozen=True, kw_only=True)
class SiteRemoved(SiteEvent):
    """Its visits are counted no more."""

    name = "channels.site_removed"
    says = N_("removed the site {title}")


@dataclass(frozen=True, kw_only=True)
class SiteRestored(SiteEvent):
    """A removed site is back."""

    name = "channels.site_restored"
    says = N_("restored the site {title}")


@dataclass(frozen=True, kw_only=True)
class NumberEvent(Event):
    """A number that is told apart."""

    number: int
    title: str

    def about(self) -> Ref:
        """The number."""
        return Ref("channels.number", self.number)


@dataclass(frozen=True, kw_only=True)
class NumberSaved(NumberEvent):
    """A number is added or changed."""

    name = "channels.number_saved"
    says = N_("saved the number {title}")


@dataclass(frozen=True, kw_only=True)
class NumberRemoved(NumberEvent):
    """A number is shown no more."""

    name = "channels.number_removed"
    says = N_("removed the number {title}")


@dataclass(frozen=True, kw_only=True)
class NumberRestored(NumberEvent):
    """A removed number is shown again."""

    name = "channels.number_restored"
    says = N_("restored the number {title}")


@dataclass(frozen=True, kw_only=True)
class DealTraced(Event):
    """It is known where a deal came from."""

    name = "channels.deal_traced"
    says = N_("found where it came from: {source}, touches: {count}")
    deal: int
    source: str
    count: int

    def about(self) -> Ref:
        """The deal."""
        return Ref("crm.deal", self.deal)


@dataclass(frozen=True, kw_only=True)
class SpendKept(Event):
    """Spend on advertising is written down or rewritten."""

    name = "channels.spend_kept"
    says = N_("wrote down spend: {origin}, rows: {rows}")
    origin: str
    rows: int
    sum_minor: int
    currency: str

    def about(self) -> Ref:
        """All spend: a book of the room."""
        return Ref("channels.spend", 0)


@dataclass(frozen=True, kw_only=True)
class SpendRemoved(Event):
    """Spend is taken out of the figures."""

    name = "channels.spend_removed"
    says = N_("took spend out, rows: {rows}")
    rows: int

    def about(self) -> Ref:
        """All spend."""
        return Ref("channels.spend", 0)


@dataclass(frozen=True, kw_only=True)
class SpendRestored(SpendRemoved):
    """Spend is back in the figures."""

    name = "channels.spend_restored"
    says = N_("brought spend back, rows: {rows}")
