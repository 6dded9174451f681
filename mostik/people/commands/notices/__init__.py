"""Writes of notifications on their way: promised, sent, chosen, set up."""
