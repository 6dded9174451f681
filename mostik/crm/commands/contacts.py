"""Writes of the people at clients: added, changed, removed, restored."""

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.commands.identities import keep_known, know_new
from mostik.crm.commands.own import OwnValues, put_own, refuse_taken
from mostik.crm.commands.values import Change, put
from mostik.crm.events import ContactAdded, ContactEdited, ContactRemoved, ContactRestored
from mostik.crm.models import Company, Contact
from mostik.crm.queries.activities import possible_owner
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.names import person_sound
from mostik.crm.terms import DecisionRole, Holder
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import User, scoped

AT_ONCE = 1000


class ContactFields(TypedDict, total=False):
    """Values of a contact that people fill in; what is left out stays as it is."""

    first_name: str
    last_name: str
    middle_name: str
    position: str
    phone: str | Sequence[str]
    email: str | Sequence[str]
    messenger: str | Sequence[str]
    decision: DecisionRole
    own: OwnValues


@command(needs="crm.edit_client")
def add_contact(*, by: Actor, fields: ContactFields, company_id: int | None = None, owner_id: int | None = None) -> int:
    """Add a person, at a company within reach or on their own, and return their number.

    Theirs is whose the company is; without one, the ``owner_id`` within reach, else whoever adds them.
    """
    company = _company(by, company_id)
    owner = _owner(by, company, owner_id)
    row = Contact(company=company, owner=owner, team_id=owner.team_id, created_at=clock.now())
    _changes, lists = write_contact(row, fields, by)
    row.save()
    know_new(row, lists)
    publish(ContactAdded(at=row.created_at, contact=row.pk, company=row.company_id or 0, title=str(row)))
    return row.pk


@command(needs="crm.edit_client")
def edit_contact(*, by: Actor, contact_id: int, fields: ContactFields, version: int | None = None) -> None:
    """Change fields of a contact; what is left out stays. Refuses `FieldsChanged` where others changed the same."""
    row = _contact(by, contact_id)
    changes, lists = write_contact(row, fields, by, version)
    if not changes:
        return
    row.touch(name for name, *_words in changes)
    row.save()
    keep_known(row, lists, changes)
    publish(
        ContactEdited(
            at=clock.now(), contact=row.pk, company=row.company_id or 0, title=str(row), changes=tuple(changes)
        )
    )


@command(needs="crm.remove_client")
def remove_contact(*, by: Actor, contact_id: int) -> None:
    """Remove a contact; ``restore_contact`` brings them back."""
    row = _contact(by, contact_id)
    row.removed_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["removed_at", "version"])
    publish(ContactRemoved(at=row.removed_at, contact=row.pk, company=row.company_id or 0, title=str(row)))


@command(needs="crm.remove_client")
def remove_contacts(*, by: Actor, contact_ids: Sequence[int]) -> int:
    """Remove people and return how many. ``restore_contacts`` brings them back."""
    rows = visible_contacts(by).filter(pk__in=contact_ids).order_by("pk").values_list("pk", flat=True)
    numbers = list(rows[:AT_ONCE])
    for each in numbers:
        remove_contact(by=by, contact_id=each)
    return len(numbers)


@command(needs="crm.remove_client")
def restore_contacts(*, by: Actor, contact_ids: Sequence[int]) -> int:
    """Bring removed people back and return how many."""
    rows = scoped(Contact.objects.filter(removed_at__isnull=False, merged_into__isnull=True), by)
    numbers = list(rows.filter(pk__in=contact_ids).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for each in numbers:
        restore_contact(by=by, contact_id=each)
    return len(numbers)


@command(needs="crm.remove_client")
def restore_contact(*, by: Actor, contact_id: int) -> None:
    """Bring a removed contact back."""
    row = scoped(Contact.objects.all(), by).filter(pk=contact_id).first()
    if row is None:
        raise Missing()
    if row.removed_at is None:
        raise Conflict(_("This was not removed."))
    if row.merged_into_id:
        raise Conflict(_("This person was merged with another. Take the merge back instead."))
    refuse_taken(by, row, Holder.CONTACT)
    row.removed_at, row.version = None, row.version + 1
    row.save(update_fields=["removed_at", "version"])
    publish(ContactRestored(at=clock.now(), contact=row.pk, company=row.company_id or 0, title=str(row)))


def _contact(by: Actor, contact_id: int) -> Contact:
    row = visible_contacts(by).select_for_update(of=("self",)).filter(pk=contact_id).first()
    if row is None:
        raise Missing()
    return row


def _company(by: Actor, company_id: int | None) -> Company | None:
    if company_id is None:
        return None
    company = visible_companies(by).select_related("owner").filter(pk=company_id).first()
    if company is None:
        raise Missing(field="company")
    return company


def _owner(by: Actor, company: Company | None, owner_id: int | None = None) -> User:
    if company is not None:
        return company.owner
    if wanted := owner_id or by.id:
        return possible_owner(wanted, viewer=by)
    raise Invalid(_("Say at which client this person is."), field="company")


def write_contact(
    row: Contact,
    fields: ContactFields,
    actor: Actor,
    seen: int | None = None,
    own: tuple[FieldView, ...] | None = None,
) -> tuple[list[Change], dict[str, tuple[str, ...]]]:
    """Put values onto a contact, unsaved; return what changed and the lists it is known by.

    Whoever writes many gives the ``own`` fields in use, read once.
    """
    told = put_own(actor, row, Holder.CONTACT, fields.get("own"), seen=seen, fields=own)
    changes, lists = put(row, fields, viewer=actor, seen=seen)
    changes = told + changes
    if not row.first_name:
        raise Invalid(_("Write the first name."), field="first_name")
    if row.decision not in set(DecisionRole):
        raise Invalid(_("Choose the part in the decision from the list."), field="decision")
    row.sound = person_sound(row.first_name, row.last_name, row.middle_name)
    row.compared = row.compared and not changes
    return changes, lists
