"""Records as they are compared, and whom to compare each with: a handful of statements for any number of records."""

from collections.abc import Collection, Iterable, Sequence

from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.models import Company, Contact, Identity
from mostik.crm.queries.identities import sharing
from mostik.crm.rules.likeness import Profile, closest
from mostik.crm.rules.names import block

#: A block larger than this says nothing: "stroi" is half of a city.
LARGEST_BLOCK = 2000
#: An address more records than this share (a mailbox of a business centre) says nothing either.
MOST_SHARING = 30

Client = Company | Contact


def profiles(rows: Iterable[Client], *, viewer: Actor) -> dict[int, Profile]:  # noqa: ARG001 - the rows are scoped
    """Return records already fetched as they are compared, one statement for all."""
    listed = list(rows)
    known: dict[int, set[tuple[str, str]]] = {}
    if listed:
        holder = "company_id" if isinstance(listed[0], Company) else "contact_id"
        found = Identity.objects.filter(**{f"{holder}__in": [row.pk for row in listed]})
        for number, kind, value in found.values_list(holder, "kind", "value"):
            known.setdefault(number, set()).add((kind, value))
    return {row.pk: _profile(row, frozenset(known.get(row.pk, ()))) for row in listed}


def candidates(of: Sequence[Profile], *, viewer: Actor) -> dict[int, set[int]]:
    """Return for each record the numbers of those worth comparing it with, whoever's they are within reach."""
    if not of:
        return {}
    found = _by_identities(of)
    near = _people_near(of, viewer) if of[0].is_person else _names_near(of, viewer)
    for number, others in near.items():
        found.setdefault(number, set()).update(others)
    for number, others in found.items():
        others.discard(number)
    return found


def rows_of(kind: str, numbers: Collection[int], *, viewer: Actor) -> list[Client]:
    """Return the records of a kind ("company", "contact") within reach."""
    if kind == "company":
        return list(visible_companies(viewer).filter(pk__in=numbers))
    return list(visible_contacts(viewer).filter(pk__in=numbers))


def _profile(row: Client, known: frozenset[tuple[str, str]]) -> Profile:
    if isinstance(row, Company):
        return Profile(id=row.pk, sound=row.sound, known=known, inn=row.inn, kpp=row.kpp)
    return Profile(id=row.pk, sound=row.sound, known=known, is_person=True, company=row.company_id)


def _by_identities(of: Sequence[Profile]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    shared = sharing({each for profile in of for each in profile.known})
    for profile in of:
        for each in profile.known:
            holders = shared.get(each, [])
            numbers = {h.contact_id if profile.is_person else h.company_id for h in holders}
            if len(holders) <= MOST_SHARING:
                found.setdefault(profile.id, set()).update(number for number in numbers if number)
    return found


def _names_near(of: Sequence[Profile], viewer: Actor) -> dict[int, set[int]]:
    blocks = {block(profile.sound) for profile in of} - {""}
    rows = visible_companies(viewer).filter(block__in=blocks).order_by().values_list("block", "pk", "sound")
    sounds: dict[str, list[tuple[int, str]]] = {}
    for start, number, heard in rows[: LARGEST_BLOCK * max(1, len(blocks))]:
        sounds.setdefault(start, []).append((number, heard))
    return {
        profile.id: {number for number, _near in closest(profile.sound, sounds.get(block(profile.sound), ()), 20)}
        for profile in of
    }


def _people_near(of: Sequence[Profile], viewer: Actor) -> dict[int, set[int]]:
    """People of one client whose names come close."""
    companies = {profile.company for profile in of if profile.company}
    rows = visible_contacts(viewer).filter(company__in=companies).order_by().values_list("company_id", "pk", "sound")
    there: dict[int, list[tuple[int, str]]] = {}
    for company, number, heard in rows:
        there.setdefault(company or 0, []).append((number, heard))
    return {
        profile.id: {number for number, _near in closest(profile.sound, there.get(profile.company or 0, ()), 20)}
        for profile in of
    }
