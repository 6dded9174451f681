"""Screens of the virtual department."""
