"""Mostik: the working system of a head of sales."""

__version__ = "0.1.0"
