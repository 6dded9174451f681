"""The gate as it stands: the company's rules, who is not to be written to, what a client got, the verdict."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from mostik.channels.catalog.ways import WAYS
from mostik.channels.models import Sending, Stop
from mostik.channels.rules.gate import WEEK, Asked, Policy, Verdict, decided, read_policy
from mostik.channels.rules.zones import Zone, guessed
from mostik.channels.terms import Purpose, SendingState
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.crm.access import visible_companies, visible_contacts
from mostik.crm.queries.fields.known import own_fields
from mostik.crm.queries.fields.shown import own_lines
from mostik.crm.queries.personal.consents import consented
from mostik.crm.terms import ConsentChannel, ConsentPurpose, Holder
from mostik.kernel.phone import NotAPhone, Phone
from mostik.kernel.refusals import Missing

POLICY: Final = "gate"
HALTED: Final = "robots_halted"
SALT: Final = "channels.unsubscribe"
BY_WAY: Final[Mapping[str, ConsentChannel]] = {"email": ConsentChannel.EMAIL, "sms": ConsentChannel.SMS}
BY_PURPOSE: Final = {Purpose.OFFERS: ConsentPurpose.OFFERS, Purpose.SURVEYS: ConsentPurpose.SURVEYS}
#: Fields of the company's own that name a client's time zone.
ZONE_FIELD: Final = re.compile(r"часов\w+ пояс|time\s*zone", re.IGNORECASE)
company.declare(POLICY, {})
company.declare(HALTED, default=False)


def policy(*, viewer: Actor) -> Policy:  # noqa: ARG001 - the company's own rules are no secret
    """Return the company's rules; as usual while nobody has changed them."""
    return read_policy(company.choice(POLICY))


def policy_lines(*, viewer: Actor) -> list[str]:
    """Return the company's rules in words, one a line."""
    rules = policy(viewer=viewer)
    lines = []
    if rules.quiet:
        quiet = f"{rules.quiet.first:%H:%M}–{rules.quiet.last:%H:%M}"
        lines.append(_("Quiet hours: {hours}").format(hours=quiet))
    days = ", ".join(str(WEEKDAYS_ABBR[day]) for day in sorted(rules.days))
    lines.append(_("Days: {days}").format(days=days))
    caps = [(_("All ways together"), rules.cap), *((WAYS[way].words, cap) for way, cap in rules.ways.items())]
    for words, cap in caps:
        told = {"way": words, "day": cap.day or "—", "week": cap.week or "—"}
        lines.append(_("{way}: at most {day} a day, {week} a week").format(**told))
    return lines


def halted(*, viewer: Actor) -> bool:  # noqa: ARG001 - everybody sees the red line
    """Return whether robots' sendings are stopped."""
    return bool(company.choice(HALTED))


def zone_of(*, contact_id: int | None, company_id: int | None, viewer: Actor) -> Zone:
    """Return in which time zone a client within reach is, and how that is known."""
    person = visible_contacts(viewer).filter(pk=contact_id or 0).first()
    client = visible_companies(viewer).filter(pk=company_id or (person.company_id if person else 0) or 0).first()
    return guessed(
        own=[*_own_zone(Holder.CONTACT, person), *_own_zone(Holder.COMPANY, client)],
        places=[text for text in (client.region, client.address, client.postal_address) if text] if client else (),
        phones=[row.phone for row in (person, client) if row and row.phone],
        company=str(clock.zone()),
    )


def verdict(
    *,
    viewer: Actor,
    way: str,
    address: str,
    purpose: Purpose = Purpose.SERVICE,
    contact_id: int | None = None,
    company_id: int | None = None,
) -> Verdict:
    """Return whether a robot may write to a client now: allowed, not before a moment, never; with words."""
    row = Sending(way=way, to=address, purpose=purpose, contact_id=contact_id, company_id=company_id)
    row.made_at = clock.now()
    return decided(asked(row, promised=True, viewer=viewer), policy(viewer=viewer))


def asked(row: Sending, *, promised: bool = False, viewer: Actor) -> Asked:
    """Return one sending as the gate is asked of it; ``promised`` counts what is to go as well as what went."""
    purpose = Purpose(row.purpose)
    return Asked(
        now=clock.now(),
        zone=zone_of(contact_id=row.contact_id, company_id=row.company_id, viewer=SYSTEM).info,
        way=row.way,
        purpose=purpose,
        made_at=row.made_at,
        left=leavings(row, promised=promised, viewer=viewer),
        halted=halted(viewer=viewer),
        unsubscribed=is_stopped(row.way, row.to, contact_id=row.contact_id, viewer=viewer),
        agreed=_agreed(row, purpose),
    )


def leavings(row: Sending, *, promised: bool = False, viewer: Actor) -> list[tuple[datetime, str]]:  # noqa: ARG001 - counts
    """Return when robots' sendings left to the same client in a week, by every way; answers do not count."""
    rows = to_the_same(row).filter(by_kind=ActorKind.ROBOT).exclude(purpose=Purpose.ANSWER).exclude(pk=row.pk)
    since = clock.now() - WEEK
    gone = [(at, way) for at, way in rows.filter(left_at__gt=since).values_list("left_at", "way") if at]
    if promised:
        waiting = rows.filter(left_at__isnull=True, state=SendingState.NEW)
        gone += waiting.annotate(at=Coalesce(F("not_before"), F("made_at"))).values_list("at", "way")
    return gone


def to_the_same(row: Sending) -> QuerySet[Sending]:
    """Return every sending to the same person, else the same company, and to the same address."""
    same = Q(to=row.to, way=row.way)
    if row.contact_id:
        same |= Q(contact=row.contact_id)
    elif row.company_id:
        same |= Q(company=row.company_id, contact__isnull=True)
    return Sending.objects.filter(same)


def stops(*, viewer: Actor) -> QuerySet[Stop]:
    """Return whom not to write to."""
    rows = Stop.objects.filter(removed_at__isnull=True)
    return rows if viewer.may("channels.edit_gate") else rows.none()


def stop_row(stop_id: int, *, removed: bool = False, viewer: Actor) -> Stop:
    """Return one of the stop list; refuses one that is not there."""
    rows = (
        Stop.objects.filter(removed_at__isnull=not removed) if viewer.may("channels.edit_gate") else Stop.objects.none()
    )
    row = rows.filter(pk=stop_id).first()
    if row is None:
        raise Missing()
    return row


def is_stopped(way: str, address: str, *, contact_id: int | None = None, viewer: Actor) -> bool:  # noqa: ARG001 - a yes or no
    """Return whether an address, or the person it belongs to, is not to be written to by this way."""
    said = Q(address=plain(address), way__in=["", way])
    if contact_id:
        said |= Q(contact=contact_id, way="")
    return Stop.objects.filter(said, removed_at__isnull=True).exists()


def plain(address: str) -> str:
    """Return an address as it is kept: letters small, a phone in its one form.

    >>> plain(" Ivan@Client.TEST "), plain("8 (912) 345-67-89")
    ('ivan@client.test', '+79123456789')
    """
    text = address.strip().lower()
    if "@" in text:
        return text
    try:
        return Phone.parse(text).e164
    except NotAPhone:
        return text


def unsubscribe_token(row: Sending) -> str:
    """Return the signed value that lets a client take their address off, and nothing else."""
    return signing.dumps(row.pk, salt=SALT)


def sending_of(token: str, *, viewer: Actor) -> Sending:  # noqa: ARG001 - the token is the right
    """Return the sending a link was in; refuses a token that is none."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Missing(_("This link opens nothing any more. Ask whoever sent it for a new one.")) from None
    row = Sending.objects.filter(pk=number).select_related("owner").first()
    if row is None:
        raise Missing(_("This link opens nothing any more. Ask whoever sent it for a new one."))
    return row


def _agreed(row: Sending, purpose: Purpose) -> bool:
    if purpose not in BY_PURPOSE or row.contact_id is None:
        return purpose not in BY_PURPOSE
    channel = BY_WAY.get(row.way, ConsentChannel.MESSENGER)
    return consented(row.contact_id, purpose=BY_PURPOSE[purpose], channel=channel, viewer=SYSTEM)


def _own_zone(holder: Holder, row: Any) -> list[str]:
    """Return what the company's own fields named after the time zone say on a card."""
    if row is None or not row.own:
        return []
    fields = [
        each for each in own_fields(holder, viewer=SYSTEM) if ZONE_FIELD.search(f"{each.title_ru} {each.title_en}")
    ]
    return [line.words for line in own_lines([row.own], fields, viewer=SYSTEM)[0] if line.words]
