"""Addresses of assignments."""

from mostik.control.pages import assignment_answers as answers
from mostik.control.pages import assignments
from mostik.control.queries.assignments import ANSWER, GIVE
from mostik.web.routes import Policy, route

SEE = Policy.needs(ANSWER)
GIVES = Policy.needs(GIVE)
IT_ANSWER = Policy.needs(ANSWER, row="control.assignment")
IT_GIVE = Policy.needs(GIVE, row="control.assignment")
GONE = Policy.needs(GIVE, row="control.assignment_removed")
ASKS, POST = ("GET", "POST"), ("POST",)
IT = "assignments/<int:assignment_id>"

urlpatterns = [
    route("assignments/", assignments.assignment_list, name="assignments", policy=SEE),
    route("assignments/mine/", assignments.my_assignments, name="my_assignments", policy=SEE),
    route("assignments/overdue/", assignments.overdue_assignments, name="overdue_assignments", policy=SEE),
    route("assignments/add/", assignments.assignment_add, name="assignment_add", policy=GIVES, methods=ASKS),
    route("assignments/remind/", assignments.assignments_remind, name="assignments_remind", policy=GIVES, methods=POST),
    route("assignments/hand/", assignments.assignments_hand, name="assignments_hand", policy=GIVES, methods=ASKS),
    route(
        "assignments/withdraw/",
        assignments.assignments_withdraw,
        name="assignments_withdraw",
        policy=GIVES,
        methods=ASKS,
    ),
    route(f"{IT}/", assignments.assignment, name="assignment", policy=IT_ANSWER),
    route(f"{IT}/accept/", answers.assignment_accept, name="assignment_accept", policy=IT_ANSWER, methods=POST),
    route(f"{IT}/object/", answers.assignment_object, name="assignment_object", policy=IT_ANSWER, methods=ASKS),
    route(f"{IT}/day/", answers.assignment_day, name="assignment_day", policy=IT_ANSWER, methods=ASKS),
    route(f"{IT}/act/", answers.assignment_act, name="assignment_act", policy=IT_ANSWER, methods=ASKS),
    route(f"{IT}/decide/", answers.assignment_decide, name="assignment_decide", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/solve/", answers.assignment_solve, name="assignment_solve", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/return/", answers.assignment_return, name="assignment_return", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/edit/", assignments.assignment_edit, name="assignment_edit", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/hand/", assignments.assignment_hand, name="assignment_hand", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/withdraw/", assignments.assignment_withdraw, name="assignment_withdraw", policy=IT_GIVE, methods=ASKS),
    route(f"{IT}/remind/", assignments.assignment_remind, name="assignment_remind", policy=IT_GIVE, methods=POST),
    route(f"{IT}/remove/", assignments.assignment_remove, name="assignment_remove", policy=IT_GIVE, methods=POST),
    route(f"{IT}/restore/", assignments.assignment_restore, name="assignment_restore", policy=GONE, methods=POST),
]
