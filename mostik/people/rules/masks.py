"""Masks: what is left of a contact for those who may not use it."""

from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

#: Kinds of field a role may see only in part.
KINDS = ("phone", "email", "margin")
HIDDEN = "•••"


def masked_phone(value: str) -> str:
    """Return a phone with its middle hidden; what is no phone is hidden whole.

    >>> masked_phone("+79123456789"), masked_phone("call me")
    ('+7 912 •••-••-89', '•••')
    """
    try:
        return Phone.parse(value).masked
    except Refusal:
        return HIDDEN


def masked_email(value: str) -> str:
    """Return an e-mail with its name and domain hidden, the first letter and the ending left.

    >>> masked_email("anna@mostik.test"), masked_email("nonsense")
    ('a•••@•••.test', '•••')
    """
    name, at, domain = value.partition("@")
    if not at or not name or "." not in domain:
        return HIDDEN
    return f"{name[0]}{HIDDEN}@{HIDDEN}.{domain.rpartition('.')[2]}"


def masked(value: str, kind: str) -> str:
    """Return the value of a kind ("phone", "email", "margin") as it is shown in part; nothing stays nothing."""
    if not value:
        return ""
    ways = {"phone": masked_phone, "email": masked_email}
    return ways[kind](value) if kind in ways else HIDDEN
