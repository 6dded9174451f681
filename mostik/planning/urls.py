"""The room's addresses."""

from mostik.planning.pages import (
    capacity,
    cells,
    changes,
    demands,
    events,
    making,
    people,
    plan_files,
    plans,
    replan,
    scenarios,
    schedule,
    sides,
    years,
)
from mostik.web.routes import Policy, route

app_name = "planning"

SEE = Policy.needs("planning.see_plans")
SEE_ONE = Policy.needs("planning.see_plans", row="planning.plan")
SEE_PERSON = Policy.needs("planning.see_plans", row="planning.person")
MAKE = Policy.needs("planning.make_plan")
MAKE_ONE = Policy.needs("planning.make_plan", row="planning.plan")
MAKE_CELL = Policy.needs("planning.make_plan", row="planning.part")
FORCE = Policy.needs("planning.put_in_force", row="planning.plan")
AGREE = Policy.needs("planning.agree_plan", row="planning.plan")
BOTH = ("GET", "POST")
POST = ("POST",)

SEE_DEMAND = Policy.signed_in(row="planning.demand")
ASKS = Policy.needs("planning.answer_demands", row="planning.demand")
MAKE_DEMAND = Policy.needs("planning.make_plan", row="planning.demand")
DEMAND = "demands/<int:demand_id>/"
KEEPS = Policy.needs("planning.keep_schedule")
KEEPS_ONE = Policy.needs("planning.keep_schedule", row="planning.kept_event")
KEEPS_MOVED = Policy.needs("planning.keep_schedule", row="planning.moved_event")
EVENT = "schedule/events/<int:event_id>/"
ONE = "plans/<int:plan_id>/"
MAKE_FILE = Policy.needs("planning.make_plan", row="planning.file")
FILE = "files/<int:file_id>/"
CELL = ONE + "people/<int:person_id>/"

urlpatterns = [
    route("", plans.show_month, name="plan", policy=SEE),
    route("plans/new/", making.new, name="plan_new", policy=MAKE, methods=BOTH),
    route("files/", plan_files.start, name="plan_file_new", policy=MAKE, methods=BOTH),
    route(FILE, plan_files.show, name="plan_file", policy=MAKE_FILE, methods=BOTH),
    route(FILE + "back/", plan_files.back, name="plan_file_back", policy=MAKE_FILE, methods=POST),
    route(FILE + "drop/", plan_files.drop, name="plan_file_drop", policy=MAKE_FILE, methods=POST),
    route(ONE, plans.show_version, name="plan_version", policy=SEE_ONE),
    route(ONE + "target/", making.target, name="plan_target", policy=MAKE_ONE, methods=BOTH),
    route(ONE + "options/", making.options, name="plan_options", policy=MAKE_ONE, methods=BOTH),
    route(ONE + "propose/", plans.propose, name="plan_propose", policy=MAKE_ONE, methods=POST),
    route(ONE + "force/", plans.put_in_force, name="plan_force", policy=FORCE, methods=BOTH),
    route(ONE + "copy/", plans.copy, name="plan_copy", policy=MAKE_ONE, methods=POST),
    route(ONE + "measure/", plans.measure, name="plan_measure", policy=MAKE_ONE, methods=POST),
    route(ONE + "drop/", plans.drop, name="plan_drop", policy=MAKE_ONE, methods=POST),
    route(ONE + "restore/", plans.restore, name="plan_restore", policy=MAKE_ONE, methods=POST),
    route(ONE + "answer/", plans.reply, name="plan_answer", policy=AGREE, methods=BOTH),
    route(ONE + "share/", capacity.share, name="plan_share", policy=MAKE_ONE, methods=POST),
    route(CELL + "fix/", cells.fix_part, name="part_fix", policy=MAKE_CELL, methods=POST),
    route(CELL + "free/", cells.free_part, name="part_free", policy=MAKE_CELL, methods=POST),
    route(CELL + "limits/", cells.limits, name="part_limits", policy=MAKE_CELL, methods=BOTH),
    route(CELL + "count/", cells.set_count, name="count_fix", policy=MAKE_CELL, methods=POST),
    route(CELL + "count/free/", cells.free_count, name="count_free", policy=MAKE_CELL, methods=POST),
    route(ONE + "sides/", sides.show, name="plan_sides", policy=MAKE_ONE),
    route(CELL + "settle/", sides.settle, name="gap_settle", policy=MAKE_CELL, methods=BOTH),
    route(
        ONE + "sides/<int:settlement_id>/back/",
        sides.take_back,
        name="settlement_back",
        policy=Policy.needs("planning.make_plan", row="planning.settlement"),
        methods=POST,
    ),
    route(ONE + "replan/", replan.show, name="plan_replan", policy=MAKE_ONE, methods=BOTH),
    route(ONE + "look/", replan.look, name="plan_look", policy=MAKE_ONE, methods=POST),
    route(
        "causes/<int:cause_id>/aside/",
        replan.put_aside,
        name="cause_aside",
        policy=Policy.needs("planning.make_plan", row="planning.cause"),
        methods=BOTH,
    ),
    route("bounds/", replan.choose_bounds, name="bounds", policy=MAKE, methods=BOTH),
    route(ONE + "changes/", changes.show, name="plan_changes", policy=SEE_ONE),
    route(ONE + "remind/", changes.remind, name="plan_remind", policy=MAKE_ONE, methods=POST),
    route(ONE + "take-back/", changes.take_back, name="plan_take_back", policy=MAKE_ONE, methods=POST),
    route("commit/", sides.commit, name="commit", policy=Policy.needs("planning.agree_plan"), methods=BOTH),
    route("demands/", demands.demand_list, name="demands", policy=Policy.signed_in()),
    route("demands/new/", demands.demand_new, name="demand_new", policy=MAKE, methods=BOTH),
    route(DEMAND, demands.demand, name="demand", policy=SEE_DEMAND),
    route(DEMAND + "edit/", demands.demand_edit, name="demand_edit", policy=MAKE_DEMAND, methods=BOTH),
    route(DEMAND + "accept/", demands.demand_accept, name="demand_accept", policy=ASKS, methods=BOTH),
    route(DEMAND + "refuse/", demands.demand_refuse, name="demand_refuse", policy=ASKS, methods=BOTH),
    route(DEMAND + "deliver/", demands.demand_deliver, name="demand_deliver", policy=ASKS, methods=BOTH),
    route(DEMAND + "close/", demands.demand_close, name="demand_close", policy=MAKE_DEMAND, methods=BOTH),
    route(DEMAND + "reopen/", demands.demand_reopen, name="demand_reopen", policy=MAKE_DEMAND, methods=POST),
    route(DEMAND + "send/", demands.demand_send, name="demand_send", policy=MAKE_DEMAND, methods=POST),
    route("asked/<str:token>/", demands.demand_outside, name="demand_outside", policy=Policy.public(), methods=BOTH),
    route("schedule/", schedule.show_schedule, name="schedule", policy=Policy.signed_in()),
    route("schedule/mine.ics", schedule.own_file, name="schedule_file", policy=Policy.signed_in()),
    route("schedule/events/", events.event_list, name="events", policy=Policy.signed_in()),
    route("schedule/events/add/", events.event_add, name="event_add", policy=KEEPS, methods=BOTH),
    route("schedule/events/remove/", events.events_remove, name="events_remove", policy=KEEPS, methods=POST),
    route("schedule/events/restore/", events.events_restore, name="events_restore", policy=KEEPS, methods=POST),
    route(EVENT, events.event, name="event", policy=Policy.signed_in(row="planning.department_event")),
    route(EVENT + "edit/", events.event_edit, name="event_edit", policy=KEEPS_ONE, methods=BOTH),
    route(EVENT + "move/", events.event_move, name="event_move", policy=KEEPS_ONE, methods=BOTH),
    route(EVENT + "back/", events.event_back, name="event_back", policy=KEEPS_MOVED, methods=POST),
    route(EVENT + "skip/", events.event_skip, name="event_skip", policy=KEEPS_ONE, methods=POST),
    route(EVENT + "cover/", events.event_cover, name="event_cover", policy=KEEPS_ONE, methods=POST),
    route(EVENT + "remove/", events.event_remove, name="event_remove", policy=KEEPS_ONE, methods=POST),
    route("year/", years.show, name="year", policy=MAKE),
    route("year/change/", years.change, name="year_change", policy=MAKE, methods=BOTH),
    route("year/free/", years.free, name="year_free", policy=MAKE, methods=POST),
    route("scenarios/", scenarios.show, name="scenarios", policy=MAKE),
    route("scenarios/figures/", scenarios.figures, name="scenario_figures", policy=MAKE),
    route("scenarios/levels/", scenarios.choose_levels, name="scenario_levels", policy=MAKE, methods=BOTH),
    route("people/<int:person_id>/", people.show_person, name="person_plan", policy=SEE_PERSON),
    route("today/", people.my_numbers, name="my_numbers", policy=SEE),
    route("capacity/", capacity.show, name="capacity", policy=MAKE),
    route("capacity/norms/", capacity.minutes, name="minutes", policy=MAKE, methods=BOTH),
]
