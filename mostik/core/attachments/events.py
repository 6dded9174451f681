"""What can happen to attached files."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class FileEvent(Event):
    """Something happened to a file of a record."""

    file: int
    title: str
    version: int
    record: str
    record_id: int

    def about(self) -> Ref:
        """The record the file belongs to: its timeline tells of it."""
        return Ref(self.record, self.record_id)


@dataclass(frozen=True, kw_only=True)
class FileAttached(FileEvent):
    """A file was attached, or a new version of it."""

    name = "core.file_attached"
    says = N_("attached the file “{title}”")


@dataclass(frozen=True, kw_only=True)
class FileRemoved(FileEvent):
    """A file was taken away."""

    name = "core.file_removed"
    says = N_("removed the file “{title}”")


@dataclass(frozen=True, kw_only=True)
class FileBroughtBack(FileEvent):
    """A removed file was brought back."""

    name = "core.file_brought_back"
    says = N_("brought back the file “{title}”")
