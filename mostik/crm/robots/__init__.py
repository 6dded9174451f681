"""What the room tells other programs, and what robots may hear and do here."""

from mostik.crm.robots import cards, closing, deals, goals, news, papers

__all__ = ["cards", "closing", "deals", "goals", "news", "papers"]
