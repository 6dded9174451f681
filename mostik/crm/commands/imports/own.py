"""Own values of deals and their clients out of a file: each is read by its field's type; what cannot be is told."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.journal import publish_all
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.own import Change, put_own
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import CompanyEdited, ContactEdited, DealEdited
from mostik.crm.models import Imported
from mostik.crm.queries.fields import own_fields
from mostik.crm.queries.finding import finder
from mostik.crm.rules.fields.kinds import FieldView, Kept, is_filled
from mostik.crm.rules.fields.values import read
from mostik.crm.rules.imports.lines import Line
from mostik.crm.rules.imports.problems import Grade, Problem
from mostik.crm.terms import Holder, Outcome
from mostik.kernel.events import Event
from mostik.kernel.refusals import Refusal

AT_ONCE = 400


@dataclass(frozen=True)
class Told:
    """A row and the record it is about. Without ``news`` it fills in only what the record does not have yet."""

    source: SourceRow
    line: Line
    record: int | None
    news: Collection[str] | None = None


def keep_own(desk: Desk, holder: Holder, told: Sequence[Told]) -> None:
    """Put own values onto records of one kind; a value that does not fit warns and the record stays.

    Clients stay as people keep them: what one has already is not changed. A dry run only reads.
    """
    told = [each for each in told if each.line.own and desk.own[holder].keys() & each.line.own.keys()]
    if told:
        _Keeper(desk, holder, told).keep(told)


def unkeep_own(actor: Actor, records: Sequence[Imported]) -> int:
    """Take back what an import filled in on clients that were here before, as far as nobody changed it since."""
    going: defaultdict[Holder, list[Imported]] = defaultdict(list)
    for each in filter(lambda record: record.said, records):  # nothing is left of what a person had erased
        going[Holder(each.said["holder"])].append(each)
    return sum(_unkeep(actor, holder, listed) for holder, listed in going.items())


class _Keeper:
    """Records of a batch while their own values are put on."""

    def __init__(self, desk: Desk, holder: Holder, told: Sequence[Told]) -> None:
        self.desk, self.holder, self.fields = desk, holder, desk.own[holder]
        self.find = finder(viewer=desk.by)
        numbers = {each.record for each in told if each.record}
        self.rows: dict[int, Any] = {} if desk.dry else _KINDS[holder].rows(desk.by).in_bulk(numbers)
        self.changes: defaultdict[int, list[Change]] = defaultdict(list)
        self.kept: defaultdict[int, dict[str, Kept]] = defaultdict(dict)

    def keep(self, told: Sequence[Told]) -> None:
        """Put every row's values on and write what changed."""
        for each in told:
            row = self.rows.get(each.record or 0)
            if row is None and not self.desk.dry:
                continue
            for name in filter(self.fields.__contains__, each.line.own):
                self._take(each, self.fields[name], row)
        _write(self.holder, [(self.rows[number], changes) for number, changes in self.changes.items() if changes])
        self._remember()

    def _take(self, each: Told, one: FieldView, row: Any) -> None:
        here = {} if row is None else row.own
        wanted = not is_filled(one, here) if each.news is None else one.name in each.news
        came = not wanted or self._put(each, one, row)
        self.desk.tally.own[one.name] += came and (row is None or is_filled(one, row.own))

    def _put(self, each: Told, one: FieldView, row: Any) -> bool:
        """Put one value on, or warn at its column and return that it did not come in."""
        try:
            kept = read(one, each.line.own[one.name], zone=clock.zone(), find=self.find)
            if row is not None:
                fields = tuple(self.fields.values())
                self.changes[row.pk] += put_own(self.desk.by, row, self.holder, {one.id: kept}, fields=fields)
                self.kept[row.pk][one.name] = kept
        except Refusal as refusal:
            self.desk.blame(each.source, [Problem.of(refusal, each.line.column(one.name), Grade.WARNED)])
            return False
        self.desk.tally.records["crm.own"] += kept is not None
        return True

    def _remember(self) -> None:
        """Remember what clients known before got: their records do not go when the run is taken back."""
        if self.holder is Holder.DEAL or not self.kept:
            return
        run, kind = self.desk.run, f"crm.{self.holder}"
        made = {each.record_id for each in self.desk.tally.imported if each.kind == kind}
        if rest := self.kept.keys() - made:
            made |= set(run.records.filter(kind=kind, record_id__in=rest).values_list("record_id", flat=True))
        for number in self.kept.keys() - made:
            said = {"holder": self.holder.value, "values": self.kept[number]}
            self.desk.tally.imported.append(Imported(run=run, kind="crm.own", record_id=number, said=said))


def _unkeep(actor: Actor, holder: Holder, records: Sequence[Imported]) -> int:
    fields = {each.name: each for each in own_fields(holder, viewer=actor)}
    rows = _KINDS[holder].rows(actor).in_bulk({each.record_id for each in records})
    changed: dict[int, list[Change]] = {}
    for each in records:
        row = rows.get(each.record_id)
        if row is None:
            continue
        same = [
            fields[n] for n, kept in each.said["values"].items() if n in fields and row.own.get(fields[n].slot) == kept
        ]
        try:
            told = put_own(actor, row, holder, {one.id: None for one in same}, fields=tuple(fields.values()))
        except Refusal:
            continue
        changed[row.pk] = [*changed.get(row.pk, []), *told]
    _write(holder, [(rows[number], changes) for number, changes in changed.items() if changes])
    return sum(1 for each in records if changed.get(each.record_id))


def _write(holder: Holder, changed: Sequence[tuple[Any, list[Change]]]) -> None:
    if changed:
        rows = [row for row, _changes in changed]
        type(rows[0]).objects.bulk_update(rows, ["own"], batch_size=AT_ONCE)
        publish_all([_KINDS[holder].told(row, changes) for row, changes in changed])


@dataclass(frozen=True)
class _Kind:
    """Where records of a kind are found and how a change of one is told."""

    rows: Callable[[Actor], "QuerySet[Any]"]
    told: Callable[[Any, Sequence[Change]], Event]


def _deal(row: Any, changes: Sequence[Change]) -> Event:
    more: dict[str, Any] = {"was_amount": row.amount_minor, "won": row.outcome == Outcome.WON}
    return DealEdited(at=clock.now(), changes=tuple(changes), **more, **dimensions(row))


def _company(row: Any, changes: Sequence[Change]) -> Event:
    return CompanyEdited(at=clock.now(), company=row.pk, title=row.title, changes=tuple(changes))


def _contact(row: Any, changes: Sequence[Change]) -> Event:
    company = row.company_id or 0
    return ContactEdited(at=clock.now(), contact=row.pk, company=company, title=str(row), changes=tuple(changes))


_KINDS: Mapping[Holder, _Kind] = {
    Holder.DEAL: _Kind(lambda by: visible_deals(by).select_related("owner", "team"), _deal),
    Holder.COMPANY: _Kind(visible_companies, _company),
    Holder.CONTACT: _Kind(visible_contacts, _contact),
}
