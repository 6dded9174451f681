"""What can happen to how work is shared."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class RebalanceEvent(Event):
    """An event of a handing over of several deals."""

    rebalance: int
    department: int
    count: int

    def about(self) -> Ref:
        """The handing over itself."""
        return Ref("control.rebalance", self.rebalance)


@dataclass(frozen=True, kw_only=True)
class DealsRebalanced(RebalanceEvent):
    """Deals were handed over to even the load."""

    name = "control.deals_rebalanced"
    says = N_("evened the load: {count} deals handed over")


@dataclass(frozen=True, kw_only=True)
class RebalanceUndone(RebalanceEvent):
    """Those deals still with whom they went to came back."""

    name = "control.rebalance_undone"
    says = N_("took the handing over back: {count} deals")


@dataclass(frozen=True, kw_only=True)
class DealsNormSet(Event):
    """How many open deals a full day's person may have was set; 0 is the usual."""

    name = "control.deals_norm_set"
    says = N_("set the norm of open deals: {count}")
    count: int

    def about(self) -> Ref:
        """The norm, of which there is one."""
        return Ref("control.deals_norm", 1)
