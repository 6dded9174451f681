"""Secrets at rest: kept encrypted under the installation's own key, read only to be used."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from mostik.kernel.refusals import Conflict, gettext_noop


class Locked(Conflict):
    """The installation's key is another one than the secret was kept under."""

    message = gettext_noop("This secret was kept under another key of the installation. Make a new one.")


def locked(secret: str) -> str:
    """Return a secret as it is kept."""
    return _box().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """Return a kept secret; refuses `Locked`."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken:
        raise Locked from None


def _box() -> Fernet:
    key = hashlib.sha256(b"mostik vault\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
