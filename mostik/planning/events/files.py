"""What can happen to files of plans."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class FileEvent(Event):
    """What every event of a file of plans says: which, of which department."""

    record: int
    title: str
    department: int

    def about(self) -> Ref:
        """The file's own history."""
        return Ref("planning.file", self.record)


@dataclass(frozen=True, kw_only=True)
class FileRead(FileEvent):
    """A file was opened, or is to be understood otherwise; no plan is touched by it."""

    name = "planning.file_read"
    says = N_("read a file of plans: {title}")
    reading: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileTaken(FileEvent):
    """Plans were made of a file: drafts, and plans of months that are over, in force by the file from this day."""

    name = "planning.file_taken"
    says = N_("took plans from a file: {title}")
    drafts: tuple[int, ...] = ()
    past: tuple[int, ...] = ()
    amount: int = 0
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class FileTakenBack(FileEvent):
    """What a file had made was taken back; plans touched since stay."""

    name = "planning.file_taken_back"
    says = N_("took back the plans of a file: {title}")
    dropped: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileDropped(FileEvent):
    """A file was forgotten before anything was made of it."""

    name = "planning.file_dropped"
    says = N_("forgot a file of plans: {title}")
