"""Writes of sites whose visits are counted, and of the numbers that tell callers apart."""

import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mostik.channels.events import (
    NumberRemoved,
    NumberRestored,
    NumberSaved,
    SiteRemoved,
    SiteRestored,
    SiteSaved,
)
from mostik.channels.models import Site, TrackedNumber
from mostik.channels.rules.origins import LONGEST, NONE, Marks, host_of
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Conflict, Invalid, Missing

RIGHT = "channels.edit_tracking"
MOST_HOSTS = 20
MINUTES = range(5, 24 * 60 + 1)


@command(needs=RIGHT)
def save_site(
    *,
    by: Actor,
    title: str,
    hosts: Sequence[str],
    minutes: int = 30,
    site_id: int | None = None,
    version: int | None = None,
) -> int:
    """Count the visits of a site, or change how, and return its number.

    Refuses a site without a name or a host, a host that is none, a hold of numbers under 5 minutes or over a day.
    """
    row = _site(site_id, version) if site_id else Site(key=secrets.token_urlsafe(16)[:22], made_at=clock.now())
    row.title = title.strip()
    if not 1 <= len(row.title) <= 80:
        raise Invalid(_("This has from 1 to {most} characters."), field="title", params={"most": 80})
    row.hosts = _hosts(hosts)
    if minutes not in MINUTES:
        raise Invalid(_("From 5 minutes to a day."), field="minutes")
    row.minutes, row.version = minutes, row.version + 1
    row.save()
    publish(SiteSaved(at=clock.now(), site=row.pk, title=row.title))
    return row.pk


@command(needs=RIGHT)
def remove_site(*, by: Actor, site_id: int) -> None:
    """Count a site's visits no more; what was counted stays."""
    row = _site(site_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(SiteRemoved(at=row.removed_at, site=row.pk, title=row.title))


@command(needs=RIGHT)
def restore_site(*, by: Actor, site_id: int) -> None:
    """Count a removed site's visits again."""
    row = _site(site_id)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(SiteRestored(at=clock.now(), site=row.pk, title=row.title))


@command(needs=RIGHT)
def save_number(
    *, by: Actor, phone: str, site_id: int | None = None, marks: Marks | None = None, number_id: int | None = None
) -> int:
    """Tell a number apart: one of a site's pool, or of one source for good; return its record's number.

    Refuses what is no phone, a phone told apart already, and a number of both or of neither.
    """
    row = _number(number_id) if number_id else TrackedNumber(made_at=clock.now())
    try:
        row.e164 = Phone.parse(phone).e164
    except Invalid as refusal:
        refusal.field = "phone"
        raise
    row.site = _site(site_id) if site_id else None
    known = marks if marks and not row.site else None
    for name in ("source", "medium", "campaign"):
        value = getattr(known, name)[:LONGEST] if known else ""
        setattr(row, name, "" if value == NONE else value)
    if row.site is None and not row.source:
        raise Invalid(_("Choose a site whose visitors see it, or write the source it stands for."), field="source")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(_("This number is told apart already."), field="phone") from None
    publish(NumberSaved(at=clock.now(), number=row.pk, title=row.e164))
    return row.pk


@command(needs=RIGHT)
def remove_number(*, by: Actor, number_id: int) -> None:
    """Show a number no more; calls to it still find their visits."""
    row = _number(number_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(NumberRemoved(at=row.removed_at, number=row.pk, title=row.e164))


@command(needs=RIGHT)
def restore_number(*, by: Actor, number_id: int) -> None:
    """Show a removed number again."""
    row = _number(number_id)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    publish(NumberRestored(at=clock.now(), number=row.pk, title=row.e164))


def _hosts(hosts: Sequence[str]) -> list[str]:
    found = []
    for each in hosts:
        text = each.strip().casefold()
        host = host_of(text if "://" in text else f"https://{text}")
        if not host or " " in text or ("." not in host and host != "localhost"):
            raise Invalid(_("“{host}” is no site: write it like shop.ru."), field="hosts", params={"host": each})
        found.append(host)
    if not 1 <= len(found) <= MOST_HOSTS:
        raise Invalid(_("Name from 1 to {most} hosts, like shop.ru."), field="hosts", params={"most": MOST_HOSTS})
    return sorted(set(found))


def _site(site_id: int, version: int | None = None) -> Site:
    row = locked(Site.objects.filter(pk=site_id)).first()
    if row is None:
        raise Missing()
    if version is not None and version != row.version:
        raise Conflict()
    return row


def _number(number_id: int) -> TrackedNumber:
    row = locked(TrackedNumber.objects.filter(pk=number_id)).first()
    if row is None:
        raise Missing()
    return row
