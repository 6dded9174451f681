"""The room's screens: metrics, the funnel, the gap, the records behind a number."""
