"""What can happen to the places enquiries come in by."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class SourceEvent(Event):
    """Something about a source."""

    source: int
    title: str

    def about(self) -> Ref:
        """The source itself."""
        return Ref("channels.source", self.source)


@dataclass(frozen=True, kw_only=True)
class SourceAdded(SourceEvent):
    """A new place enquiries come in by."""

    name = "channels.source_added"
    says = N_("added the source {title}")
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceEdited(SourceEvent):
    """Its form, its fields or its state changed: what of it."""

    name = "channels.source_edited"
    says = N_("changed the source {title}")
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceRemoved(SourceEvent):
    """It takes nothing any more."""

    name = "channels.source_removed"
    says = N_("removed the source {title}")


@dataclass(frozen=True, kw_only=True)
class SourceRestored(SourceEvent):
    """It takes enquiries again."""

    name = "channels.source_restored"
    says = N_("brought the source {title} back")


@dataclass(frozen=True, kw_only=True)
class EnquirySorted(SourceEvent):
    """A person decided about an enquiry: mended it, called it spam or no spam."""

    name = "channels.enquiry_sorted"
    says = N_("sorted out an enquiry of {title}: {what}")
    enquiry: int
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class TableEvent(SourceEvent):
    """Something about a table dropped into a source: its file, how many rows."""

    file: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class TableDropped(TableEvent):
    """Its rows are stored and are being read."""

    name = "channels.table_dropped"
    says = N_("dropped the table {file} into {title}: {rows} rows")


@dataclass(frozen=True, kw_only=True)
class TableStopped(TableEvent):
    """Rows not read yet were left unread."""

    name = "channels.table_stopped"
    says = N_("stopped reading the table {file}: {rows} rows left")


@dataclass(frozen=True, kw_only=True)
class TableGoneOn(TableEvent):
    """Rows left unread are read after all."""

    name = "channels.table_gone_on"
    says = N_("went on reading the table {file}: {rows} rows")
