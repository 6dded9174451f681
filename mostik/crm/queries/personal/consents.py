"""What people at clients agreed to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mostik.core.actors import Actor
from mostik.crm.access import visible_contacts
from mostik.crm.models import Consent, Contact
from mostik.crm.queries.merging import same_as
from mostik.crm.queries.words import CONSENT_CHANNELS, CONSENT_PURPOSES
from mostik.crm.rules.consents import Said, agrees
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Missing
from mostik.people.access import scoped


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """One consent on a person's card."""

    id: int
    purpose: str
    channel: str
    text: str
    given_at: datetime
    given_how: str
    withdrawn_at: datetime | None
    withdrawn_how: str


def consented(contact_id: int, *, purpose: ConsentPurpose, channel: ConsentChannel, viewer: Actor) -> bool:
    """Return whether something may be sent to a person within reach: every sending asks here and nowhere else."""
    if not visible_contacts(viewer).filter(pk=contact_id).exists():
        return False
    people = [contact_id, *same_as("contact", contact_id, viewer=viewer)]
    ways = [ConsentChannel.ANY, channel]
    rows = Consent.objects.filter(contact__in=people, purpose=purpose, channel__in=ways)
    return agrees(Said(*row) for row in rows.values_list("given_at", "withdrawn_at"))


def consents(*, viewer: Actor) -> QuerySet[Consent]:
    """Return the consents of people within reach."""
    return Consent.objects.filter(contact__in=visible_contacts(viewer).values("pk")).select_related("contact")


def consents_of(contact_id: int, *, viewer: Actor) -> tuple[ConsentView, ...]:
    """Return a person's consents, the newest first."""
    rows = consents(viewer=viewer).filter(contact=contact_id).order_by("-given_at", "-pk")
    return tuple(
        ConsentView(
            id=row.pk,
            purpose=str(CONSENT_PURPOSES[row.purpose]),
            channel=str(CONSENT_CHANNELS[row.channel]),
            text=row.text,
            given_at=row.given_at,
            given_how=row.given_how,
            withdrawn_at=row.withdrawn_at,
            withdrawn_how=row.withdrawn_how,
        )
        for row in rows[:100]
    )


def consent_row(consent_id: int, *, viewer: Actor) -> Consent:
    """Return a consent of somebody within reach; refuses another's as if there were none."""
    row = consents(viewer=viewer).filter(pk=consent_id).first()
    if row is None:
        raise Missing()
    return row


def every_contact(viewer: Actor) -> QuerySet[Contact]:
    """Return the people within reach, removed ones too: their data are still held."""
    return scoped(Contact.objects.all(), viewer)
