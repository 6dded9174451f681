"""Templates of letters, and what goes into one written about a deal or a planned letter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.db.models import QuerySet

from mostik.core import clock, company
from mostik.core.actors import Actor, ActorKind
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.models import Company, Contact, Deal, LetterTemplate
from mostik.crm.queries.identities import kept_lists
from mostik.crm.rules.clients import read_phone
from mostik.crm.rules.letters import Way, filled
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Missing
from mostik.people.access import User, clear
from mostik.web import formats


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """To whom a letter goes: what fills a template's fields, and by which ways the client is reached."""

    values: Mapping[str, str]
    ways: Mapping[Way, str]
    activity_id: int | None = None
    deal_id: int | None = None
    company_id: int | None = None
    contact_id: int | None = None
    kind: str = ""

    @property
    def email(self) -> str:
        """The address letters go to; nothing where there is none or it is not for these eyes."""
        return self.ways.get(Way.EMAIL, "")

    @property
    def phone(self) -> str:
        """The number messages go to; nothing where there is none or it is not for these eyes."""
        return self.ways.get(Way.SMS, "")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter about a deal made from a template: to whom, what about, the words."""

    to: str
    subject: str = ""
    text: str = ""


def draft_about(
    deal_id: int, template_id: int | None, *, viewer: Actor, more: Mapping[str, str] = MappingProxyType({})
) -> Draft:
    """Return a letter to the client of a deal with a template's fields filled in; empty without a template.

    ``more`` fills fields of what goes with it.
    """
    to = addressee_of_deal(deal_id, viewer=viewer)
    if template_id is None:
        return Draft(to=to.email)
    row = letter_template(template_id, viewer=viewer)
    values = {**to.values, **more}
    return Draft(to=to.email, subject=filled(row.subject or row.title, values), text=filled(row.text, values))


def mail_templates(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return the templates of letters in use, by number."""
    return _titled(viewer, ActivityKind.EMAIL)


def message_templates(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return the templates of messages in use, by number."""
    return _titled(viewer, ActivityKind.MESSAGE)


def written_templates(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return the templates of letters and messages in use, by number."""
    rows = letter_templates(viewer=viewer).order_by("title", "pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def _titled(viewer: Actor, kind: ActivityKind) -> list[tuple[str, str]]:
    rows = letter_templates(viewer=viewer).filter(kind=kind).order_by("title", "pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def letter_templates(*, viewer: Actor, archived: bool = False) -> "QuerySet[LetterTemplate]":  # noqa: ARG001 - the company's own words
    """Return the templates in use, or all of them."""
    rows = LetterTemplate.objects.all()
    return rows if archived else rows.filter(archived_at__isnull=True)


def letter_template(template_id: int, *, viewer: Actor) -> LetterTemplate:
    """Return one template."""
    row = letter_templates(viewer=viewer, archived=True).filter(pk=template_id).first()
    if row is None:
        raise Missing()
    return row


def addressee_of_activity(activity_id: int, *, viewer: Actor) -> Addressee:
    """Return to whom is written when this planned activity is worked; refuses one out of reach."""
    rows = visible_activities(viewer).filter(pk=activity_id)
    row = rows.select_related("company", "contact", "deal__company", "deal__contact").first()
    if row is None:
        raise Missing()
    client = row.company or (row.deal.company if row.deal else None)
    to = _addressee(viewer, row.deal, client, row.contact or (row.deal.contact if row.deal else None))
    planned = row.kind if row.kind in {ActivityKind.EMAIL, ActivityKind.MESSAGE} else ""
    return replace(to, activity_id=row.pk, kind=planned)


def addressee_of_deal(deal_id: int, *, viewer: Actor) -> Addressee:
    """Return to whom is written about a deal; refuses one out of reach."""
    row = visible_deals(viewer).filter(pk=deal_id).select_related("company", "contact").first()
    if row is None:
        raise Missing()
    return _addressee(viewer, row, row.company, row.contact)


def _addressee(
    viewer: Actor,
    deal: Deal | None,
    client: Company | None,
    contact: Contact | None,
) -> Addressee:
    writes = deal.owner_id if deal and viewer.kind is ActorKind.ROBOT else viewer.id
    writer = User.objects.filter(pk=writes or 0).first()
    values = {
        "client.name": client.title if client else "",
        "client.contact": f"{contact.first_name} {contact.last_name}".strip() if contact else "",
        "client.first_name": contact.first_name if contact else "",
        "deal.title": deal.title if deal else "",
        "deal.amount": formats.money(deal.amount) if deal and deal.amount else "",
        "manager.name": writer.get_full_name() if writer else "",
        "manager.phone": writer.phone if writer else "",
        "company.name": company.choice("name"),
        "today": formats.day(clock.today()),
    }
    return Addressee(
        values=values,
        ways=_ways(viewer, client, contact),
        deal_id=deal.pk if deal else None,
        company_id=client.pk if client else None,
        contact_id=contact.pk if contact else None,
    )


def _ways(viewer: Actor, client: Company | None, contact: Contact | None) -> dict[Way, str]:
    """Return how the client is reached in writing, the person before the company; nothing a role sees in part."""
    kept = [kept_lists(row) for row in (contact, client) if row]
    phone = next((value for each in kept for value in each["phone"] if value), "")
    accounts = dict(value.split(":", 1) for each in reversed(kept) for value in each["messenger"])
    found: dict[Way, str] = {}
    if clear("email", viewer):
        found[Way.EMAIL] = next((value for each in kept for value in each["email"] if value), "")
    if clear("phone", viewer):
        number = read_phone(phone)
        dialled = number.e164 if number else ""
        found[Way.WHATSAPP] = accounts.get("whatsapp", dialled)
        found[Way.TELEGRAM] = accounts.get("telegram", "")
        found[Way.SMS] = dialled
    return {way: to for way, to in found.items() if to}
