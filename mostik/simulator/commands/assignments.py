"""Assignments of the virtual department in every state: answered and not, late, done, given back, solved."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from mostik.control.commands import assignment_answers as answers
from mostik.control.commands.assignments import Asked, give_assignment
from mostik.control.commands.climbing import climb_assignments
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.simulator.rules.assignments import ASSIGNMENTS, Played


@command(needs="crm.import_records", whole=False)
def play_assignments(*, by: Actor) -> None:
    """Let the head and the owner give assignments over the last weeks, people answer them, and the late ones climb."""
    rows = people(viewer=by).select_related("role", "team", "department")
    staff = {row.last_name: actor_of(row) for row in rows}
    for each in ASSIGNMENTS:
        if {each.giver, each.owner, each.writer} <= set(staff):
            _play(each, staff)
    climb_assignments(by=SYSTEM)


def _play(it: Played, staff: dict[str, Actor]) -> None:
    now, owner = clock.now(), staff[it.owner]
    given = clock.moment(clock.today() - timedelta(days=it.age), time(10, 20))
    with clock.stopped(given):
        asked = Asked(
            text=it.text,
            owner_id=owner.id or 0,
            due_on=clock.today() + timedelta(days=it.term),
            origin=it.origin,
            origin_words=it.words,
            giver_id=staff[it.giver].id,
        )
        made = give_assignment(by=staff[it.writer], asked=asked)
    for place, (step, said) in enumerate(it.steps, 1):
        day = clock.business_day(given + (now - given) * place / (len(it.steps) + 1))
        with clock.stopped(min(now, clock.moment(day, time(9 + place, 35)))):
            _step(step, said, made.pk, owner, staff[it.giver])


def _step(step: str, said: str, number: int, owner: Actor, giver: Actor) -> None:
    told: dict[str, Any] = {"assignment_id": number}
    later = clock.today() + timedelta(days=14)
    steps: dict[str, Callable[[], object]] = {
        "accept": lambda: answers.accept_assignment(by=owner, **told, text=said),
        "object": lambda: answers.object_to_assignment(by=owner, **told, text=said),
        "day": lambda: answers.ask_other_day(by=owner, **told, due_on=later, why=said),
        "grant": lambda: answers.decide_day(by=giver, **told, granted=True, words=said),
        "act": lambda: answers.act_on_assignment(by=owner, **told, text=said),
        "return": lambda: answers.return_assignment(by=giver, **told, why=said),
        "solve": lambda: answers.solve_assignment(by=giver, **told, text=said),
    }
    steps[step]()
