"""Addresses of recurring processes and of the duties of one's own rhythm."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern

from mostik.control.pages import many_processes, process_list, processes, rhythm, turns
from mostik.control.queries.processes import KEEP, RHYTHM, SEE
from mostik.web.routes import Policy, route

SEES, KEEPS, OWN = Policy.needs(SEE), Policy.needs(KEEP), Policy.needs(RHYTHM)
IT = Policy.needs(SEE, row="control.process")
BOTH, POST = ("GET", "POST"), ("POST",)

Page = Callable[..., Any]
#: What is done to one of them, by those who keep it: the department's processes and one's own duties alike.
STEPS: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("edit", processes.process_edit, BOTH),
    ("pause", processes.process_pause, POST),
    ("resume", processes.process_resume, POST),
    ("remove", processes.process_remove, POST),
    ("excuse", turns.turn_excuse, BOTH),
)

#: What is done to several of the department's at once.
MANY: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("pause", many_processes.processes_pause, POST),
    ("resume", many_processes.processes_resume, POST),
    ("hand", many_processes.processes_hand, BOTH),
    ("hand_back", many_processes.processes_hand_back, POST),
    ("remove", many_processes.processes_remove, POST),
    ("restore", many_processes.processes_restore, POST),
)


def _steps(at: str, one: str, needs: str) -> list[URLPattern]:
    it, removed = (Policy.needs(needs, row=f"control.{one}{end}") for end in ("", "_removed"))
    tick = Policy.needs(needs if one == "duty" else SEE, row=f"control.{one}")
    return [
        *(route(f"{at}{name}/", page, name=f"{one}_{name}", policy=it, methods=how) for name, page, how in STEPS),
        route(f"{at}restore/", processes.process_restore, name=f"{one}_restore", policy=removed, methods=POST),
        route(f"{at}tick/", turns.turn_tick, name=f"{one}_tick", policy=tick, methods=BOTH),
        route(f"{at}clear/", turns.turn_clear, name=f"{one}_clear", policy=tick, methods=POST),
    ]


DUTY = "rhythm/<int:process_id>/"
urlpatterns = [
    route("processes/", process_list.process_list, name="processes", policy=SEES),
    route("processes/add/", processes.process_add, name="process_add", policy=KEEPS, methods=BOTH),
    route("processes/usual/", processes.processes_usual, name="processes_usual", policy=KEEPS, methods=BOTH),
    *(
        route(f"processes/{what}/", page, name=f"processes_{what}", policy=KEEPS, methods=how)
        for what, page, how in MANY
    ),
    route("processes/<int:process_id>/", processes.process_card, name="process", policy=IT),
    route("processes/<int:process_id>/turn/", turns.process_turn, name="process_turn", policy=IT),
    *_steps("processes/<int:process_id>/", "process", KEEP),
    route("rhythm/", rhythm.rhythm, name="rhythm", policy=OWN),
    route("rhythm/day/", rhythm.rhythm_day, name="rhythm_day", policy=OWN),
    route("rhythm/now/", rhythm.rhythm_now, name="rhythm_now", policy=OWN),
    route("rhythm/pause/", rhythm.rhythm_pause, name="rhythm_pause", policy=OWN, methods=POST),
    route("rhythm/add/", processes.duty_add, name="duty_add", policy=OWN, methods=BOTH),
    route("rhythm/usual/", processes.duties_usual, name="duties_usual", policy=OWN, methods=BOTH),
    *_steps(DUTY, "duty", RHYTHM),
    route(
        f"{DUTY}move/",
        processes.duty_move,
        name="duty_move",
        policy=Policy.needs(RHYTHM, row="control.duty"),
        methods=POST,
    ),
]
