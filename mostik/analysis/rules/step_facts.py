"""The funnel's work, step by step, as facts: what was done about a deal, and whether a person or a robot did it.

A robot is whoever is no person: a robot of ours, our own reactions and timers, a program with a token. What a person
wrote and the outbox sent is the person's. Told in words in ``docs/rules/robot-share.md``.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mostik.analysis.rules.lines import Heard, Line, Record
from mostik.analysis.terms import Hands, Measure, Step, step_measure
from mostik.core.actors import ActorKind
from mostik.crm import events
from mostik.crm.terms import ActivityKind, ActivityResult, DocumentKind
from mostik.kernel.events import Event

Rule = Callable[[Any, Heard, Record], list[Line]]

#: Measures of a step: done by a person, done by a robot.
BOTH: Mapping[Step, tuple[str, str]] = {
    step: (step_measure(step, Hands.PERSON), step_measure(step, Hands.ROBOT)) for step in Step
}
WORDS = (ActivityKind.EMAIL, ActivityKind.MESSAGE)
#: Steps an activity counts: removed with it.
OF_ACTIVITIES = (
    Step.ANSWER,
    Step.WARM,
    Step.REMIND,
    Step.FOLLOW,
    Step.DUN,
    Step.THANKS,
    Step.ASK,
    Step.BOOK,
    Step.PLAN,
    Step.CALL,
    Step.MEET,
    Step.TASK,
)
OF_DRAFTS = (Step.DRAFT, Step.INVOICE)
#: Steps that move a deal along its stages.
OF_MOVES = (Step.MOVE, Step.QUALIFY)
CLOSINGS = (Measure.WON.value, Measure.LOST.value, Measure.REJECTED.value)
WENT_ON = (Measure.MEETING.value, Measure.PROPOSAL.value, Measure.CONTRACT.value)


def created(event: events.DealCreated, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """Somebody, or nobody, wrote the lead down."""
    return [_line(Step.INTAKE, event, heard)]


def moved(event: events.DealMoved, heard: Heard, record: Record) -> list[Line]:
    """A deal went on, or a lead was found to be ours. Going straight back undoes the step instead."""
    stays = record.standing(Measure.STAGE)
    if len(stays) > 2 and stays[-3].stage == event.stage:
        left = stays[-2].root
        if back := [line for line in record.standing(*_measures(OF_MOVES)) if line.root == left]:
            return _taken_back(back, heard)
    found_ours = event.reached[-1:] == (Measure.QUALIFIED,)
    return [_line(Step.QUALIFY if found_ours else Step.MOVE, event, heard)]


def won(event: events.DealWon, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A sale was written down."""
    return [_line(Step.MOVE, event, heard)]


def lost(event: events.DealLost, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """The reason of a refusal was filed."""
    return [_line(Step.REASON, event, heard)]


def rejected(event: events.LeadRejected, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A lead was found to be none of ours: that is qualification, too."""
    return [_line(Step.QUALIFY, event, heard)]


def reopened(event: events.DealReopened, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """The step that closed the deal was undone."""
    roots = {line.root for line in record.lines if line.measure in CLOSINGS}
    return _taken_back([line for line in record.standing(*_measures(Step)) if line.root in roots], heard)


def given(event: events.LeadGiven, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A lead was given out by a rule, or taken from the pool."""
    return [_line(Step.ASSIGN, event, heard, event.person)]


def handed_over(event: events.DealHandedOver, heard: Heard, record: Record) -> list[Line]:
    """A deal was given to somebody; one that follows the lead just given out is that very step."""
    given_before = record.standing(*BOTH[Step.ASSIGN])
    if given_before and given_before[-1].part == event.owner:
        return []
    return [_line(Step.ASSIGN, event, heard)]


def edited(event: events.DealEdited, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """Fields of a deal were filled in."""
    return [_line(Step.FIELDS, event, heard)]


def drafted(event: events.DocumentDrafted, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A paper was prepared."""
    step = Step.INVOICE if event.kind == DocumentKind.INVOICE else Step.DRAFT
    return [_line(step, event, heard, event.document)]


def undrafted(event: events.DocumentRemoved, heard: Heard, record: Record) -> list[Line]:
    """A draft thrown away was not needed."""
    return _taken_back(_of_part(record, OF_DRAFTS, event.document), heard)


def redrafted(event: events.DocumentRestored, heard: Heard, record: Record) -> list[Line]:
    """A draft brought back counts again, as whoever first made it."""
    made = next((line for line in record.lines if _is(line, OF_DRAFTS, event.document)), None)
    return [made.again(heard.entry)] if made and not _of_part(record, OF_DRAFTS, event.document) else []


def sent(event: events.DocumentSent, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A paper went to the client."""
    return [_line(Step.SEND, event, heard, event.document)]


def reminded(event: events.PaymentReminded, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """The client was reminded to pay."""
    return [_line(Step.DUN, event, heard, event.document)]


def paid(event: events.PaymentReceived, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """Money was found on the account and laid on its deal."""
    return [_line(Step.PAYMENT, event, heard, event.payment)]


def unpaid(event: events.PaymentWithdrawn, heard: Heard, record: Record) -> list[Line]:
    """A payment recorded by mistake."""
    return _taken_back(_of_part(record, (Step.PAYMENT,), event.payment), heard)


def planned(event: events.ActivityPlanned, heard: Heard, record: Record) -> list[Line]:
    """A meeting was agreed, or the next step was thought of."""
    if _of_part(record, (Step.BOOK, Step.PLAN), event.activity):
        return []
    return [_line(Step.BOOK if event.kind == ActivityKind.MEETING else Step.PLAN, event, heard, event.activity)]


def done(event: events.ActivityDone, heard: Heard, record: Record) -> list[Line]:
    """Something was done with the client: which step it was, the deal's way so far says."""
    before = _of_part(record, tuple(each for each in OF_ACTIVITIES if each is not Step.PLAN), event.activity)
    kept = [line for line in before if line.measure in BOTH[Step.BOOK]]
    again = [line for line in before if line not in kept]
    steps = list(_steps(event, record, again))
    if kept:
        steps = [each for each in steps if each is not Step.BOOK]
    return [*_taken_back(again, heard), *(_line(step, event, heard, event.activity) for step in steps)]


def dropped(event: events.ActivityDropped, heard: Heard, record: Record) -> list[Line]:
    """An activity removed, or taken back as a slip of the hand."""
    return _taken_back(_of_part(record, OF_ACTIVITIES, event.activity), heard)


RULES: dict[type[Event], Rule] = {
    events.DealCreated: created,
    events.DealMoved: moved,
    events.DealWon: won,
    events.DealLost: lost,
    events.LeadRejected: rejected,
    events.DealReopened: reopened,
    events.LeadGiven: given,
    events.DealHandedOver: handed_over,
    events.DealEdited: edited,
    events.DocumentDrafted: drafted,
    events.DocumentRemoved: undrafted,
    events.DocumentRestored: redrafted,
    events.DocumentSent: sent,
    events.PaymentReminded: reminded,
    events.PaymentReceived: paid,
    events.PaymentWithdrawn: unpaid,
    events.ActivityPlanned: planned,
    events.ActivityDone: done,
    events.ActivityDropped: dropped,
}


def _steps(event: events.ActivityDone, record: Record, left_out: list[Line]) -> Iterable[Step]:
    """Yield the steps something done stands for."""
    if event.kind == ActivityKind.CALL:
        yield Step.CALL
    if event.kind == ActivityKind.TASK and event.result == ActivityResult.DONE:
        yield Step.TASK
    if event.kind == ActivityKind.MEETING and event.result == ActivityResult.HELD:
        yield Step.BOOK
        yield Step.MEET
    said = event.kind in WORDS and event.result == ActivityResult.DONE
    if _is_unanswered(record, left_out) and (said or event.result == ActivityResult.TALKED):
        yield Step.ANSWER
    elif said:
        yield _touch(record)


def _is_unanswered(record: Record, left_out: list[Line]) -> bool:
    closed = record.standing(*CLOSINGS)
    return not closed and all(line in left_out for line in record.standing(*BOTH[Step.ANSWER]))


def _touch(record: Record) -> Step:
    """Return what a letter or message is for, by how far the deal has come."""
    reached = {line.measure for line in record.standing()}
    if reached & {Measure.LOST, Measure.REJECTED}:
        return Step.ASK
    if reached & {Measure.WON, Measure.PAYMENT}:
        return Step.THANKS
    if Measure.INVOICE in reached:
        return Step.DUN
    held = {line.part for line in record.standing(*BOTH[Step.MEET])}
    if any(line.part not in held for line in record.standing(*BOTH[Step.BOOK])):
        return Step.REMIND
    return Step.FOLLOW if reached.intersection(WENT_ON) else Step.WARM


def _measures(steps: Iterable[Step]) -> list[str]:
    return [measure for step in steps for measure in BOTH[step]]


def _is(line: Line, steps: Iterable[Step], part: int) -> bool:
    return line.part == part and line.measure in _measures(steps)


def _of_part(record: Record, steps: Iterable[Step], part: int) -> list[Line]:
    return [line for line in record.standing(*_measures(steps)) if line.part == part]


def _taken_back(lines: Iterable[Line], heard: Heard) -> list[Line]:
    return [line.undone(heard.entry) for line in lines]


def _line(step: Step, event: Any, heard: Heard, part: int | None = None) -> Line:
    hands = Hands.PERSON if heard.by == ActorKind.PERSON else Hands.ROBOT
    return Line(
        measure=step_measure(step, hands),
        day=heard.day,
        cohort=getattr(event, "cohort", None),
        person=event.owner,
        team=event.team,
        department=event.department,
        pipeline=event.pipeline,
        stage=None,
        channel=event.channel,
        product=event.product,
        company=event.company,
        reason=None,
        competitor=None,
        quantity=1,
        amount=0,
        currency="",
        days=0,
        ref_kind="crm.deal",
        ref=event.deal,
        part=part,
        entry=heard.entry,
        corrects=None,
    )
