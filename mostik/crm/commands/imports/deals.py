"""Deals of a file come in: new ones with their past, known ones as far as the file changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from mostik.core import clock
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.imports.changes import change_deals
from mostik.crm.commands.imports.clients import Clients, JoinedRow, find_clients
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.own import Told, keep_own
from mostik.crm.models import Deal, Imported
from mostik.crm.rules.imports.joining import Joined, join
from mostik.crm.rules.imports.problems import Grade, Problem
from mostik.crm.rules.imports.rows import Read
from mostik.crm.rules.imports.said import Said, news, said_by
from mostik.crm.terms import DealHistory, Holder, Via
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

Reader = Callable[[int, Sequence[str]], Read]

ONLY_WITH_STAGE = frozenset(("closed", "reason"))
_KEPT = N_("A closed deal keeps the day and the reason it was closed with. Reopen it here to change them.")
_REPEATED = N_("Row {row} has the same number: it is one deal and came in once. Give this row a number of its own.")


@dataclass(frozen=True)
class Ready:
    """A row joined to its records, its clients among them, under the number it will be known by, and what it says."""

    source: SourceRow
    deal: Joined
    origin_id: str
    company: int | None
    contact: int | None
    said: Said


def take_deals(desk: Desk, rows: Sequence[SourceRow], reader: Reader) -> None:
    """Take a batch of deal rows: every row is made, changed, the same or refused."""
    joined = [found for row in rows if (found := _join(desk, row, reader))]
    clients, good = find_clients(desk, joined)
    ready = [_ready(desk, clients, *each) for each in good]
    known = _known(desk, [each.origin_id for each in ready])
    new = [each for each in ready if each.origin_id not in known]
    _add(desk, new)
    pairs = [(each, known[each.origin_id]) for each in ready if each.origin_id in known]
    _change(desk, pairs)


def pass_by(desk: Desk, rows: Sequence[SourceRow], reader: Reader) -> None:
    """Remember the numbers of rows an earlier part of the run has taken."""
    for row in rows:
        _number(desk, reader(row.number, row.cells))


def _join(desk: Desk, row: SourceRow, reader: Reader) -> JoinedRow[Joined] | None:
    read = reader(row.number, row.cells)
    number, first = _number(desk, read)
    if first != row.number:
        problem = Problem(
            column=read.row.column("external_id"), reason=_REPEATED, params={"row": first}, grade=Grade.WARNED
        )
        desk.blame(row, [problem])
        desk.tally.same += 1
        return None
    found = join(read, desk.book, desk.defaults, zone=clock.zone(), now=clock.now())
    if desk.blame(row, found.problems) or not isinstance(found, Joined):
        return None
    return row, found, number


def _number(desk: Desk, read: Read) -> tuple[str, int]:
    """Return the number a row is known by and the row that had it first.

    Rows without a number are told apart by what they say; two that say the same are two deals.
    """
    if read.row.external_id:
        number = read.row.external_id
        return number, desk.seen.setdefault(number, read.row.number)
    desk.repeats[read.row.identity] += 1
    return f"{read.row.identity}.{desk.repeats[read.row.identity]}", read.row.number


def _ready(desk: Desk, clients: Clients, row: SourceRow, deal: Joined, number: str) -> Ready:
    company, contact = clients.company_of(deal), clients.contact_of(deal)
    own = desk.own[Holder.DEAL] if deal.row.own else ()
    said = said_by(deal, company=company, contact=contact, own=own)
    return Ready(row, deal, number, company, contact, said)


def _known(desk: Desk, numbers: Sequence[str]) -> dict[str, int]:
    rows = Deal.objects.filter(origin=desk.origin, origin_id__in=numbers, removed_at__isnull=True)
    return dict(rows.values_list("origin_id", "pk"))


def _add(desk: Desk, new: Sequence[Ready]) -> None:
    if desk.dry:
        desk.tally.made += len(new)
        desk.tally.records["crm.deal"] += len(new)
        keep_own(desk, Holder.DEAL, [Told(each.source, each.deal.row, None) for each in new])
        return
    written = _written(desk, new)
    versions = dict(Deal.objects.filter(pk__in=[number for _, number in written]).values_list("pk", "version"))
    for each, number in written:
        desk.brought("crm.deal", number, version=versions[number], said=each.said)
    keep_own(desk, Holder.DEAL, [Told(each.source, each.deal.row, number) for each, number in written])
    _keep_notes({number: each.deal.row.note for each, number in written if each.deal.row.note})


def _written(desk: Desk, new: Sequence[Ready]) -> list[tuple[Ready, int]]:
    """Write new deals together; when one of them cannot be, one by one, so that only that row stays out."""
    histories = [_history(desk, each) for each in new]
    try:
        with transaction.atomic():
            numbers = record_histories(by=desk.by, histories=histories, via=Via.IMPORT) if new else []
    except Refusal as refusal:
        if len(new) > 1:
            return [pair for each in new for pair in _written(desk, [each])]
        desk.blame(new[0].source, [Problem(column=new[0].deal.row.column("title"), reason=refusal.text(gettext))])
        return []
    desk.tally.made += len(new)
    return list(zip(new, numbers, strict=True))


def _keep_notes(notes: dict[int, str]) -> None:
    deals = [Deal(pk=number, note=note) for number, note in notes.items()]
    Deal.objects.bulk_update(deals, ["note"], batch_size=500)


def _history(desk: Desk, each: Ready) -> DealHistory:
    deal = each.deal
    return DealHistory(
        title=deal.title,
        owner=deal.owner,
        pipeline=deal.pipeline.id,
        stays=deal.stays,
        amount_minor=deal.row.amount_minor or 0,
        currency=deal.row.currency or deal.pipeline.currency,
        reason=deal.reason,
        company=each.company,
        contact=each.contact,
        channel=deal.channel,
        product=deal.product,
        expected_on=deal.row.expected,
        origin=desk.origin,
        origin_id=each.origin_id,
    )


def _change(desk: Desk, pairs: Sequence[tuple[Ready, int]]) -> None:
    last = _last_said([number for _, number in pairs])
    changed, own = [], []
    for each, number in pairs:
        record = last.get(number)
        told = _changeable(desk, each, news(record.said if record else {}, each.said))
        desk.tally.same += not told
        own.append(Told(each.source, each.deal.row, number, told.keys()))
        if told:
            changed.append((each, number, told, record))
    keep_own(desk, Holder.DEAL, own)
    if desk.dry:
        desk.tally.changed += len(changed)
        return
    done = change_deals(desk, [(each.source, each.deal, number, told) for each, number, told, _ in changed])
    _remember(done, [(number, each.said, record) for each, number, _, record in changed])


def _changeable(desk: Desk, each: Ready, told: Said) -> Said:
    """Leave out what a closed deal keeps, and say so."""
    if "stage" not in told and told.keys() & ONLY_WITH_STAGE:
        _warn(desk, each.source, each.deal.row.column("closed"), _KEPT)
    return told if "stage" in told else {name: value for name, value in told.items() if name not in ONLY_WITH_STAGE}


def _warn(desk: Desk, row: SourceRow, column: str, reason: str, **params: object) -> None:
    desk.blame(row, [Problem(column=column, reason=reason, params=params, grade=Grade.WARNED)])


def _last_said(numbers: Sequence[int]) -> dict[int, Imported]:
    rows = Imported.objects.filter(kind="crm.deal", record_id__in=numbers).order_by("pk")
    return {row.record_id: row for row in rows}


def _remember(versions: dict[int, int], changed: Sequence[tuple[int, Said, Imported | None]]) -> None:
    rows = []
    for number, said, record in changed:
        if record is not None and number in versions:
            record.said, record.version = {**record.said, **said}, versions[number]
            rows.append(record)
    Imported.objects.bulk_update(rows, ["said", "version"], batch_size=500)
