"""Secrets that open something to whoever holds them: a link, a feed, a screen."""

import hashlib


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: by it the record is found, and the secret from it is not.

    A secret is long and random, so one fast hash is enough.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
