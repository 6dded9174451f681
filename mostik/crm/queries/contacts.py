"""People at clients as a viewer sees them, and how they are reached as far as the role may."""

from collections.abc import Sequence
from dataclasses import dataclass

from mostik.core.actors import Actor
from mostik.crm.access import visible_contacts
from mostik.crm.models import Contact
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import OwnValue, own_lines
from mostik.crm.queries.words import DECISIONS
from mostik.crm.rules.clients import call_link, read_phone
from mostik.crm.terms import DecisionRole, Holder
from mostik.kernel.refusals import Missing
from mostik.people.access import clear, shown

CONTACTS_SHOWN = 200


@dataclass(frozen=True)
class Reached:
    """How a client is reached: the number and address as shown to the viewer, and the links that call and write.

    Whoever sees them only in part gets no links.
    """

    phone: str = ""
    call: str = ""
    email: str = ""
    write: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """A person at a client."""

    id: int
    name: str
    position: str
    decision: str
    reached: Reached
    company_id: int | None
    version: int
    own: tuple[OwnValue, ...] = ()

    @property
    def decision_words(self) -> str:
        """Return the part in the decision, in words."""
        return str(DECISIONS.get(self.decision, self.decision))


def reached(phone: str, email: str, *, viewer: Actor) -> Reached:
    """Return how the viewer reaches somebody, in part where the role sees phones or e-mails only in part."""
    number = read_phone(phone)
    whole = number.shown if number else phone
    return Reached(
        phone=whole if clear("phone", viewer) else shown(phone, "phone", viewer),
        call=call_link(phone) if clear("phone", viewer) else "",
        email=shown(email, "email", viewer),
        write=f"mailto:{email}" if email and clear("email", viewer) else "",
    )


def contacts_of(company_id: int, *, viewer: Actor) -> tuple[ContactView, ...]:
    """Return the people at a company within reach: who decides first, then by name."""
    rows = visible_contacts(viewer).filter(company=company_id)
    fields = own_fields(Holder.CONTACT, viewer=viewer)
    found = list(rows.order_by("first_name", "last_name", "id")[:CONTACTS_SHOWN])
    owns = own_lines([row.own for row in found], fields, viewer=viewer)
    listed = [_contact(row, viewer, own) for row, own in zip(found, owns, strict=True)]
    return tuple(sorted(listed, key=lambda each: each.decision != DecisionRole.DECIDES))


def contact_values(contact_id: int, *, viewer: Actor) -> Contact:
    """Return a contact within reach with the values a form begins with."""
    row = visible_contacts(viewer).select_related("company").filter(pk=contact_id).first()
    if row is None:
        raise Missing()
    return row


def _contact(row: Contact, viewer: Actor, own: Sequence[OwnValue]) -> ContactView:
    return ContactView(
        id=row.pk,
        name=str(row),
        position=row.position,
        decision=row.decision,
        reached=reached(row.phone, row.email, viewer=viewer),
        company_id=row.company_id,
        version=row.version,
        own=tuple(each for each in own if each.words),
    )
