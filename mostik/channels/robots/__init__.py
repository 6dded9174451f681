"""What robots hear, do and stop at by the channels."""

from mostik.channels.robots import goals, reaching, ready, surveys, talks

__all__ = ["goals", "reaching", "ready", "surveys", "talks"]
