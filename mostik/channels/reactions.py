"""What follows from events: a booking goes where its plan goes, a lead is traced, a text robot answers."""

from collections.abc import Sequence
from typing import Any

from mostik.automation.commands.talking import close_place, person_answers
from mostik.channels.catalog.ways import is_from_a_talk
from mostik.channels.commands.booking import follow_plan
from mostik.channels.commands.calls import CALLS
from mostik.channels.commands.dialogues import MOUTH, answer_client
from mostik.channels.commands.greetings import greet
from mostik.channels.commands.handling import follow_deal
from mostik.channels.commands.refusals import hear_why
from mostik.channels.commands.surveys import follow_client_owner, follow_deal_owner, promise_survey
from mostik.channels.commands.visits import trace_deal
from mostik.channels.events import ClientWrote, TalkClosed, TalkTaken
from mostik.channels.queries.dialogues import has_met_a_robot
from mostik.channels.queries.erasure import correspondence_of, letters_that_mention, lines_of_correspondence
from mostik.channels.queries.openings import openings_about
from mostik.channels.rules.origins import told_along
from mostik.channels.rules.sources import is_from_a_table
from mostik.channels.terms import TouchKind
from mostik.core.actors import SYSTEM
from mostik.core.journal import Logged, on
from mostik.core.privacy.mentions import holds_about, holds_deep, tells_of
from mostik.crm.events import (
    ActivityDropped,
    ActivityEdited,
    CompanyEdited,
    DealHandedOver,
    LeadCame,
    LeadRepeated,
    PaymentReceived,
)
from mostik.crm.queries.intakes import marks_of
from mostik.crm.terms import ActivityKind


@on(ActivityEdited, ActivityDropped)
def on_plan_changed(logged: Sequence[Logged[Any]]) -> None:
    """Move or cancel for the client what somebody here moved or removed."""
    for each in logged:
        if each.event.kind == ActivityKind.MEETING and not getattr(each.event, "was_done", False):
            follow_plan(by=SYSTEM, activity_id=each.event.activity)


@on(LeadCame, LeadRepeated)
def on_lead(logged: Sequence[Logged[Any]]) -> None:
    """Write down with the deal what led to it: visits before, marks of the form."""
    for each in logged:
        source, fields = marks_of(each.event.intake, viewer=SYSTEM)
        told = told_along(fields)
        if not source.startswith(CALLS):
            trace_deal(
                by=SYSTEM,
                deal_id=each.event.deal,
                kind=TouchKind.CHAT if is_from_a_talk(source) else TouchKind.FORM,
                key=f"intake:{each.event.intake}",
                at=each.event.at,
                marks=told.marks,
                visitor_key=told.visitor,
                page=told.page,
            )


@on(ClientWrote)
def on_client_wrote(logged: Sequence[Logged[Any]]) -> None:
    """Let the text robot of the account answer in the transaction of what the client wrote, else the greeting."""
    for each in logged:
        hear_why(by=SYSTEM, heard=each.event)
        if answer_client(by=SYSTEM, heard=each.event) or not each.event.deal:
            continue
        if not has_met_a_robot(each.event.talk, viewer=SYSTEM):
            greet(by=SYSTEM, deal_id=each.event.deal)


@on(TalkTaken)
def on_talk_taken(logged: Sequence[Logged[Any]]) -> None:
    """Silence the text robot: a person answers now."""
    for each in logged:
        person_answers(by=SYSTEM, mouth=MOUTH, number=each.event.talk)


@on(TalkClosed)
def on_talk_closed(logged: Sequence[Logged[Any]]) -> None:
    """Let the text robot begin anew when the client writes again."""
    for each in logged:
        close_place(by=SYSTEM, mouth=MOUTH, number=each.event.talk)


@on(LeadCame)
def on_lead_came(logged: Sequence[Logged[Any]]) -> None:
    """Let a robot answer a lead first, in the words of its rule: in a talk when it is begun, of a table's rows none."""
    for each in logged:
        if not is_from_a_talk(each.event.source) and not is_from_a_table(each.event.source):
            greet(by=SYSTEM, deal_id=each.event.deal)


@on(PaymentReceived)
def on_payment(logged: Sequence[Logged[Any]]) -> None:
    """Promise to ask whoever paid for the first time for a mark, some days later, where the company asks so."""
    for each in logged:
        if each.event.first:
            promise_survey(by=SYSTEM, deal_id=each.event.deal, payment=each.event.payment, at=each.event.at)


@on(DealHandedOver)
def on_handed_over(logged: Sequence[Logged[Any]]) -> None:
    """Let talks about a deal and surveys of its client go on with whoever has it now."""
    for each in logged:
        follow_deal_owner(by=SYSTEM, deal_id=each.event.deal)
        follow_deal(by=SYSTEM, deal_id=each.event.deal, was=each.event.from_owner, to=each.event.owner)


@on(CompanyEdited)
def on_client_edited(logged: Sequence[Logged[Any]]) -> None:
    """Let surveys of a client handed over wait for whose client it is now."""
    for each in logged:
        if any(name == "owner" for name, *_words in each.event.changes):
            follow_client_owner(by=SYSTEM, company_id=each.event.company)


holds_about(openings_about)
holds_about(correspondence_of)
holds_deep(letters_that_mention)
tells_of(lines_of_correspondence)
