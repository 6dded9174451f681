"""Promised effects on screen: what waits, runs, is laid aside or in doubt, and what a person does about it."""
