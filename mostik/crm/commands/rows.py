"""The deal's row in the hands of a command: found within reach, its version asked, told as events tell it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor, ActorKind
from mostik.core.locks import locked
from mostik.core.versions import who_changed
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.commands.own import put_own
from mostik.crm.models import Channel, Deal, Product
from mostik.crm.queries.histories import latest_change
from mostik.crm.queries.words import field_words
from mostik.crm.rules.deals import REQUIRABLE, DealFields
from mostik.crm.terms import Holder, Via
from mostik.kernel.events import Ref
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.kernel.versions import Both, FieldsChanged, changed_since, settle
from mostik.people.access import User, scoped
from mostik.web import formats

Change = tuple[str, str, str]

LINKS = ("company", "contact", "product", "channel")


def deal_of(
    actor: Actor, deal_id: int, version: int | None = None, *, removed: bool = False, watch: Collection[str] = ()
) -> Deal:
    """Return a deal within reach, held until the command ends, also a ``removed`` one if those are asked for.

    Refuses a version before the last change of what is watched (by default of anything), saying what changed.
    """
    rows = scoped(Deal.objects.all(), actor) if removed else visible_deals(actor)
    deal = locked(rows.filter(pk=deal_id)).select_related("owner", "team", "stage", "pipeline", *LINKS).first()
    if deal is None:
        raise Missing()
    stale = changed_since(deal.touched, watch, version) if watch else version is not None and deal.version != version
    if stale:
        raise _changed_meanwhile(actor, deal)
    return deal


def owner_for(actor: Actor, owner_id: int | None) -> User:
    """Return whose the deal will be: oneself, or with the right to hand over anybody within reach."""
    wanted = owner_id or actor.id
    if wanted is None:
        raise Invalid(_("Say whose deal it is."), field="owner")
    people = scoped(User.objects.filter(is_active=True), actor, owner="pk")
    person = people.filter(pk=wanted).select_related("team").first()
    allowed = person and (person.pk == actor.id or actor.may("crm.hand_over_deal"))
    if not person or not allowed:
        raise Invalid(_("Choose somebody from your own people."), field="owner")
    return person


def via_of(actor: Actor) -> Via:
    """Return by what door an actor's changes come."""
    return {ActorKind.PERSON: Via.PERSON, ActorKind.TOKEN: Via.API}.get(actor.kind, Via.ROBOT)


def give(deal: Deal, owner: User) -> None:
    """Make the deal this person's, and their team's."""
    deal.owner, deal.team = owner, owner.team


def dimensions(deal: Deal) -> dict[str, Any]:
    """Return what every event of a deal says about it."""
    return {
        "deal": deal.pk,
        "title": deal.title,
        "owner": deal.owner_id,
        "team": deal.team_id,
        "department": deal.team.department_id if deal.team else deal.owner.department_id,
        "pipeline": deal.pipeline_id,
        "stage": deal.stage_id,
        "channel": deal.channel_id,
        "product": deal.product_id,
        "company": deal.company_id,
        "amount": deal.amount_minor,
        "currency": deal.currency,
        "cohort": clock.business_day(deal.created_at),
    }


def write(
    actor: Actor, deal: Deal, fields: DealFields, seen: int | None = None, *, asked_later: bool = False
) -> list[Change]:
    """Put values onto the row, unsaved, and return those that changed as people read them.

    Refuses `FieldsChanged` where somebody else changed the same field after the version ``seen``.
    """
    plain = {name: value for name, value in fields.items() if name != "own"}
    current = {name: getattr(deal, f"{name}_id" if name in LINKS else name) for name in plain}
    way = settle(plain, current, deal.touched, seen)
    if way.clash:
        raise _clash(actor, deal, {name: plain[name] for name in way.clash})
    changes = put_own(actor, deal, Holder.DEAL, fields.get("own"), seen=seen, asked_later=asked_later)
    for name, value in way.write.items():
        before, after = getattr(deal, name), _linked(actor, name, value) if name in LINKS else value
        _set(deal, name, after)
        changes.append((name, words(before), words(after)))
    _check(deal, way.write)
    return changes


def filled(deal: Deal) -> set[str]:
    """Return which of the fields a stage may ask for are filled in."""
    own = {f"own_{slot[1:]}" for slot in deal.own if slot.startswith("f")}
    return own | {name for name in REQUIRABLE if getattr(deal, f"{name}_id" if name in LINKS else name)}


def words(value: object) -> str:
    """Return a field's value as people read it; nothing for an empty one."""
    if isinstance(value, Money):
        return formats.money(value) if value else ""
    if isinstance(value, date):
        return formats.day_long(value)
    return str(value) if value else ""


def _linked(actor: Actor, name: str, pk: object) -> Model | None:
    """Return the record a field refers to, within reach; an unknown one is refused at its field."""
    if pk is None:
        return None
    books = {"product": Product.objects.filter(active=True), "channel": Channel.objects.filter(active=True)}
    rows = {"company": visible_companies, "contact": visible_contacts}
    found = (books[name] if name in books else rows[name](actor)).filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such record among yours."), field=name)
    return found


def _set(deal: Deal, name: str, value: object) -> None:
    if isinstance(value, Money):
        deal.amount_minor, deal.currency = value.minor, value.currency
    else:
        setattr(deal, name, value)


def _check(deal: Deal, written: Collection[str]) -> None:
    if not deal.title.strip():
        raise Invalid(_("Name the deal."), field="title")
    if len(deal.title) > 200:
        raise Invalid(_("The title is longer than 200 characters."), field="title")
    if deal.amount_minor < 0:
        raise Invalid(_("The amount cannot be below zero."), field="amount")
    contact = deal.contact if {"company", "contact"} & set(written) else None
    if contact and deal.company_id and contact.company_id not in {None, deal.company_id}:
        raise Invalid(_("This person belongs to another client."), field="contact")


def _clash(actor: Actor, deal: Deal, mine: Mapping[str, object]) -> FieldsChanged:
    about = Ref("crm.deal", deal.pk)
    both = {}
    for name, value in mine.items():
        sent = _linked(actor, name, value) if name in LINKS else value
        both[name] = Both(words(sent), words(getattr(deal, name)), who_changed(about, name))
    return FieldsChanged(both, words=field_words(both))


def _changed_meanwhile(actor: Actor, deal: Deal) -> Conflict:
    who, what = latest_change(viewer=actor, about=Ref("crm.deal", deal.pk))
    if not who:
        return Conflict()
    message = _("{who} changed the deal since you opened it: {what}. Look at it again.")
    return Conflict(message, params={"who": who, "what": what})
