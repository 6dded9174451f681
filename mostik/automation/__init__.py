"""Triggers, conditions, actions: an engine that knows no room."""
