"""Expected finish for the rooms above: one method on every screen."""

from mostik.analysis.rules.finish import Finish, OpenDeal, OpenGroup, finish

__all__ = ["Finish", "OpenDeal", "OpenGroup", "finish"]
