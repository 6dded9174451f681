"""Screens of the room, by topic: fetch, act, render."""
