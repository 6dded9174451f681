"""The room's addresses."""

from mostik.organisation.pages import owner_letters, standups
from mostik.web.routes import Policy, route

app_name = "organisation"

HOLD = Policy.needs("organisation.hold_standups")
ONE = Policy.needs("organisation.hold_standups", row="organisation.standup")
READ = Policy.needs("organisation.read_owner_letters")
WRITE = Policy.needs("organisation.write_owner_letters")
READ_ONE = Policy.needs("organisation.read_owner_letters", row="organisation.owner_letter")
WRITE_ONE = Policy.needs("organisation.write_owner_letters", row="organisation.owner_letter")
LETTER = "owner-letters/<int:owner_letter_id>"
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
    route("owner-letters/", owner_letters.list_letters, name="owner_letters", policy=READ),
    route("owner-letters/set/", owner_letters.set_letters, name="owner_letters_set", policy=WRITE, methods=ASKS),
    route("owner-letters/build/", owner_letters.build_letter, name="owner_letter_build", policy=WRITE, methods=POST),
    route(f"{LETTER}/", owner_letters.show_letter, name="owner_letter", policy=READ_ONE),
    route(f"{LETTER}/pdf/", owner_letters.letter_file, name="owner_letter_pdf", policy=READ_ONE),
    route(f"{LETTER}/edit/", owner_letters.edit_letter, name="owner_letter_edit", policy=WRITE_ONE, methods=ASKS),
    route(
        f"{LETTER}/approve/", owner_letters.approve_letter, name="owner_letter_approve", policy=WRITE_ONE, methods=POST
    ),
    route(f"{LETTER}/again/", owner_letters.resend_letter, name="owner_letter_again", policy=WRITE_ONE, methods=POST),
]
