"""The room's addresses."""

from mostik.organisation.pages import standups
from mostik.web.routes import Policy, route

app_name = "organisation"

HOLD = Policy.needs("organisation.hold_standups")
ONE = Policy.needs("organisation.hold_standups", row="organisation.standup")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("standup/", standups.standup_now, name="standup", policy=HOLD),
    route("standup/begin/", standups.standup_begin, name="standup_begin", policy=HOLD, methods=POST),
    route("standups/", standups.standup_list, name="standups", policy=HOLD),
    route("standups/<int:standup_id>/", standups.standup_past, name="standup_past", policy=ONE),
    route("standups/<int:standup_id>/end/", standups.standup_end, name="standup_end", policy=ONE, methods=POST),
    route(
        "standups/<int:standup_id>/resume/", standups.standup_resume, name="standup_resume", policy=ONE, methods=POST
    ),
    route("standups/<int:standup_id>/hear/", standups.person_hear, name="person_hear", policy=ONE, methods=ASKS),
    route("standups/<int:standup_id>/note/", standups.person_note, name="person_note", policy=ONE, methods=POST),
]
