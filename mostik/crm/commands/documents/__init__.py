"""Writes of papers, in the order of their lives: drafted, issued, sent, settled."""
