"""Leads as they come in: read, recognised, scored, given to somebody; or joined to the deal that is open already."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import hold
from mostik.core.notifications import notify
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.contacts import ContactFields
from mostik.crm.commands.deals import create_deal
from mostik.crm.commands.giving import begin_turn, choose, given_to, held_rule
from mostik.crm.commands.own import OwnValues
from mostik.crm.commands.recognising import recognise_contact
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import LeadCame, LeadRepeated
from mostik.crm.models import Company, Contact, Deal, Intake, LeadRule
from mostik.crm.models.deals import WORKED
from mostik.crm.queries.distribution import Lead, decided
from mostik.crm.queries.identities import sharing
from mostik.crm.queries.pipelines import lead_pipeline
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.deals import DealFields
from mostik.crm.rules.distribution import Decision, Way, Why
from mostik.crm.rules.intake import WEIGHTS, Person, facts, heading, is_paid, joins, person, score
from mostik.crm.terms import Outcome
from mostik.kernel.events import N_
from mostik.people.access import User, has_left

#: What each thing known of a lead adds to its score, where the company wants it otherwise.
company.declare("lead_weights", {})
MOST_TEXT = 5000
MOST_MARK = 500


@dataclass(frozen=True)
class Taken:
    """What became of a lead: its deal, whose it is, whether the client was known, whether it joined an open deal."""

    deal: int
    owner: int
    known: bool
    joined: bool = False
    fresh: bool = True
    contact: int | None = None


@dataclass(frozen=True)
class Host:
    """Whoever looks after the way a lead came by: theirs is what no rule of the company fits, or ``always`` all."""

    person: int
    always: bool = False


@command(needs="crm.add_deal")
def take_lead(
    *,
    by: Actor,
    source: str,
    external_id: str,
    name: str = "",
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    messengers: Sequence[str] = (),
    company_name: str = "",
    title: str = "",
    text: str = "",
    channel_id: int | None = None,
    product_id: int | None = None,
    language: str = "",
    own: OwnValues | None = None,
    marks: Mapping[str, str] | None = None,
    host: Host | None = None,
    at: datetime | None = None,
) -> Taken:
    """Take a lead in: the same (source, external id) once, however often it is sent and by how many at a time.

    The same person is known by any phone, address or messenger. While a deal of theirs is open and was moved within
    thirty days, the lead joins it. Else it is scored, a deal is made, and the first rule that fits gives it to
    somebody, a known client's owner first, or to the pool; the answer's timer begins. ``host`` looks after the way it
    came by. Nothing is refused for how the client wrote themselves: what cannot be read stays in the deal's note.
    ``by`` needs the right alone: whose clients are known does not depend on who brings the lead.
    """
    del by
    text, title, company_name = (each.replace("\0", "") for each in (text, title, company_name))
    who = _checked(person(name, phones, emails, messengers))
    hold(f"intake:{source}:{external_id}", *(f"known:{each.kind}:{each.value}" for each in who.keys))
    if done := _taken_before(source, external_id):
        return done
    said = _note(text, who)
    intake = Intake(
        source=source[:40],
        number=external_id[:120],
        at=at or clock.now(),
        name=who.name[:200],
        text=said,
        marks=_marks(marks),
    )
    holder = _holder(who)
    if holder and (deal := _open_deal(holder)):
        return _join(intake, deal, who)
    firm = holder.company if holder else _company(company_name)
    intake.known = holder is not None or firm is not None
    bought = bool(firm and Deal.objects.filter(company=firm, outcome=Outcome.WON, removed_at__isnull=True).exists())
    found = facts(who, company=company_name, text=text, known=intake.known, bought=bought, paid=is_paid(intake.marks))
    scored = score(found, {**WEIGHTS, **company.choice("lead_weights")})
    intake.score, intake.reasons = scored.points, [list(each) for each in scored.reasons]
    lead = Lead(source=source, channel=channel_id, product=product_id, language=language, score=scored.points)
    fields: DealFields = {"note": said, "channel": channel_id, "product": product_id}
    if own:
        fields["own"] = own
    heads = title.strip()[:200] or heading(who, company_name, text) or _("A lead without a name")
    return _begin(intake, lead, _New(who, holder, firm, company_name.strip()[:200], heads, fields, host))


@dataclass(frozen=True)
class _New:
    """A lead that joins nothing: who wrote, the person and company known before, what its deal will say."""

    who: Person
    holder: Contact | None
    firm: Company | None
    company_name: str
    title: str
    fields: DealFields
    host: Host | None = None

    @property
    def owner(self) -> User | None:
        """Return whose the client is already."""
        return next((each.owner for each in (self.holder, self.firm) if each), None)


def _begin(intake: Intake, lead: Lead, new: _New) -> Taken:
    rule = held_rule(lead)
    decision, how = _decision(rule, lead, new)
    owner = decision.person or rule.keeper_id
    firm, contact = _client(new, owner)
    way = lead_pipeline(viewer=SYSTEM)
    number = create_deal(
        by=SYSTEM,
        title=new.title,
        pipeline_id=way.id if way else None,
        owner_id=owner,
        fields={**new.fields, "company": firm, "contact": contact},
        at=min(intake.at, clock.now()),
        asked_later=True,
    )
    deal = Deal.objects.select_related("owner", "team").get(pk=number)
    intake.deal, intake.contact_id = deal, contact
    intake.save()
    if decision.person:  # a substitute may have taken it for whoever was chosen
        decision = replace(decision, person=deal.owner_id)
    begin_turn(deal, rule, decision, how=how, source=intake.source, came_at=deal.created_at)
    told = {**dimensions(deal), "intake": intake.pk, "source": intake.source, "contact": contact}
    publish(LeadCame(at=clock.now(), score=intake.score, known=intake.known, **told))
    return Taken(deal.pk, deal.owner_id, intake.known, contact=contact)


def _client(new: _New, owner: int) -> tuple[int | None, int | None]:
    """Return the company and the person of a new lead, added where they are not known."""
    firm = new.firm.pk if new.firm else None
    if firm is None and company_key(new.company_name):
        firm = add_company(by=SYSTEM, fields={"title": new.company_name}, owner_id=owner)
    contact = _contact(new.who, firm, owner)
    works_at = Contact.objects.filter(pk=contact or 0).values_list("company_id", flat=True).first()
    return works_at or firm, contact


def _decision(rule: LeadRule, lead: Lead, new: _New) -> tuple[Decision, str]:
    """Return whose the lead is and how it was chosen: a known client's owner first, while they work here and sell."""
    if (owner := new.owner) and rule.owner_first and owner.sells and not has_left(owner):
        return given_to(decided(rule, lead, viewer=SYSTEM), owner, Why.OWNER), "owner"
    if new.host and (new.host.always or not rule.pk):
        host = User.objects.get(pk=new.host.person)
        if not has_left(host):
            return given_to(decided(rule, lead, viewer=SYSTEM), host, Why.HOST), "host"
    decision = choose(rule, lead)
    return decision, rule.way if decision.person else Way.POOL


def _taken_before(source: str, external_id: str) -> Taken | None:
    row = Intake.objects.filter(source=source[:40], number=external_id[:120]).select_related("deal").first()
    if row is None or row.deal is None:
        return None
    return Taken(row.deal.pk, row.deal.owner_id, row.known, row.joined, fresh=False, contact=row.contact_id)


def _holder(who: Person) -> Contact | None:
    """Return the longest known person with any of these phones, addresses or accounts."""
    found = sharing((each.kind.value, each.value) for each in who.keys)
    numbers = {each.contact_id for each in (row for rows in found.values() for row in rows) if each.contact_id}
    rows = Contact.objects.filter(pk__in=numbers, removed_at__isnull=True)
    return rows.select_related("owner", "company__owner").order_by("pk").first()


def _company(name: str) -> Company | None:
    key = company_key(name) if name.strip() else ""
    rows = Company.objects.filter(key=key, removed_at__isnull=True).select_related("owner")
    return rows.order_by("pk").first() if key else None


def _open_deal(holder: Contact) -> Deal | None:
    """Return the newest open deal of a person that moved lately enough for a repeated lead to join."""
    rows = Deal.objects.filter(WORKED, contact=holder).select_related("owner", "team", "contact")
    for deal in rows.order_by("-pk")[:5]:
        last = Intake.objects.filter(deal=deal).order_by("-at").values_list("at", flat=True).first()
        moved = max(filter(None, [deal.created_at, deal.last_at, deal.stage_since, last]))
        if joins(moved, clock.now()):
            return deal
    return None


def _join(intake: Intake, deal: Deal, who: Person) -> Taken:
    intake.deal, intake.joined, intake.known = deal, True, True
    intake.contact_id = _contact(who, deal.company_id, deal.owner_id) or deal.contact_id
    intake.save()
    told = {**dimensions(deal), "intake": intake.pk, "source": intake.source}
    publish(LeadRepeated(at=clock.now(), text=intake.text[:500], **told))
    notify(
        person_ids=[deal.owner_id],
        kind="lead",
        text=N_("The client came again: {deal}"),
        params={"deal": deal.title},
        key=f"lead again:{intake.pk}",
        url=reverse("crm:deal", args=[deal.pk]),
    )
    return Taken(deal.pk, deal.owner_id, known=True, joined=True, contact=intake.contact_id)


def _contact(who: Person, company_id: int | None, owner_id: int) -> int | None:
    """Return whom somebody who wrote is: recognised, or added; nobody where they left nothing."""
    first = who.first_name or next(iter((*who.phones, *who.emails, *who.messengers)), "")
    if not first:
        return None
    fields: ContactFields = {"first_name": first[:80], "last_name": who.last_name}
    fields.update({"phone": who.phones, "email": who.emails, "messenger": who.messengers})
    return recognise_contact(by=SYSTEM, fields=fields, company_id=company_id, owner_id=owner_id).contact


def _checked(who: Person) -> Person:
    """Return who wrote without the addresses a card would refuse."""
    good = []
    for each in who.emails:
        with suppress(ValidationError):
            validate_email(each)
            good.append(each)
    left = [each for each in who.emails if each not in good]
    return replace(
        who,
        phones=who.phones[:10],
        emails=tuple(good[:10]),
        messengers=who.messengers[:10],
        unread=(*who.unread, *left),
    )


def _note(text: str, who: Person) -> str:
    unread = ", ".join(who.unread).replace("\0", "")
    return "\n".join(filter(None, [text.strip(), unread]))[:MOST_TEXT]


def _marks(marks: Mapping[str, str] | None) -> dict[str, str]:
    told = {str(name)[:60]: str(value)[:MOST_MARK].replace("\0", "") for name, value in (marks or {}).items()}
    return {name: value for name, value in list(told.items())[:40] if value}
