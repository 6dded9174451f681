"""Everybody's first screen: the bridge of the head, the day of a salesperson, search. Owns no tables, composes."""
