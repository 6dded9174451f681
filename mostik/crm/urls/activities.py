"""Addresses of activities and of the day's queue."""

from mostik.crm.pages import activities, letters, queue
from mostik.crm.pages import queue_ways as ways
from mostik.web.routes import Policy, route

DOES = Policy.needs("crm.do_activity")
ONE = Policy.needs("crm.do_activity", row="crm.activity")
DEAL = Policy.needs("crm.do_activity", row="crm.deal")
EDITS = Policy.needs("crm.edit_deal", row="crm.deal")
HANDS = Policy.needs("crm.hand_over_deal", row="crm.deal")
WORDS = Policy.needs("crm.edit_templates")
POST = ("POST",)
ASKS = ("GET", "POST")
Q = "queue/activities/<int:activity_id>/"
D = "queue/deals/<int:deal_id>/"

urlpatterns = [
    route("queue/", queue.queue, name="queue", policy=DOES),
    route("queue/reads/", queue.reads, name="queue_reads", policy=DOES),
    route(f"{Q}result/", queue.finish, name="queue_result", policy=ONE, methods=POST),
    route(f"{Q}undo/", queue.take_back, name="queue_undo", policy=ONE, methods=POST),
    route(f"{Q}write/", ways.write, name="queue_write", policy=ONE, methods=ASKS),
    route(f"{Q}later/", ways.later, name="queue_later", policy=ONE, methods=ASKS),
    route(f"{Q}back/", ways.put_back, name="queue_back", policy=ONE, methods=POST),
    route(f"{Q}hand-over/", ways.hand_over_step, name="queue_hand_over_step", policy=ONE, methods=ASKS),
    route(f"{D}result/", queue.log, name="queue_log", policy=DEAL, methods=POST),
    route(f"{D}step/", queue.set_step, name="queue_step", policy=DEAL, methods=POST),
    route(f"{D}write/", ways.write_on, name="queue_write_on", policy=DEAL, methods=ASKS),
    route(f"{D}meet/", ways.meet, name="queue_meet", policy=DEAL, methods=ASKS),
    route(f"{D}lose/", ways.lose, name="queue_lose", policy=EDITS, methods=ASKS),
    route(f"{D}take-up/", ways.take_up, name="queue_take_up", policy=EDITS, methods=POST),
    route(f"{D}hand-over/", ways.hand_over, name="queue_hand_over", policy=HANDS, methods=ASKS),
    route("letters/", letters.letters, name="letters", policy=WORDS),
    route("letters/add/", letters.add, name="letter_add", policy=WORDS, methods=ASKS),
    route("letters/edit/", letters.edit, name="letter_edit", policy=WORDS, methods=ASKS),
    route("letters/archive/", letters.archive, name="letter_archive", policy=WORDS, methods=POST),
    route("letters/restore/", letters.restore, name="letter_restore", policy=WORDS, methods=POST),
    route("activities/", activities.activity_list, name="activity_list", policy=Policy.needs("crm.see_deals")),
    route("activities/add/", activities.add, name="activity_add", policy=DOES, methods=ASKS),
    route("activities/log/", activities.log, name="activity_log", policy=DOES, methods=POST),
    route("activities/note/", activities.note, name="activity_note", policy=DOES, methods=POST),
    route("activities/finish/", activities.finish_many, name="activities_finish", policy=DOES, methods=POST),
    route("activities/move/", activities.move_many, name="activities_move", policy=DOES, methods=ASKS),
    route("activities/hand-over/", activities.hand_over_many, name="activities_hand_over", policy=DOES, methods=ASKS),
    route("activities/<int:activity_id>/finish/", activities.finish, name="activity_finish", policy=ONE, methods=ASKS),
    route("activities/<int:activity_id>/edit/", activities.edit, name="activity_edit", policy=ONE, methods=ASKS),
    route("activities/<int:activity_id>/drop/", activities.drop, name="activity_drop", policy=ONE, methods=POST),
    route(
        "activities/<int:activity_id>/restore/", activities.restore, name="activity_restore", policy=ONE, methods=POST
    ),
]
