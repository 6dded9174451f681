"""What clients are known by: every phone, address and messenger of one, and who is known by a given one."""

from collections.abc import Iterable

from mostik.crm.models import Company, Contact, Identity
from mostik.crm.terms import IdentityKind

LISTS = ("phone", "email", "messenger")


def kept_lists(row: Company | Contact) -> dict[str, tuple[str, ...]]:
    """Return the phones, addresses and messengers ("kind:value") of a record already fetched, the main ones first."""
    rows = row.identities.all() if row.pk else Identity.objects.none()
    found: dict[str, list[str]] = {"phone": [row.phone], "email": [row.email], "messenger": []}
    for each in rows:
        if each.kind in {IdentityKind.PHONE, IdentityKind.EMAIL}:
            found[each.kind].append(each.value)
        elif each.kind not in {IdentityKind.SITE, IdentityKind.INN}:
            found["messenger"].append(f"{each.kind}:{each.value}")
    return {name: tuple(dict.fromkeys(value for value in values if value)) for name, values in found.items()}


def sharing(known: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Identity]]:
    """Return the identities equal to these, of clients not removed, by (kind, value): one query for all."""
    wanted = set(known)
    if not wanted:
        return {}
    rows = Identity.objects.filter(value__in={value for _kind, value in wanted}).exclude(
        company__removed_at__isnull=False
    )
    found: dict[tuple[str, str], list[Identity]] = {}
    for each in rows.exclude(contact__removed_at__isnull=False):
        if (each.kind, each.value) in wanted:
            found.setdefault((each.kind, each.value), []).append(each)
    return found
