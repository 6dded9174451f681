"""Requests become clean values."""
