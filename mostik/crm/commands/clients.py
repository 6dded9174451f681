"""Writes of companies: added, changed, handed over, removed, restored."""

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish, publish_all
from mostik.core.many import few
from mostik.crm.access import visible_companies
from mostik.crm.commands.identities import keep_known, know_new
from mostik.crm.commands.own import OwnValues, put_own, refuse_taken
from mostik.crm.commands.values import NUMBERS, Change, check_requisites, check_version, put
from mostik.crm.events import CompanyAdded, CompanyEdited, CompanyRemoved, CompanyRestored
from mostik.crm.models import Company
from mostik.crm.queries.activities import possible_owner
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.names import block, company_sound
from mostik.crm.terms import Holder, Outcome
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.access import User, scoped

BATCH = 400


class CompanyFields(TypedDict, total=False):
    """Values of a company that people fill in; what is left out stays as it is.

    Of phones, addresses and messengers the first is the main one; a single text replaces it alone.
    """

    title: str
    sector: str
    region: str
    phone: str | Sequence[str]
    email: str | Sequence[str]
    messenger: str | Sequence[str]
    site: str
    employees: int | None
    note: str
    full_title: str
    inn: str
    kpp: str
    ogrn: str
    address: str
    postal_address: str
    bank: str
    bic: str
    account: str
    correspondent: str
    own: OwnValues


@command(needs="crm.edit_client")
def add_company(
    *, by: Actor, fields: CompanyFields, owner_id: int | None = None, origin: str = "", origin_id: str = ""
) -> int:
    """Add a company and return its number; by default it is one's own. A likely duplicate is hinted at, not refused."""
    owner = _owner(by, owner_id)
    row = Company(owner=owner, team_id=owner.team_id, created_at=clock.now(), origin=origin, origin_id=origin_id)
    _changes, lists = write_company(row, fields, by)
    row.save()
    know_new(row, lists)
    publish(CompanyAdded(at=row.created_at, company=row.pk, title=row.title))
    return row.pk


@command(needs="crm.edit_client")
def edit_company(*, by: Actor, company_id: int, fields: CompanyFields, version: int | None = None) -> None:
    """Change fields of a company; what is left out stays. Refuses `FieldsChanged` where others changed the same."""
    row = _company(by, company_id)
    changes, lists = write_company(row, fields, by, version)
    if changes:
        _save(row, changes)
        keep_known(row, lists, changes)


@command(needs="crm.hand_over_deal")
def hand_over_companies(*, by: Actor, company_ids: Sequence[int], owner_id: int) -> int:
    """Give companies to another person within reach and return how many. Their deals stay with whom they are."""
    to = possible_owner(owner_id, viewer=by)
    rows = [row for row in _companies(by, company_ids) if row.owner_id != to.pk]
    told = [_handed(row, to) for row in rows]
    Company.objects.bulk_update(rows, ["owner", "team", "version", "touched"], batch_size=BATCH)
    publish_all(told)
    return len(rows)


@command(needs="crm.remove_client")
def remove_companies(*, by: Actor, company_ids: Sequence[int]) -> int:
    """Remove companies and return how many. Refused while any has an open deal. ``restore_company`` brings one back."""
    rows = _companies(by, company_ids)
    _refuse_open_deals(rows)
    now = clock.now()
    for row in rows:
        row.removed_at, row.version = now, row.version + 1
    Company.objects.bulk_update(rows, ["removed_at", "version"], batch_size=BATCH)
    publish_all([CompanyRemoved(at=now, company=row.pk, title=row.title) for row in rows])
    return len(rows)


@command(needs="crm.remove_client")
def remove_company(*, by: Actor, company_id: int, version: int | None = None) -> None:
    """Remove a company; its contacts and closed deals stay in the books. Refused while it has an open deal."""
    row = _company(by, company_id)
    check_version(row, version)
    remove_companies(by=by, company_ids=[row.pk])


@command(needs="crm.remove_client")
def restore_company(*, by: Actor, company_id: int) -> None:
    """Bring a removed company back. Refuses one that was imported anew in the meantime."""
    row = scoped(Company.objects.all(), by).filter(pk=company_id).first()
    if row is None:
        raise Missing()
    if row.removed_at is None:
        raise Conflict(_("This was not removed."))
    if row.merged_into_id:
        raise Conflict(_("This client was merged with another. Take the merge back instead."))
    refuse_taken(by, row, Holder.COMPANY)
    twins = Company.objects.filter(removed_at__isnull=True, origin=row.origin, origin_id=row.origin_id)
    if row.origin_id and twins.exists():
        raise Conflict(_("This client was imported again after its removal."))
    row.removed_at, row.version = None, row.version + 1
    row.save(update_fields=["removed_at", "version"])
    publish(CompanyRestored(at=clock.now(), company=row.pk, title=row.title))


def _company(by: Actor, company_id: int) -> Company:
    row = visible_companies(by).select_for_update(of=("self",)).filter(pk=company_id).first()
    if row is None:
        raise Missing()
    return row


def _companies(by: Actor, company_ids: Sequence[int]) -> list[Company]:
    return list(visible_companies(by).select_related("owner").filter(pk__in=few(company_ids)).order_by("pk"))


def _owner(by: Actor, owner_id: int | None) -> User:
    wanted = owner_id or by.id
    if wanted is None:
        raise Invalid(_("Say whose client it is."), field="owner")
    if wanted != by.id and not by.may("crm.hand_over_deal"):
        raise Invalid(_("Choose somebody from your own people."), field="owner")
    return possible_owner(wanted, viewer=by)


def write_company(
    row: Company,
    fields: CompanyFields,
    actor: Actor,
    seen: int | None = None,
    own: tuple[FieldView, ...] | None = None,
) -> tuple[list[Change], dict[str, tuple[str, ...]]]:
    """Put values onto a company, unsaved; return what changed and the lists it is known by.

    Whoever writes many gives the ``own`` fields in use, read once.
    """
    told = put_own(actor, row, Holder.COMPANY, fields.get("own"), seen=seen, fields=own)
    changes, lists = put(row, fields, viewer=actor, seen=seen)
    changes = told + changes
    if not row.title:
        raise Invalid(_("Name the company."), field="title")
    if NUMBERS & {name for name, *_words in changes}:
        check_requisites(row)
    name_company(row)
    row.compared = row.compared and not changes
    return changes, lists


def name_company(row: Company) -> None:
    """Work out, unsaved, what a company's name is found by."""
    row.key, row.sound = company_key(row.title), company_sound(row.title)
    row.block = block(row.sound)


def _save(row: Company, changes: list[Change]) -> None:
    row.touch(name for name, *_words in changes)
    row.save()
    publish(CompanyEdited(at=clock.now(), company=row.pk, title=row.title, changes=tuple(changes)))


def _handed(row: Company, to: User) -> CompanyEdited:
    before, row.owner, row.team_id = row.owner.short_name, to, to.team_id
    row.touch(["owner"])
    changes = (("owner", before, to.short_name),)
    return CompanyEdited(at=clock.now(), company=row.pk, title=row.title, changes=changes)


def _refuse_open_deals(rows: Sequence[Company]) -> None:
    busy = Company.objects.filter(
        pk__in=[row.pk for row in rows], deals__outcome=Outcome.OPEN, deals__removed_at__isnull=True
    )
    if count := busy.distinct().count():
        words = ngettext(
            "{count} client has open deals. Close or remove them first.",
            "{count} clients have open deals. Close or remove them first.",
            count,
        )
        raise Conflict(words, params={"count": count})
