"""What every event counts: the one place where news becomes numbers. Told in words in ``docs/rules/facts.md``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mostik.analysis.rules import activity_facts, client_facts, deal_facts, step_facts
from mostik.analysis.rules.lines import Book, Heard, Line, Record
from mostik.channels.events import SurveyAnswered
from mostik.crm import events
from mostik.kernel.events import Event, Ref

Rule = Callable[[Any, Heard, Record], list[Line]]

RULES: dict[type[Event], Rule] = {
    events.DealCreated: deal_facts.created,
    events.DealMoved: deal_facts.moved,
    events.DealWon: deal_facts.won,
    events.DealLost: deal_facts.lost,
    events.LeadRejected: deal_facts.rejected,
    events.DealReopened: deal_facts.reopened,
    events.DealHandedOver: deal_facts.handed_over,
    events.DealEdited: deal_facts.edited,
    events.DealRemoved: deal_facts.removed,
    events.DealRestored: deal_facts.restored,
    events.PaymentReceived: deal_facts.paid,
    events.PaymentWithdrawn: deal_facts.unpaid,
    events.ActivityPlanned: activity_facts.planned,
    events.ActivityDone: activity_facts.done,
    events.ActivityDropped: activity_facts.dropped,
    SurveyAnswered: client_facts.answered,
}
#: What is counted on the client, too: by whom money came for the first time and by whom again.
OF_CLIENT: dict[type[Event], Rule] = {
    events.PaymentReceived: client_facts.paid,
    events.PaymentWithdrawn: client_facts.unpaid,
    events.DealRemoved: client_facts.removed,
    events.DealRestored: client_facts.restored,
}

#: Every kind of event that counts, for itself or as a step of the funnel's work.
KINDS: tuple[type[Event], ...] = tuple(dict.fromkeys((*RULES, *step_facts.RULES)))
#: Their names, as the journal knows them.
NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)


def facts_of(heard: Iterable[Heard], book: Book) -> list[Line]:
    """Return the facts of some events, in their order; the book is grown with them."""
    found: list[Line] = []
    for each in heard:
        for rule, ref in _rules_of(each.event):
            record = book.record(ref)
            lines = rule(each.event, each, record)
            record.add(lines)
            found += lines
    return found


def _rules_of(event: Any) -> Iterator[tuple[Rule, Ref]]:
    """Yield what counts an event, each with the record whose count it changes: a step is counted by its deal."""
    if rule := RULES.get(type(event)):
        yield rule, counted_record(event)
    if (rule := OF_CLIENT.get(type(event))) and event.company:
        yield rule, Ref("crm.company", event.company)
    if (rule := step_facts.RULES.get(type(event))) and event.deal:
        yield rule, Ref("crm.deal", event.deal)


def counted_record(event: Any) -> Ref:
    """Return the record whose number an event changes: the deal, or the activity itself."""
    if isinstance(event, events.ActivityDone | events.ActivityPlanned | events.ActivityDropped):
        return Ref("crm.activity", event.activity)
    return Ref("crm.deal", event.deal)


def with_a_past(heard: Sequence[Heard]) -> set[Ref]:
    """Return the records that may have counted something before these events: all but those born in them."""
    born, old = set(), set()
    for each in heard:
        for _rule, ref in _rules_of(each.event):
            if isinstance(each.event, events.DealCreated):
                born.add(ref)
            elif ref not in born:
                old.add(ref)
    return old
