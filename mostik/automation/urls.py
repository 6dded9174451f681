"""The room's addresses."""

from mostik.automation.pages import (
    dialogue_states,
    dialogues,
    enrolments,
    reader,
    rehearsal,
    robot_steps,
    robot_table,
    robots,
    runs,
    sequences,
    trying,
)
from mostik.automation.pages import webhooks as pages
from mostik.web.routes import Policy, route

app_name = "automation"

RIGHT = "automation.edit_webhooks"
ALL = Policy.needs(RIGHT)
ONE = Policy.needs(RIGHT, row="automation.webhook")
GONE = Policy.needs(RIGHT, row="automation.webhook_removed")
MESSAGE = Policy.needs(RIGHT, row="automation.message")
BOTH, POST = ("GET", "POST"), ("POST",)
HOOK = "webhooks/<int:webhook_id>"
SAID = f"{HOOK}/messages/<int:message_id>"

SEE, EDIT = Policy.needs("automation.see_robots"), Policy.needs("automation.edit_robots")
IT = "robots/<int:robot_id>"
STEP = f"{IT}/steps"
TALKER = "dialogues/<int:dialogue_id>"
READER = Policy.needs("automation.connect_reader")

urlpatterns = [
    route("robots/", robot_table.robot_list, name="robots", policy=SEE),
    route("robots/all/<slug:kind>/on/", robot_table.robots_on, name="robots_on", policy=EDIT, methods=POST),
    route("robots/all/<slug:kind>/off/", robot_table.robots_off, name="robots_off", policy=EDIT, methods=POST),
    route("robots/all/<slug:kind>/again/", robot_table.robots_again, name="robots_again", policy=EDIT, methods=POST),
    route("robots/add/", robots.robot_add, name="robot_add", policy=EDIT, methods=BOTH),
    route(f"{IT}/", robots.robot, name="robot", policy=SEE),
    route(f"{IT}/name/", robots.robot_rename, name="robot_rename", policy=EDIT, methods=BOTH),
    route(f"{IT}/trigger/", robots.trigger, name="robot_trigger", policy=EDIT, methods=BOTH),
    route(f"{IT}/conditions/", robots.conditions, name="robot_conditions", policy=EDIT, methods=BOTH),
    route(f"{IT}/goals/", robots.goals, name="robot_goals", policy=EDIT, methods=BOTH),
    route(f"{IT}/past/", rehearsal.robot_rehearsal, name="robot_rehearsal", policy=SEE),
    route(f"{IT}/past/records/", rehearsal.robot_rehearsed, name="robot_rehearsed", policy=SEE),
    route(f"{IT}/try/", trying.robot_try, name="robot_try", policy=SEE),
    route(f"{IT}/copy/", robots.robot_copy, name="robot_copy", policy=EDIT, methods=POST),
    route(f"{IT}/on/", robots.robot_on, name="robot_on", policy=EDIT, methods=POST),
    route(f"{IT}/off/", robots.robot_off, name="robot_off", policy=EDIT, methods=BOTH),
    route(f"{IT}/remove/", robots.robot_remove, name="robot_remove", policy=EDIT, methods=POST),
    route(f"{IT}/restore/", robots.robot_restore, name="robot_restore", policy=EDIT, methods=POST),
    route(f"{IT}/editions/<int:edition>/", robots.edition_take, name="edition_take", policy=EDIT, methods=POST),
    route(f"{STEP}/choose/", robot_steps.step_choice, name="step_choice", policy=EDIT),
    route(f"{STEP}/try/", trying.step_try, name="step_try", policy=EDIT),
    route(f"{STEP}/", robot_steps.step, name="step", policy=EDIT, methods=BOTH),
    route(f"{STEP}/remove/", robot_steps.step_remove, name="step_remove", policy=EDIT, methods=POST),
    route(f"{STEP}/move/", robot_steps.step_move, name="step_move", policy=EDIT, methods=POST),
    route(f"{IT}/runs/", runs.run_list, name="runs", policy=SEE),
    route(f"{IT}/runs/stop/", runs.runs_stop, name="runs_stop", policy=EDIT, methods=POST),
    route(f"{IT}/runs/retry/", runs.runs_retry, name="runs_retry", policy=EDIT, methods=POST),
    route("sequences/", robot_table.sequence_list, name="sequences", policy=SEE),
    route("sequences/add/", sequences.sequence_add, name="sequence_add", policy=EDIT, methods=BOTH),
    route("sequences/ready/<slug:code>/", sequences.ready_take, name="ready_take", policy=EDIT, methods=POST),
    route(f"{IT}/standing/", enrolments.standing, name="standing", policy=EDIT),
    route(f"{IT}/enrol/", enrolments.enrol, name="enrol", policy=EDIT, methods=POST),
    route(f"{IT}/enrol/picked/", enrolments.enrol_picked, name="enrol_picked", policy=EDIT, methods=POST),
    route(f"{IT}/enrolments/", enrolments.enrolment_list, name="enrolments", policy=SEE),
    route(f"{IT}/enrolments/leave/", enrolments.enrolments_leave, name="enrolments_leave", policy=EDIT, methods=POST),
    route(f"{IT}/enrolments/stop/", enrolments.enrolments_stop, name="enrolments_stop", policy=EDIT, methods=POST),
    route(
        "robots/enrolments/<int:enrolment_id>/going/",
        enrolments.enrolment_going,
        name="enrolment_going",
        policy=SEE,
    ),
    route(
        "robots/enrolments/<int:enrolment_id>/leave/",
        enrolments.enrolment_leave,
        name="enrolment_leave",
        policy=EDIT,
        methods=POST,
    ),
    route("robots/runs/<int:run_id>/", runs.run, name="run", policy=SEE),
    route("robots/runs/<int:run_id>/stop/", runs.run_stop, name="run_stop", policy=EDIT, methods=POST),
    route("robots/runs/<int:run_id>/skip/", runs.run_skip, name="run_skip", policy=EDIT, methods=POST),
    route("robots/runs/<int:run_id>/retry/", runs.run_retry, name="run_retry", policy=EDIT, methods=POST),
    route("robots/runs/about/<slug:subject>/<int:number>/", runs.runs_about, name="runs_about", policy=SEE),
    route("dialogues/", dialogues.dialogue_list, name="dialogues", policy=SEE),
    route("dialogues/add/", dialogues.dialogue_add, name="dialogue_add", policy=EDIT, methods=BOTH),
    route("dialogues/talks/<int:talk_id>/", dialogues.talk, name="talk", policy=SEE),
    route(f"{TALKER}/", dialogues.dialogue, name="dialogue", policy=SEE),
    route(f"{TALKER}/pace/", dialogues.dialogue_pace, name="dialogue_pace", policy=EDIT, methods=BOTH),
    route(f"{TALKER}/copy/", dialogues.dialogue_copy, name="dialogue_copy", policy=EDIT, methods=POST),
    route(f"{TALKER}/undo/", dialogues.dialogue_undo, name="dialogue_undo", policy=EDIT, methods=POST),
    route(f"{TALKER}/on/", dialogues.dialogue_on, name="dialogue_on", policy=EDIT, methods=POST),
    route(f"{TALKER}/off/", dialogues.dialogue_off, name="dialogue_off", policy=EDIT, methods=POST),
    route(f"{TALKER}/remove/", dialogues.dialogue_remove, name="dialogue_remove", policy=EDIT, methods=POST),
    route(f"{TALKER}/restore/", dialogues.dialogue_restore, name="dialogue_restore", policy=EDIT, methods=POST),
    route(
        f"{TALKER}/editions/<int:edition>/",
        dialogues.dialogue_edition,
        name="dialogue_edition",
        policy=EDIT,
        methods=POST,
    ),
    route(f"{TALKER}/talks/", dialogues.talk_list, name="talks", policy=SEE),
    route(f"{TALKER}/bench/", dialogue_states.bench, name="bench", policy=SEE, methods=BOTH),
    route(f"{TALKER}/states/choose/", dialogue_states.state_choice, name="state_choice", policy=EDIT),
    route(f"{TALKER}/states/", dialogue_states.state, name="state", policy=EDIT, methods=BOTH),
    route(f"{TALKER}/states/remove/", dialogue_states.state_remove, name="state_remove", policy=EDIT, methods=POST),
    route(f"{TALKER}/states/move/", dialogue_states.state_move, name="state_move", policy=EDIT, methods=POST),
    route(f"{TALKER}/intents/", dialogue_states.intent, name="intent", policy=EDIT, methods=BOTH),
    route(f"{TALKER}/intents/remove/", dialogue_states.intent_remove, name="intent_remove", policy=EDIT, methods=POST),
    route("reader/", reader.reader, name="reader", policy=READER),
    route("reader/edit/", reader.reader_edit, name="reader_edit", policy=READER, methods=BOTH),
    route("reader/check/", reader.reader_check, name="reader_check", policy=READER, methods=POST),
    route("reader/on/", reader.reader_on, name="reader_on", policy=READER, methods=POST),
    route("reader/off/", reader.reader_off, name="reader_off", policy=READER, methods=POST),
    route("reader/remove/", reader.reader_remove, name="reader_remove", policy=READER, methods=POST),
    route("webhooks/", pages.list_webhooks, name="webhooks", policy=ALL),
    route("webhooks/add/", pages.webhook_add, name="webhook_add", policy=ALL, methods=BOTH),
    route(f"{HOOK}/", pages.show_webhook, name="webhook", policy=ONE),
    route(f"{HOOK}/edit/", pages.webhook_edit, name="webhook_edit", policy=ONE, methods=BOTH),
    route(f"{HOOK}/pause/", pages.webhook_pause, name="webhook_pause", policy=ONE, methods=POST),
    route(f"{HOOK}/resume/", pages.webhook_resume, name="webhook_resume", policy=ONE, methods=POST),
    route(f"{HOOK}/secret/", pages.webhook_rotate, name="webhook_rotate", policy=ONE, methods=POST),
    route(f"{HOOK}/resend/", pages.dead_resend, name="dead_resend", policy=ONE, methods=POST),
    route(f"{HOOK}/remove/", pages.webhook_remove, name="webhook_remove", policy=ONE, methods=POST),
    route(f"{HOOK}/restore/", pages.webhook_restore, name="webhook_restore", policy=GONE, methods=POST),
    route(f"{SAID}/", pages.show_message, name="message", policy=MESSAGE),
    route(f"{SAID}/resend/", pages.message_resend, name="message_resend", policy=MESSAGE, methods=POST),
]
