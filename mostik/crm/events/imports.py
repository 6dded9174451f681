"""What can happen to an import run."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Event):
    """An import run ended: how many rows came in, changed, stayed or were refused."""

    name = "crm.import_finished"
    says = N_("imported {made} new records, {refused} rows refused")
    run: int
    preset: str
    made: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0

    def about(self) -> Ref:
        """The run's page."""
        return Ref("crm.import", self.run)


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    """A whole run was taken back."""

    name = "crm.import_undone"
    says = N_("took the import back: {removed} records removed")
    run: int
    removed: int = 0
    kept: int = 0

    def about(self) -> Ref:
        """The run's page."""
        return Ref("crm.import", self.run)
