"""What is done with clients, as facts: work done stays counted whatever becomes of its deal."""

from collections.abc import Iterable

from mostik.analysis.rules.lines import Heard, Line, Record
from mostik.analysis.terms import Measure
from mostik.crm import events
from mostik.crm.events.activities import ActivityEvent
from mostik.crm.terms import ActivityKind, ActivityResult

#: What a kind counts once it is done, by its result; ``None`` stands for any result.
DONE: dict[str, tuple[tuple[str | None, Measure], ...]] = {
    ActivityKind.CALL: ((None, Measure.CALL), (ActivityResult.TALKED, Measure.TALK)),
    ActivityKind.MEETING: ((ActivityResult.HELD, Measure.MEETING_HELD),),
    ActivityKind.TASK: ((ActivityResult.DONE, Measure.TASK),),
    ActivityKind.EMAIL: ((ActivityResult.DONE, Measure.EMAIL),),
    ActivityKind.MESSAGE: ((ActivityResult.DONE, Measure.MESSAGE),),
}


def planned(event: events.ActivityPlanned, heard: Heard, record: Record) -> list[Line]:
    """A meeting was set."""
    return _set(event, heard, record)


def done(event: events.ActivityDone, heard: Heard, record: Record) -> list[Line]:
    """A call, talk, meeting, task, letter or message. A meeting held without having been planned was set, too."""
    before = [line for line in record.standing() if line.measure != Measure.MEETING_SET]
    now = [measure for result, measure in DONE.get(event.kind, ()) if result in {None, event.result}]
    return [
        *_taken_back(before, heard),
        *(_set(event, heard, record) if now else []),
        *(_line(measure, event, heard) for measure in now),
    ]


def dropped(event: events.ActivityDropped, heard: Heard, record: Record) -> list[Line]:  # noqa: ARG001 - one shape
    """A removed activity takes back all it counted: every number must open its records."""
    return _taken_back(record.standing(), heard)


def _taken_back(lines: Iterable[Line], heard: Heard) -> list[Line]:
    return [line.undone(heard.entry) for line in lines]


def _set(event: ActivityEvent, heard: Heard, record: Record) -> list[Line]:
    """Count a meeting as set, once; one brought back after its removal on the day it was first set."""
    if event.kind != ActivityKind.MEETING or record.standing(Measure.MEETING_SET):
        return []
    first = next((line for line in record.lines if line.measure == Measure.MEETING_SET), None)
    return [first.again(heard.entry) if first else _line(Measure.MEETING_SET, event, heard)]


def _line(measure: str, event: ActivityEvent, heard: Heard) -> Line:
    return Line(
        measure=str(measure),
        day=heard.day,
        cohort=None,
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
        ref_kind="crm.activity",
        ref=event.activity,
        part=None,
        entry=heard.entry,
        corrects=None,
    )
