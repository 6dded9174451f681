"""Rights of the room, and whose clients and deals a viewer sees."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.core import files, notifications, proofs, rights
from mostik.core.actors import Actor, ActorKind, Reach
from mostik.crm.models import (
    Activity,
    BankLine,
    Company,
    Contact,
    Deal,
    Document,
    ImportRun,
    ProductGroup,
    Register,
    RegisterRow,
    Statement,
)
from mostik.crm.rules.registers import Verb, grant_of
from mostik.crm.terms import DISCOUNT, LineKind, Outcome
from mostik.people.access import scoped
from mostik.people.catalog import ApprovalKind, Work, approvable, goes_over
from mostik.people.queries.actors import departments_of, teams_of

rights.declare(
    "crm",
    see_deals=_("See deals and clients within one's reach"),
    add_deal=_("Add deals"),
    edit_deal=_("Change, move, win and lose deals"),
    hand_over_deal=_("Hand deals over to other people"),
    remove_deal=_("Remove and restore deals"),
    edit_client=_("Add and change companies and contacts"),
    remove_client=_("Remove and restore companies and contacts"),
    edit_segments=_("Make segments, call lists and campaigns"),
    merge_clients=_("Merge duplicates and take merges back"),
    do_activity=_("Plan and record calls, meetings and tasks"),
    record_payment=_("Record payments"),
    load_statements=_("Load bank statements and decide about payments in them"),
    set_credit=_("Set credit limits and steps of reminding"),
    make_document=_("Make, issue, send and cancel documents"),
    edit_templates=_("Change document templates, numbering and own companies"),
    edit_catalogue=_("Change products, price lists, costs and benefits"),
    edit_pipelines=_("Change pipelines, stages and loss reasons"),
    edit_lead_rules=_("Say how leads are given out and how soon they are answered"),
    take_from_pool=_("Take leads from the pool"),
    edit_fields=_("Make and change own fields and registers"),
    see_registers=_("See the registers open to one's role"),
    import_records=_("Import records and take imports back"),
    export_records=_("Export lists to files"),
    handle_requests=_("Answer people's requests about their data and erase them"),
)
proofs.declare(
    "crm.pipeline",
    _("Deals moved on, handed over or given up"),
    "crm.deal_moved",
    "crm.deal_lost",
    "crm.deal_handed_over",
    place="crm:stuck",
)
proofs.declare(
    "crm.debts",
    _("Payments promised and reminded of"),
    "crm.payment_promised",
    "crm.payment_reminded",
    place="crm:receivables",
)
proofs.declare("crm.contacts", _("Calls, meetings and tasks done"), "crm.activity_done", place="crm:activity_list")
notifications.declare("work", _("Finished imports and other long work"))


def visible_deals(viewer: Actor) -> QuerySet[Deal]:
    """Return the deals within the viewer's reach, removed ones left out."""
    return scoped(Deal.objects.filter(removed_at__isnull=True), viewer)


def visible_companies(viewer: Actor) -> QuerySet[Company]:
    """Return the companies within the viewer's reach, removed ones left out."""
    return scoped(Company.objects.filter(removed_at__isnull=True), viewer)


def visible_contacts(viewer: Actor) -> QuerySet[Contact]:
    """Return the contacts within the viewer's reach, removed ones left out."""
    return scoped(Contact.objects.filter(removed_at__isnull=True), viewer)


def visible_activities(viewer: Actor) -> QuerySet[Activity]:
    """Return the activities within the viewer's reach, removed ones left out."""
    return scoped(Activity.objects.filter(removed_at__isnull=True), viewer)


def visible_documents(viewer: Actor) -> QuerySet[Document]:
    """Return the papers of deals within the viewer's reach, removed drafts and papers of removed deals left out."""
    rows = Document.objects.filter(removed_at__isnull=True, deal__removed_at__isnull=True)
    return scoped(rows, viewer, owner="deal__owner_id", team="deal__team_id")


def visible_runs(viewer: Actor) -> QuerySet[ImportRun]:
    """Return the imports a viewer may see: one's own; all of them for whoever sees everything."""
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return ImportRun.objects.all()
    return ImportRun.objects.filter(owner_id=viewer.id) if viewer.id is not None else ImportRun.objects.none()


def visible_statements(viewer: Actor) -> QuerySet[Statement]:
    """Return the bank statements a viewer may see: one's own; all of them for whoever sees everything."""
    if viewer.kind is ActorKind.SYSTEM or viewer.reach is Reach.ALL:
        return Statement.objects.all()
    return Statement.objects.filter(owner=viewer.id) if viewer.id is not None else Statement.objects.none()


def visible_lines(viewer: Actor) -> QuerySet[BankLine]:
    """Return the lines that count of the bank statements a viewer may see, money out left aside."""
    return BankLine.objects.filter(live=True, statement__in=visible_statements(viewer)).exclude(kind=LineKind.OUT)


def _sees_deal(viewer: Actor, deal_id: int) -> bool:
    return viewer.may("crm.see_deals") and visible_deals(viewer).filter(pk=deal_id).exists()


def _sees_company(viewer: Actor, company_id: int) -> bool:
    return viewer.may("crm.see_deals") and visible_companies(viewer).filter(pk=company_id).exists()


def _open_deals(people: Iterable[int]) -> int:
    rows = Deal.objects.filter(owner__in=people, outcome=Outcome.OPEN, removed_at__isnull=True)
    return rows.count()


def _waiting_steps(people: Iterable[int]) -> int:
    return Activity.objects.filter(owner__in=people, done_at__isnull=True, removed_at__isnull=True).count()


def _groups() -> list[tuple[str, str]]:
    rows = ProductGroup.objects.filter(archived_at__isnull=True)
    return [(f"group-{pk}", title) for pk, title in rows.values_list("pk", "title")]


approvable(
    ApprovalKind(
        code=DISCOUNT,
        title=_("Discount"),
        unit="percent",
        scopes=_groups,
        alone={"owner": None, "director": 3000, "head": 2000, "service_head": 2000, "lead": 1000, "manager": 500},
    )
)
goes_over(Work(code="crm.deal", title=_("open deals"), count=_open_deals))
goes_over(Work(code="crm.activity", title=_("planned calls, meetings and tasks"), count=_waiting_steps))


def _sees_contact(viewer: Actor, contact_id: int) -> bool:
    return viewer.may("crm.see_deals") and visible_contacts(viewer).filter(pk=contact_id).exists()


def _sees_activity(viewer: Actor, activity_id: int) -> bool:
    return viewer.may("crm.see_deals") and visible_activities(viewer).filter(pk=activity_id).exists()


def _sees_document(viewer: Actor, document_id: int) -> bool:
    return viewer.may("crm.see_deals") and visible_documents(viewer).filter(pk=document_id).exists()


files.guard("crm.deal", _sees_deal, edits=lambda viewer, _number: viewer.may("crm.edit_deal"))
files.guard("crm.company", _sees_company, edits=lambda viewer, _number: viewer.may("crm.edit_client"))
files.guard("crm.contact", _sees_contact, edits=lambda viewer, _number: viewer.may("crm.edit_client"))
files.guard("crm.activity", _sees_activity, edits=lambda viewer, _number: viewer.may("crm.do_activity"))
files.guard("crm.document", _sees_document, edits=lambda viewer, _number: viewer.may("crm.make_document"))


def visible_registers(viewer: Actor) -> list[Register]:
    """Return the registers in use whose rows the viewer may see, in order."""
    if not viewer.may("crm.see_registers"):
        return []
    rows = Register.objects.filter(archived_at__isnull=True)
    return [row for row in rows if register_viewer(row, viewer, "see")]


def register_viewer(register: Register, viewer: Actor, verb: Verb) -> Actor | None:
    """Return the viewer with the reach the register gives their role for a verb; nothing when it gives none."""
    if viewer.kind is ActorKind.SYSTEM:
        return viewer
    reach = grant_of(register.grants, viewer.role).reach(verb)
    if reach is None or not viewer.may("crm.see_registers"):
        return None
    if reach is viewer.reach:
        return viewer
    under = departments_of(reach, viewer.department)
    return replace(viewer, reach=reach, departments=under, teams=teams_of(reach, under, viewer.team, viewer.id))


def visible_rows(register: Register, viewer: Actor, verb: Verb = "see") -> QuerySet[RegisterRow]:
    """Return the rows of a register within the reach it gives the viewer, removed ones left out."""
    rows = RegisterRow.objects.filter(register=register, removed_at__isnull=True)
    seen_by = register_viewer(register, viewer, verb)
    return scoped(rows, seen_by) if seen_by else rows.none()


def every_visible_row(viewer: Actor) -> QuerySet[RegisterRow]:
    """Return the rows of all registers within the reach each gives the viewer."""
    found = RegisterRow.objects.none()
    for register in visible_registers(viewer):
        found = found | visible_rows(register, viewer)
    return found


def _sees_row(viewer: Actor, row_id: int) -> bool:
    row = RegisterRow.objects.select_related("register").filter(pk=row_id).first()
    return row is not None and visible_rows(row.register, viewer).filter(pk=row_id).exists()


def _edits_row(viewer: Actor, row_id: int) -> bool:
    row = RegisterRow.objects.select_related("register").filter(pk=row_id).first()
    return row is not None and visible_rows(row.register, viewer, "edit").filter(pk=row_id).exists()


files.guard("crm.row", _sees_row, edits=_edits_row)
