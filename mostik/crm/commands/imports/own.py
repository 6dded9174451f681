"""Own values of deals out of a file: each is read by its field's type; what cannot be is told and left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from mostik.core import clock
from mostik.core.journal import publish_all
from mostik.crm.access import visible_deals
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.own import put_own
from mostik.crm.commands.rows import dimensions
from mostik.crm.events import DealEdited
from mostik.crm.models import Deal
from mostik.crm.queries.fields import own_fields
from mostik.crm.queries.finding import finder
from mostik.crm.rules.fields.values import read
from mostik.crm.rules.imports.problems import Grade, Problem
from mostik.crm.rules.imports.rows import DealRow
from mostik.crm.terms import Holder, Outcome
from mostik.kernel.refusals import Refusal

#: A row, the deal it became, and its own values as the file writes them.
Told = tuple[SourceRow, DealRow, int, Mapping[str, str]]


def keep_own(desk: Desk, told: Sequence[Told]) -> None:
    """Put own values onto deals just written; a value that does not fit warns and the deal stays."""
    told = [each for each in told if each[3]]
    if not told or desk.dry:
        return
    fields = {each.name: each for each in own_fields(Holder.DEAL, viewer=desk.by)}
    find, happened, changed = finder(viewer=desk.by), [], []
    deals = visible_deals(desk.by).select_related("owner", "team").in_bulk([number for _, _, number, _ in told])
    for source, row, number, texts in told:
        deal, changes = deals.get(number), []
        for name, text in texts.items():
            if deal is None or name not in fields:
                continue
            try:
                kept = read(fields[name], text, zone=clock.zone(), find=find)
                changes += put_own(desk.by, deal, Holder.DEAL, {fields[name].id: kept})
            except Refusal as refusal:
                _warn(desk, source, row.column(name), refusal)
        if deal and changes:
            changed.append(deal)
            more: dict[str, Any] = {"was_amount": deal.amount_minor, "won": deal.outcome == Outcome.WON}
            happened.append(DealEdited(at=clock.now(), changes=tuple(changes), **more, **dimensions(deal)))
    Deal.objects.bulk_update(changed, ["own"], batch_size=400)
    publish_all(happened)


def _warn(desk: Desk, source: SourceRow, column: str, refusal: Refusal) -> None:
    problem = Problem(column=column, reason=str(refusal.message), params=dict(refusal.params), grade=Grade.WARNED)
    desk.blame(source, [problem])
