"""What the room tells other programs, and what robots may hear and do here."""

from mostik.crm.robots import cards, closing, deals, news

__all__ = ["cards", "closing", "deals", "news"]
