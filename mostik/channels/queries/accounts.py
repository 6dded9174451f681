"""Connected ways as they are shown to whoever connects them; by their door for the far side."""

from django.db.models import QuerySet

from mostik.channels.access import accounts
from mostik.channels.models import Account
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.refusals import Missing


def account_rows(*, viewer: Actor) -> QuerySet[Account]:
    """Return the connected ways."""
    return accounts(viewer).select_related("owner").order_by("pk")


def account(account_id: int, *, viewer: Actor, removed: bool = False) -> Account:
    """Return one connected way, or a removed one; refuses one that is not there."""
    rows = Account.objects.filter(removed_at__isnull=not removed) if viewer.may("channels.connect_ways") else None
    row = rows.select_related("owner").filter(pk=account_id).first() if rows is not None else None
    if row is None:
        raise Missing()
    return row


def account_behind(door: str, *, viewer: Actor) -> Account:
    """Return the account in use the far side calls at a door; refuses one that is not there."""
    row = accounts(viewer).filter(door=door).first()
    if row is None:
        raise Missing()
    return row


def accounts_in_use(*, viewer: Actor) -> list[Account]:
    """Return the connected ways that are not paused."""
    return list(accounts(viewer).filter(paused_at__isnull=True).order_by("pk"))


def resting(*, viewer: Actor) -> set[int]:
    """Return the ways that do not answer and are left alone for now; one changed since is not among them."""
    rows = accounts(viewer).filter(rest_until__gt=clock.now()).exclude(error="")
    return set(rows.values_list("pk", flat=True))
