"""A file loaded again changes the deals it brought: plain fields many at once, owners and stages one by one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from mostik.core import clock
from mostik.core.journal import publish_all
from mostik.core.locks import locked
from mostik.crm.access import visible_deals
from mostik.crm.commands.deals import hand_over_deal, lose_deal, move_deal, reopen_deal, win_deal
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.rows import dimensions, words
from mostik.crm.commands.totals import recount, standing
from mostik.crm.events import DealEdited
from mostik.crm.models import Channel, Company, Contact, Deal, Product
from mostik.crm.rules.imports.joining import Joined
from mostik.crm.rules.imports.problems import Problem
from mostik.crm.rules.imports.said import PLAIN, Said
from mostik.crm.terms import Outcome, StageKind
from mostik.kernel.events import N_
from mostik.kernel.refusals import Refusal

Change = tuple[SourceRow, Joined, int, Said]

LINKS: dict[str, Any] = {"company": Company, "contact": Contact, "product": Product, "channel": Channel}
COLUMNS = {"amount": "amount_minor", "expected": "expected_on", **{link: f"{link}_id" for link in LINKS}}
WRITTEN = (
    "title",
    "amount_minor",
    "currency",
    "company",
    "contact",
    "product",
    "channel",
    "expected_on",
    "note",
    "version",
    "touched",
)

_OUT_OF_REACH = N_("The deal is here already, but outside your reach. Ask whoever leads that department to import it.")


def change_deals(desk: Desk, changes: Sequence[Change]) -> dict[int, int]:
    """Change deals as a file says and return their new versions; a change that is refused is the row's problem."""
    held = _held(desk, [number for _, _, number, _ in changes])
    for row, joined, number, _told in changes:
        if number not in held:
            desk.blame(row, [Problem(column=joined.row.column("external_id"), reason=_OUT_OF_REACH)])
    changes = [each for each in changes if each[2] in held]
    plain = [each for each in changes if not _moves(each[3])]
    _edit(held, plain)
    desk.tally.changed += len(plain)
    for each in changes:
        if _moves(each[3]):
            _move(desk, held, each)
    return dict(Deal.objects.filter(pk__in=list(held)).values_list("pk", "version"))


def _moves(told: Said) -> bool:
    return bool({"owner", "stage"} & told.keys())


def _held(desk: Desk, numbers: Sequence[int]) -> dict[int, Deal]:
    rows = locked(visible_deals(desk.by).filter(pk__in=numbers))
    return {deal.pk: deal for deal in rows.select_related("owner", "team", *LINKS).order_by("pk")}


def _edit(held: dict[int, Deal], changes: Sequence[Change]) -> None:
    titles = {link: _titles(link, [told[link] for *_, told in changes if link in told]) for link in LINKS}
    deals, happened, gone = [], [], []
    for _row, _joined, number, told in changes:
        deal = held[number]
        gone.append(standing(deal))
        event: dict[str, Any] = {"was_amount": deal.amount_minor, "won": deal.outcome == Outcome.WON}
        words = tuple(_write(deal, name, told[name], titles) for name in PLAIN if name in told)
        deal.touch(name for name, *_words in words)
        deals.append(deal)
        happened.append(DealEdited(at=clock.now(), changes=words, **event, **dimensions(deal)))
    Deal.objects.bulk_update(deals, WRITTEN, batch_size=200)
    recount(gone=gone, came=[standing(deal) for deal in deals])
    publish_all(happened)


def _titles(link: str, numbers: Sequence[object]) -> dict[object, str]:
    return {row.pk: str(row) for row in LINKS[link].objects.filter(pk__in=set(numbers))} if numbers else {}


def _write(deal: Deal, name: str, value: str | int, titles: dict[str, dict[object, str]]) -> tuple[str, str, str]:
    """Put one value onto the deal and return the change as people read it."""
    column = COLUMNS.get(name, name)
    before = words(deal.amount if name == "amount" else getattr(deal, name if name in LINKS else column))
    setattr(deal, column, date.fromisoformat(str(value)) if name == "expected" else value)
    after = titles[name].get(value, "") if name in LINKS else words(deal.amount if name == "amount" else value)
    return ("expected_on" if name == "expected" else name, before, after)


def _move(desk: Desk, held: dict[int, Deal], change: Change) -> None:
    row, joined, number, told = change
    try:
        with transaction.atomic():
            _edit(held, [change])
            if "owner" in told:
                hand_over_deal(by=desk.by, deal_id=number, owner_id=joined.owner)
            if "stage" in told:
                _enter(desk, held[number], joined)
    except Refusal as refusal:
        column = joined.row.column("stage" if "stage" in told else "owner")
        desk.blame(row, [Problem(column=column, reason=refusal.text(gettext))])
    else:
        desk.tally.changed += 1


def _enter(desk: Desk, deal: Deal, joined: Joined) -> None:
    by, number, stage, at = desk.by, deal.pk, joined.stage.id, joined.closed_at
    if deal.stage_id == stage:
        return
    if not deal.is_open:
        back = {"at": deal.closed_at} if joined.stage.is_closing else {"stage_id": stage}
        reopen_deal(by=by, deal_id=number, **back)
    if joined.stage.kind is StageKind.WON:
        win_deal(by=by, deal_id=number, stage_id=stage, at=at)
    elif joined.stage.kind is StageKind.LOST:
        lose_deal(by=by, deal_id=number, stage_id=stage, reason_id=joined.reason, at=at)
    elif deal.is_open:
        move_deal(by=by, deal_id=number, stage_id=stage)
