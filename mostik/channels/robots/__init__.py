"""What robots hear, do and stop at by the channels."""

from mostik.channels.robots import goals, reaching, ready, talks

__all__ = ["goals", "reaching", "ready", "talks"]
