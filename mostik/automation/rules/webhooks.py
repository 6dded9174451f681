"""Webhooks: how a message is signed, when it is tried again, what a subscription takes."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from mostik.kernel.signatures import SECRET_PREFIX, signature

__all__ = ["PAUSES", "SECRET_PREFIX", "is_answered", "pause_after", "signature", "signatures", "takes"]

#: The pauses before each try after the first; when they are used up the message is dead until sent by hand.
PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)


def signatures(secrets: Iterable[str], *, message: str, timestamp: int, body: bytes) -> str:
    """Return the signatures by every living secret, in one header: while one is changed for another both hold."""
    return " ".join(signature(each, message=message, timestamp=timestamp, body=body) for each in secrets)


def pause_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many failed tries; nothing when it is given up.

    >>> pause_after(1), pause_after(10)
    (datetime.timedelta(seconds=5), None)
    """
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def is_answered(status: int) -> bool:
    """Return whether the far side took the message.

    >>> is_answered(204), is_answered(302), is_answered(410)
    (True, False, False)
    """
    return 200 <= status < 300


def takes(chosen: Collection[str], event: str) -> bool:
    """Return whether a subscription to these events takes one; ``deal.*`` takes all of deals.

    >>> takes(["deal.*"], "deal.won"), takes(["deal.lost"], "deal.won")
    (True, False)
    """
    return event in chosen or f"{event.partition('.')[0]}.*" in chosen
