"""Addresses of activities and of the day's queue."""

from mostik.crm.pages import activities, queue
from mostik.web.routes import Policy, route

DOES = Policy.needs("crm.do_activity")
ONE = Policy.needs("crm.do_activity", row="crm.activity")
DEAL = Policy.needs("crm.do_activity", row="crm.deal")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("queue/", queue.queue, name="queue", policy=DOES),
    route("queue/activities/<int:activity_id>/result/", queue.finish, name="queue_result", policy=ONE, methods=POST),
    route("queue/activities/<int:activity_id>/undo/", queue.take_back, name="queue_undo", policy=ONE, methods=POST),
    route("queue/deals/<int:deal_id>/result/", queue.log, name="queue_log", policy=DEAL, methods=POST),
    route("queue/deals/<int:deal_id>/step/", queue.set_step, name="queue_step", policy=DEAL, methods=ASKS),
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
