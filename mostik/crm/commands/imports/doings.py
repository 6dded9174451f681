"""Rows of calls, meetings, letters and tasks joined to the deals and people they name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mostik.core import clock
from mostik.crm.access import visible_companies, visible_contacts, visible_deals
from mostik.crm.commands.imports.desk import Desk, SourceRow
from mostik.crm.commands.imports.past import Done, record_done
from mostik.crm.models import Activity
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.imports.cards import Card, kind_of, when_of
from mostik.crm.rules.imports.problems import Grade, NameKind, Problem
from mostik.crm.rules.imports.times import instant
from mostik.crm.terms import ActivityKind, Via
from mostik.kernel.events import N_

Taken = tuple[SourceRow, Card]

_NO_RECORD = N_("Nothing here is called “{name}”: the row names no deal, person or client that came in.")
_NO_DATE = N_("“{text}” is not a date. Write it like 25.04.2026 or 2026-04-25.")
_PASSED = N_("It was planned and its day has passed: it came in as a note.")


def take_doings(desk: Desk, rows: Sequence[Taken]) -> None:
    """Take rows of things done or planned; one that is here already is the same."""
    places = _Places(desk, [card for _source, card in rows])
    ready = [found for source, card in rows if (found := _joined(desk, places, source, card))]
    known = _known([done for _source, done in ready])
    new = [(source, done) for source, done in ready if _mark(done) not in known]
    desk.tally.same += len(ready) - len(new)
    desk.tally.made += len(new)
    if desk.dry:
        desk.tally.records["crm.activity"] += len(new)
        return
    for number in record_done(by=desk.by, rows=[done for _source, done in new]):
        desk.brought("crm.activity", number)


class _Places:
    """Deals, people and clients of a batch by what rows call them."""

    def __init__(self, desk: Desk, cards: Sequence[Card]) -> None:
        self.book = desk.book
        deals = sorted({card.get("deal") for card in cards if card.get("deal")})
        origins = (desk.origin, f"{desk.origin}:leads")
        here = visible_deals(desk.by).filter(origin__in=origins)
        self.deals = dict(here.filter(title__in=deals).values_list("title", "pk"))
        self.deals |= dict(here.filter(origin_id__in=deals).values_list("origin_id", "pk"))
        people = sorted({card.get("contact").casefold() for card in cards if card.get("contact")})
        self.contacts = dict(visible_contacts(desk.by).filter(email__in=people).values_list("email", "pk"))
        keys = {company_key(card.get("company")) for card in cards if card.get("company")}
        self.companies = dict(visible_companies(desk.by).filter(key__in=keys).values_list("key", "pk"))

    def of(self, card: Card) -> dict[str, int | None]:
        """Return the records a row names."""
        return {
            "deal": self.deals.get(card.get("deal")),
            "contact": self.contacts.get(card.get("contact").casefold()),
            "company": self.companies.get(company_key(card.get("company"))) if card.get("company") else None,
        }


def _joined(desk: Desk, places: _Places, source: SourceRow, card: Card) -> tuple[SourceRow, Done] | None:
    held = places.of(card)
    problems = list(card.problems)
    if not any(held.values()) and not desk.dry:
        name = card.get("deal") or card.get("contact") or card.get("company")
        problems.append(Problem(column="deal", reason=_NO_RECORD, params={"name": name}))
    done, due = _at(card, "done", problems), _at(card, "due", problems)
    kind = kind_of(card.get("kind"))
    if done is None and due is not None and clock.business_day(due) < clock.today():
        problems.append(Problem(column="due", reason=_PASSED, grade=Grade.WARNED))
        kind, done, due = ActivityKind.NOTE, due, None
    if done is None and due is not None and kind is ActivityKind.NOTE:
        kind = ActivityKind.TASK
    if desk.blame(source, problems):
        return None
    owner = desk.book.find(NameKind.OWNER, card.get("owner")) if card.get("owner") else None
    told = Done(
        kind=kind, at=done, due=None if done else due, title=card.get("title"), note=card.note, owner=owner, **held
    )
    return source, told


def _at(card: Card, code: str, problems: list[Problem]) -> datetime | None:
    text = card.get(code)
    when = when_of(text) if text else None
    if text and when is None:
        problems.append(Problem(column=code, reason=_NO_DATE, params={"text": text[:60]}))
    at = instant(when, clock.zone(), clock.now()) if when else None
    return min(at, clock.now()) if at and code == "done" else at


def _mark(done: Done) -> tuple[object, ...]:
    return (done.kind, done.at or done.due, done.title[:200], done.note[:5000], done.deal, done.contact)


def _known(rows: Iterable[Done]) -> set[tuple[object, ...]]:
    """Return what of this is here already, brought by an earlier load."""
    listed = list(rows)
    moments = [done.at or done.due for done in listed]
    here = Activity.objects.filter(via=Via.IMPORT, removed_at__isnull=True, done_at__in=moments)
    planned = Activity.objects.filter(via=Via.IMPORT, removed_at__isnull=True, due_at__in=moments, done_at__isnull=True)
    return {
        (ActivityKind(a.kind), a.done_at or a.due_at, a.title, a.note, a.deal_id, a.contact_id)
        for rows in (here, planned)
        for a in rows
    }
