"""Figures that decide: the metric catalogue, facts, funnels, gap explanation, reports."""
