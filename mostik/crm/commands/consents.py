"""Writes of consents: given, withdrawn."""

from datetime import datetime

from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm.access import visible_contacts
from mostik.crm.events import ConsentGiven, ConsentWithdrawn
from mostik.crm.models import Consent
from mostik.crm.queries.personal.consents import consent_row
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Conflict, Invalid, Missing

SHORTEST = 3


@command(needs="crm.edit_client")
def give_consent(
    *,
    by: Actor,
    contact_id: int,
    purpose: ConsentPurpose,
    channel: ConsentChannel,
    text: str,
    how: str,
    at: datetime | None = None,
) -> int:
    """Keep that somebody within reach agreed, to which text and how, and return the consent's number."""
    if not visible_contacts(by).filter(pk=contact_id).exists():
        raise Missing(field="contact")
    moment = at or clock.now()
    if moment > clock.now():
        raise Invalid(_("A consent cannot be given in the future."), field="given_at")
    if not text.strip():
        raise Invalid(_("Name the text they agreed to and its version."), field="text")
    if len(how.strip()) < SHORTEST:
        raise Invalid(_("Say how it was given: a form, a letter, a recorded call."), field="given_how")
    row = Consent.objects.create(
        contact_id=contact_id,
        purpose=purpose,
        channel=channel,
        text=text.strip()[:120],
        given_at=moment,
        given_how=how.strip()[:500],
        by_id=by.id,
    )
    publish(ConsentGiven(at=clock.now(), consent=row.pk, contact=contact_id, purpose=purpose, channel=channel))
    return row.pk


@command(needs="crm.edit_client")
def withdraw_consent(*, by: Actor, consent_id: int, how: str, at: datetime | None = None) -> None:
    """Keep that somebody agrees no more, and how they said so. Refuses a consent withdrawn already."""
    row = consent_row(consent_id, viewer=by)
    moment = at or clock.now()
    if row.withdrawn_at is not None:
        raise Conflict(_("This consent is withdrawn already."))
    if not row.given_at <= moment <= clock.now():
        raise Invalid(_("A consent is withdrawn after it was given and not in the future."), field="withdrawn_at")
    if len(how.strip()) < SHORTEST:
        raise Invalid(_("Say how it was withdrawn."), field="withdrawn_how")
    row.withdrawn_at, row.withdrawn_how = moment, how.strip()[:500]
    row.save(update_fields=["withdrawn_at", "withdrawn_how"])
    told = ConsentWithdrawn(
        at=clock.now(), consent=row.pk, contact=row.contact_id, purpose=row.purpose, channel=row.channel
    )
    publish(told)
