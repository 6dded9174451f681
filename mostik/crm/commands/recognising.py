"""Somebody writes or calls: who is it? Known by any phone, address or messenger they come with, or added anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.access import visible_contacts
from mostik.crm.commands.contacts import ContactFields, add_contact, edit_contact
from mostik.crm.commands.merging import merge_clients
from mostik.crm.models import Contact, Pair
from mostik.crm.queries.identities import kept_lists, sharing
from mostik.crm.queries.profiles import profiles
from mostik.crm.rules.clients import kept_phone, normal_email
from mostik.crm.rules.identities import Known, messenger, written_messenger
from mostik.crm.rules.likeness import Profile, agree, likeness
from mostik.crm.terms import IdentityKind, Reason


@dataclass(frozen=True)
class Recognised:
    """Whom somebody turned out to be: ``how`` is "new", "known", "merged" or "proposed" (with ``others``)."""

    contact: int
    how: str
    others: tuple[int, ...] = ()


@command(needs="crm.edit_client")
def recognise_contact(
    *, by: Actor, fields: ContactFields, company_id: int | None = None, owner_id: int | None = None
) -> Recognised:
    """Find whoever comes with these phones, addresses and messengers, or add them; a lead is never dropped.

    Known by several records: those that agree become one; where names or clients contradict, a merge is proposed.
    What is new of how to reach them is added; nothing known is overwritten. Somebody new at no company is the
    ``owner_id``'s.
    """
    known = _known(fields)
    rows = _holders(by, known)
    if not rows:
        return Recognised(add_contact(by=by, fields=fields, company_id=company_id, owner_id=owner_id), "new")
    first, others = rows[0], rows[1:]
    if not others:
        _complete(by, first, fields)
        return Recognised(first.pk, "known")
    compared = profiles(rows, viewer=by)
    if by.may("crm.merge_clients") and agree(list(compared.values())):
        for each in others:
            merge_clients(by=by, kind="contact", kept_id=first.pk, gone_id=each.pk)
        _complete(by, Contact.objects.get(pk=first.pk), fields)
        return Recognised(first.pk, "merged", tuple(each.pk for each in others))
    for each in others:
        _propose(compared[first.pk], compared[each.pk])
    return Recognised(first.pk, "proposed", tuple(each.pk for each in others))


def _known(fields: ContactFields) -> list[Known]:
    ways = (("phone", kept_phone), ("email", normal_email))
    found = [Known(IdentityKind(name), way(text)) for name, way in ways for text in _texts(fields.get(name))]
    return [*found, *(messenger(text) for text in _texts(fields.get("messenger")))]


def _texts(value: object) -> Sequence[str]:
    many = value if isinstance(value, list | tuple) else [value]
    return [str(text) for text in many if text]


def _holders(by: Actor, known: Sequence[Known]) -> list[Contact]:
    """Return the people within reach known by any of these, the longest known first, held until the command ends."""
    shared = sharing((each.kind.value, each.value) for each in known)
    numbers = {holder.contact_id for holders in shared.values() for holder in holders if holder.contact_id}
    if not numbers:
        return []
    return list(visible_contacts(by).select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))


def _complete(by: Actor, row: Contact, fields: ContactFields) -> None:
    """Add the ways to reach somebody that were not known yet, and the name where there was none."""
    lists = kept_lists(row)
    more: ContactFields = {}
    for name in ("phone", "email", "messenger"):
        new = [text for text in _texts(fields.get(name)) if _kept(name, text) not in lists[name]]
        if new:
            more[name] = [*(_shown(name, value) for value in lists[name]), *new]
    if not row.last_name and fields.get("last_name"):
        more["last_name"] = fields["last_name"]
    if more:
        edit_contact(by=by, contact_id=row.pk, fields=more)


def _kept(name: str, text: str) -> str:
    if name == "messenger":
        known = messenger(text)
        return f"{known.kind}:{known.value}"
    return kept_phone(text) if name == "phone" else normal_email(text)


def _shown(name: str, value: str) -> str:
    return written_messenger(value) if name == "messenger" else value


def _propose(one: Profile, two: Profile) -> None:
    alike = likeness(one, two)
    reasons = [[str(Reason.MET), ""], *([reason, value] for reason, value in alike.reasons)]
    ends = sorted((one.id, two.id))
    row, made = Pair.objects.get_or_create(
        kind="contact",
        one_id=ends[0],
        two_id=ends[1],
        defaults={"score": max(70, alike.score), "reasons": reasons, "made_at": clock.now()},
    )
    if not made and row.dismissed_at is None:
        row.score, row.reasons = max(row.score, 70), reasons
        row.save(update_fields=["score", "reasons"])
