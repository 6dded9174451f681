"""Spans for the rooms above: what days are naturally compared with."""

from mostik.analysis.rules.spans import span_before

__all__ = ["span_before"]
