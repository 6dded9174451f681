"""Requests become clean values, by topic."""
