"""Regulations of the virtual department over its last weeks: proved, ticked, late, missed and excused."""

from datetime import datetime, time, timedelta
from typing import Final

from mostik.control.commands.processes import adopt_duties, adopt_processes, edit_process, said_of
from mostik.control.commands.turns import excuse_turn, mind_processes, tick_turn
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import Run
from mostik.control.terms import Turnout
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.kernel.period import Span
from mostik.organisation.commands.standups import begin_standup, end_standup
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.simulator.rules.processes import CODES, OWNERS, RHYTHM, SHOWN, WHY, played

WEEKS: Final = timedelta(weeks=4)
EARLY: Final = timedelta(minutes=25)
LATER: Final = timedelta(minutes=50)


@command(needs="crm.import_records", whole=False)
def play_processes(*, by: Actor) -> None:
    """Let the head set the usual regulations up four weeks ago, and the department run most of them."""
    rows = people(viewer=by).select_related("role", "team", "department")
    staff = {row.last_name: actor_of(row) for row in rows}
    head = staff["Королёва"]
    with clock.stopped(clock.moment(clock.today() - WEEKS, time(8))):
        made = dict(zip(CODES, adopt_processes(by=head, codes=CODES, owner_id=head.id or 0), strict=True))
        for code, names in OWNERS.items():
            owner, deputy = (staff[each].id for each in names)
            _give(head, made[code].pk, owner or 0, deputy)
        made |= dict(zip(RHYTHM, adopt_duties(by=head, codes=RHYTHM), strict=True))
    actors, span = {actor.id: actor for actor in staff.values()}, Span(clock.today() - WEEKS, clock.today())
    for place, (code, row) in enumerate(made.items()):
        found = queries.process(viewer=head, process_id=row.pk)
        for run in queries.runs([found], span, viewer=head):
            if run.who is not None:
                _play(code, run, played(run.on, place), head, actors[run.who.pk])
    mind_processes(by=SYSTEM)


def _give(head: Actor, number: int, owner: int, deputy: int | None) -> None:
    """Say who answers for a process and who while they are away."""
    found = queries.process(viewer=head, process_id=number)
    edit_process(by=head, process_id=number, said=said_of(found, actor=head, owner_id=owner, deputy_id=deputy))


def _play(code: str, run: Run, came: Turnout, head: Actor, who: Actor) -> None:
    number, words = run.process.pk, SHOWN.get(code, ("Сделано",))
    at = run.due + LATER if came is Turnout.LATE else run.due - EARLY
    if came is Turnout.MISSED or run.done_at or at > clock.now():
        return
    with clock.stopped(at):
        if came is Turnout.EXCUSED:
            excuse_turn(by=head, process_id=number, on=run.on, why=WHY[run.on.day % len(WHY)])
        elif code == "standup":
            _hold(head, at)
        else:
            tick_turn(by=who, process_id=number, on=run.on, note=words[run.on.day % len(words)])


def _hold(head: Actor, at: datetime) -> None:
    held = begin_standup(by=head)
    with clock.stopped(at + timedelta(minutes=9)):
        end_standup(by=head, standup_id=held.pk)
