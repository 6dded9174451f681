"""What a client is known by, kept beside the row: every phone, address and messenger, the site's domain and the INN."""

from collections.abc import Sequence

from mostik.crm.models import Company, Contact, Identity
from mostik.crm.rules.identities import MESSENGERS, Known, site_domain
from mostik.crm.terms import IdentityKind

Client = Company | Contact
Change = tuple[str, str, str]


def keep_known(row: Client, lists: dict[str, tuple[str, ...]], changes: Sequence[Change]) -> None:
    """Write down what a saved client is known by; lists that were not touched stay as they are."""
    wanted = _ordered(row, lists)
    have = {Known(IdentityKind(each.kind), each.value): each.pk for each in row.identities.all()}
    left = _left(changes)
    gone = [pk for known, pk in have.items() if known not in wanted and (known in left or known.kind in _kinds(lists))]
    if gone:
        Identity.objects.filter(pk__in=gone).delete()
    new = [known for known in wanted if known not in have]
    Identity.objects.bulk_create([_identity(row, known) for known in new])


def know_new(row: Client, lists: dict[str, tuple[str, ...]]) -> None:
    """Write down what a client just added is known by."""
    Identity.objects.bulk_create([_identity(row, known) for known in _ordered(row, lists)])


def know_many(clients: Sequence[tuple[Client, dict[str, tuple[str, ...]]]]) -> None:
    """Write down what many clients just added are known by, in a few statements."""
    rows = [_identity(row, known) for row, lists in clients for known in _ordered(row, lists)]
    Identity.objects.bulk_create(rows, batch_size=500)


def _identity(row: Client, known: Known) -> Identity:
    holder = {"company": row} if isinstance(row, Company) else {"contact": row}
    return Identity(kind=known.kind, value=known.value, **holder)


def _left(changes: Sequence[Change]) -> set[Known]:
    """Return what the client is known by no more: a site or an INN that was changed."""
    left = {Known(IdentityKind.INN, before) for name, before, _after in changes if name == "inn"}
    return left | {Known(IdentityKind.SITE, site_domain(before)) for name, before, _after in changes if name == "site"}


def _kinds(lists: dict[str, tuple[str, ...]]) -> set[IdentityKind]:
    """Return the kinds these lists tell everything of."""
    told = {IdentityKind.PHONE} if "phone" in lists else set()
    told |= {IdentityKind.EMAIL} if "email" in lists else set()
    return told | (set(MESSENGERS) if "messenger" in lists else set())


def _ordered(row: Client, lists: dict[str, tuple[str, ...]]) -> Sequence[Known]:
    found = [Known(IdentityKind.PHONE, value) for value in lists.get("phone", ())]
    found += [Known(IdentityKind.EMAIL, value) for value in lists.get("email", ())]
    for kept in lists.get("messenger", ()):
        kind, _colon, value = kept.partition(":")
        found.append(Known(IdentityKind(kind), value))
    if isinstance(row, Company):
        found += [Known(IdentityKind.SITE, domain)] if (domain := site_domain(row.site)) else []
        found += [Known(IdentityKind.INN, row.inn)] if row.inn else []
    return list(dict.fromkeys(found))
