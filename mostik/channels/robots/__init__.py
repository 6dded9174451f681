"""What robots hear, do and stop at by the channels."""

from mostik.channels.robots import goals, talks

__all__ = ["goals", "talks"]
