"""Pace for the rooms above: one meaning of good, to be watched and bad on every screen."""

from mostik.analysis.rules.pace import Pace, Thresholds, pace, tone

__all__ = ["Pace", "Thresholds", "pace", "tone"]
