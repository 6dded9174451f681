"""Whose token a value is."""

import hashlib

from mostik.people.models import Token


def token_of(value: str) -> Token | None:
    """Return the living token of a value, or nothing."""
    digest = hashlib.sha256(value.encode()).hexdigest()
    return Token.objects.filter(digest=digest, revoked_at__isnull=True).select_related("role").first()
