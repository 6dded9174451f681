"""Signatures of messages between programs, by the Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - the mark of a secret, not one
#: How far a signed message's moment may lie from ours, in seconds: older ones are replays.
WINDOW: Final = 300


def signature(secret: str, *, message: str, timestamp: int, body: bytes) -> str:
    """Return a message's signature.

    >>> signature("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", message="msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    ...           timestamp=1649367553, body=b'{"email":"test@example.com","username":"test_user"}')
    'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def is_signed(secrets: Iterable[str], *, message: str, timestamp: str, body: bytes, signatures: str, now: int) -> bool:
    """Return whether any living secret signed these very bytes lately; compared in constant time.

    >>> told = {"message": "m", "body": b"x", "now": 1000}
    >>> good = signature("whsec_c2VjcmV0", message="m", timestamp=990, body=b"x")
    >>> [is_signed(["whsec_c2VjcmV0"], timestamp=at, signatures=good, **told) for at in ("990", "500", "no")]
    [True, False, False]
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12 and message):
        return False
    if abs(now - int(timestamp)) > WINDOW:
        return False
    told = [each.encode() for each in signatures.split(" ")[:10]]
    found = False
    for secret in secrets:
        try:
            right = signature(secret, message=message, timestamp=int(timestamp), body=body).encode()
        except binascii.Error:
            continue
        for each in told:
            found |= hmac.compare_digest(right, each)
    return found
