"""What the room tells other programs, and what robots may hear and do here."""

from mostik.crm.robots import cards, deals, news

__all__ = ["cards", "deals", "news"]
