"""Materials sent to clients in one press over their own way, and opened by them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import F

from mostik.channels.catalog.vanishing import vanishes
from mostik.channels.commands.taking_back import GoneAlready, take_back
from mostik.channels.commands.talks import write
from mostik.channels.terms import Purpose
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.access import visible_deals
from mostik.crm.queries.letters import addressee_of_deal
from mostik.kernel.refusals import Conflict, Missing, gettext_noop
from mostik.kit.access import visible_materials
from mostik.kit.events import MaterialOpened, MaterialSent, MaterialTakenBack
from mostik.kit.models import Share
from mostik.kit.queries.materials import edition_of
from mostik.kit.queries.sharing import is_watched, link_to, share_of, way_to
from mostik.kit.rules import words_with

RIGHT: Final = "channels.write_letters"
CAUSE: Final = vanishes("material")
#: Looking again so soon is the same look.
SAME_LOOK: Final = timedelta(minutes=10)


class NoWay(Conflict):
    """There is no way to the client."""

    message = gettext_noop("The client has no address you may see and no talk with us: write one on their card first.")


class NoPlace(Conflict):
    """Links lead nowhere."""

    message = gettext_noop("Mostik does not know its own address, so a link would lead nowhere: set it up first.")


@command(needs=RIGHT)
def send_material(
    *,
    by: Actor,
    deal_id: int,
    material_id: int,
    key: str,
    way: str = "",
    purpose: str = Purpose.SERVICE,
    place: str = "",
    hold: int = 0,
) -> int:
    """Send a material to the client of a deal over a way, their own where none is named; return the share's number.

    The same key sends nothing twice. Through the gate as everything is, ``hold`` seconds later. ``place`` is where
    Mostik is opened, should the company not have said it. Refuses a client without a way.
    """
    if known := Share.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    deal = visible_deals(by).filter(pk=deal_id).first()
    row = visible_materials(by).filter(pk=material_id, archived_at__isnull=True).first()
    if deal is None or row is None:
        raise Missing()
    chosen = way or way_to(deal_id, viewer=by)
    if not chosen:
        raise NoWay
    to = addressee_of_deal(deal_id, viewer=by)
    share = Share.objects.create(
        key=key,
        edition=edition_of(row.pk, viewer=by),
        material=row,
        deal=deal,
        contact_id=to.contact_id,
        owner_id=deal.owner_id,
        team_id=deal.team_id,
        way=chosen,
        by_name=by.name[:120],
        made_at=clock.now(),
    )
    link = link_to(share, place)
    if not link:
        raise NoPlace
    text = words_with(row.words, row.title, link, to.values.get("client.first_name", ""))
    told = {"deal_id": deal.pk, "way": chosen, "subject": row.title, "purpose": purpose, "hold": hold}
    share.sending_id = write(by=by, text=text, key=f"{CAUSE}{key}"[:120], **told)  # type: ignore[arg-type]
    share.save(update_fields=["sending"])
    publish(MaterialSent(at=share.made_at, material=row.pk, title=row.title, share=share.pk, deal=deal.pk, way=chosen))
    return share.pk


@command(needs=RIGHT)
def take_material_back(*, by: Actor, deal_id: int, share_id: int) -> None:
    """Take back a material one sent before it goes, as if never sent; refuses what has gone or what another sent."""
    if not visible_deals(by).filter(pk=deal_id).exists():
        raise Missing()
    row = locked(Share.objects.filter(pk=share_id, deal_id=deal_id)).first()
    if row is None or row.sending_id is None:
        raise GoneAlready
    take_back(by=by, letter_id=row.sending_id)


@command(needs=None)
def unsend_materials(*, by: Actor, letter_ids: Sequence[int]) -> None:
    """Let the materials of letters taken back be as if never sent."""
    rows = locked(Share.objects.filter(sending__in=letter_ids)).order_by("pk")
    for row in rows.select_related("material"):
        deal, title, number = row.deal_id, row.material.title, row.pk
        row.delete()
        publish(MaterialTakenBack(at=clock.now(), material=row.material_id, title=title, share=number, deal=deal))


@command(needs=None)
def note_look(*, by: Actor, token: str) -> None:
    """Count that a client who agreed to it looks at their page of a material; the first time is told."""
    found = share_of(token, viewer=by)
    if not is_watched(found, viewer=by):
        return
    row = locked(Share.objects.filter(pk=found.pk)).first()
    now = clock.now()
    if row is None or (row.last_at and now - row.last_at < SAME_LOOK):
        return
    first = row.first_at is None
    Share.objects.filter(pk=row.pk).update(opens=F("opens") + 1, first_at=row.first_at or now, last_at=now)
    if first:
        title = found.material.title
        publish(MaterialOpened(at=now, material=found.material_id, title=title, share=row.pk, deal=row.deal_id))
