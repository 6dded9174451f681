"""What can happen between records of one client: merged, taken apart again, said to be different."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class MergeEvent(Event):
    """Two records of a kind ("crm.company", "crm.contact") became one, or two again."""

    kind: str
    kept: int
    gone: int
    kept_title: str = ""
    gone_title: str = ""
    merge: int = 0
    changes: tuple[tuple[str, str, str], ...] = ()
    moved: int = 0

    def about(self) -> Ref:
        """The record that stays."""
        return Ref(self.kind, self.kept)

    def also(self) -> Ref | None:
        """The record that went."""
        return Ref(self.kind, self.gone)


@dataclass(frozen=True, kw_only=True)
class ClientsMerged(MergeEvent):
    """One record went into another with everything it had."""

    name = "crm.clients_merged"
    says = N_("merged {gone_title} into {kept_title}")


@dataclass(frozen=True, kw_only=True)
class MergeUndone(MergeEvent):
    """A merge was taken back: two records again, each with its own."""

    name = "crm.merge_undone"
    says = N_("took the merge of {gone_title} and {kept_title} back")


@dataclass(frozen=True, kw_only=True)
class PairJudged(Event):
    """Somebody said that two alike records are different clients, or took that back."""

    name = "crm.pair_judged"
    says = N_("compared two alike records")
    kind: str
    one: int
    two: int
    different: bool

    def about(self) -> Ref:
        """The older record."""
        return Ref(self.kind, self.one)

    def also(self) -> Ref | None:
        """The other one."""
        return Ref(self.kind, self.two)
