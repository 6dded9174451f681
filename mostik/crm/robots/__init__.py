"""What the room tells other programs, and what robots may hear and do here."""

from mostik.crm.robots import deals, news

__all__ = ["deals", "news"]
