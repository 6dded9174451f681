"""Two records side by side before they merge: fields that differ, what will move; and merges that can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mostik.core.actors import Actor
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.models import Activity, Company, Contact, Merge
from mostik.crm.queries.contacts import reached
from mostik.crm.queries.identities import kept_lists
from mostik.crm.queries.words import DECISIONS, field_words
from mostik.crm.rules.identities import written_messenger
from mostik.kernel.refusals import Missing
from mostik.people.access import clear, shown

Client = Company | Contact
#: Columns one chooses between; phones, addresses and messengers of both are kept.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "company": (
        *("title", "full_title", "phone", "email", "site", "sector", "region", "employees", "note"),
        *("inn", "kpp", "ogrn", "address", "postal_address", "bank", "bic", "account", "correspondent"),
        *("parent_id", "owner_id", "team_id"),
    ),
    "contact": (
        *("first_name", "last_name", "middle_name", "company_id", "position", "decision", "phone", "email"),
        *("owner_id", "team_id"),
    ),
}
#: Chosen together with the owner.
FOLLOWS = {"team_id"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A field the two records tell differently."""

    name: str
    words: str
    kept: str
    gone: str
    from_gone: bool


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two records."""

    id: int
    title: str
    owner: str
    created_at: datetime
    known: tuple[str, ...]
    deals: int
    people: int
    activities: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two records side by side; the first one stays."""

    kind: str
    kept: Side
    gone: Side
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class MergeLine:
    """A merge that can be taken back."""

    id: int
    title: str
    at: datetime
    who: str


def comparison(kind: str, kept_id: int, gone_id: int, *, viewer: Actor) -> Comparison:
    """Return two records of a kind within reach, side by side."""
    visible = visible_companies if kind == "company" else visible_contacts
    found: dict[int, Client] = {
        row.pk: row for row in visible(viewer).filter(pk__in=[kept_id, gone_id]).select_related("owner")
    }
    if kept_id == gone_id or len(found) < 2:
        raise Missing()
    kept, gone = found[kept_id], found[gone_id]
    return Comparison(
        kind=kind, kept=_side(kept, viewer), gone=_side(gone, viewer), choices=_choices(kind, kept, gone, viewer)
    )


def starts_with_gone(kept: Client, gone: Client) -> set[str]:
    """Return the fields the record that stays lacks and the other one has. ``team_id`` follows ``owner_id``."""
    kind = "company" if isinstance(kept, Company) else "contact"
    nothing = {None, ""}
    empty = {name for name in FIELDS[kind] if getattr(kept, name) in nothing and getattr(gone, name) not in nothing}
    if kind == "contact" and kept.decision == "other" and gone.decision != "other":  # type: ignore[union-attr]
        empty.add("decision")
    return empty - FOLLOWS


def merges_of(kind: str, number: int, *, viewer: Actor) -> list[MergeLine]:
    """Return what was merged into a record already seen, latest first, as long as it can be taken back."""
    rows = Merge.objects.filter(kind=kind, kept_id=number, undone_at__isnull=True).order_by("-at", "-id")[:10]
    listed = list(rows)
    table = Company if kind == "company" else Contact
    gone = {row.pk: str(row) for row in table.objects.filter(pk__in=[row.gone_id for row in listed])} if listed else {}
    del viewer
    return [MergeLine(id=row.pk, title=gone.get(row.gone_id, ""), at=row.at, who=row.by_name) for row in listed]


def gone_into(kind: str, number: int, *, viewer: Actor) -> int | None:
    """Return the record within reach another one was merged into; nothing for one that was not."""
    table = Company if kind == "company" else Contact
    to = table.objects.filter(pk=number).values_list("merged_into_id", flat=True).first()
    visible = visible_companies(viewer) if kind == "company" else visible_contacts(viewer)
    return to if to and visible.filter(pk=to).exists() else None


def same_as(kind: str, number: int, *, viewer: Actor) -> list[int]:
    """Return the records merged into one already seen: their past is shown with its own."""
    del viewer
    table = Company if kind == "company" else Contact
    return list(table.objects.filter(merged_into=number).values_list("pk", flat=True))


def _side(row: Client, viewer: Actor) -> Side:
    lists = kept_lists(row)
    known = [reached(value, "", viewer=viewer).phone for value in lists["phone"]]
    known += [shown(value, "email", viewer) for value in lists["email"]]
    known += [written_messenger(value) for value in lists["messenger"] if clear("phone", viewer)]
    holder = {"company": row.pk} if isinstance(row, Company) else {"contact": row.pk}
    people = visible_contacts(viewer).filter(company=row.pk).count() if isinstance(row, Company) else 0
    return Side(
        id=row.pk,
        title=str(row),
        owner=row.owner.short_name,
        created_at=row.created_at,
        known=tuple(known),
        deals=visible_deals(viewer).filter(**holder).count(),
        people=people,
        activities=Activity.objects.filter(removed_at__isnull=True, **holder).count(),
    )


def _choices(kind: str, kept: Client, gone: Client, viewer: Actor) -> tuple[Choice, ...]:
    first = starts_with_gone(kept, gone)
    names = [name for name in FIELDS[kind] if name not in FOLLOWS and getattr(kept, name) != getattr(gone, name)]
    titles = field_words(name.removesuffix("_id") for name in names)
    return tuple(
        Choice(
            name=name,
            words=titles[name.removesuffix("_id")],
            kept=_words(kept, name, viewer),
            gone=_words(gone, name, viewer),
            from_gone=name in first,
        )
        for name in names
    )


def _words(row: Client, name: str, viewer: Actor) -> str:
    if name == "decision":
        return str(DECISIONS.get(row.decision, ""))  # type: ignore[union-attr]
    value = getattr(row, name.removesuffix("_id"))
    if name == "phone":
        return reached(value, "", viewer=viewer).phone
    if name == "owner_id":
        return row.owner.short_name
    if name == "company_id" and value and not visible_companies(viewer).filter(pk=value.pk).exists():
        return "•••"
    return "" if value is None else shown(str(value), name, viewer)
