"""What can happen to the company as a whole."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class CompanyExported(Event):
    """Somebody asked for an archive of the whole company, and why."""

    name = "core.company_exported"
    says = N_("exported the whole company: {reason}")
    reason: str
    archive: int = 0

    def about(self) -> Ref:
        """The archive."""
        return Ref("core.archive", self.archive)
