"""What the room tells other programs, and what robots may hear and do here."""

from mostik.crm.robots import cards, closing, deals, goals, news

__all__ = ["cards", "closing", "deals", "goals", "news"]
