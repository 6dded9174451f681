"""Screens of the room, by topic."""
