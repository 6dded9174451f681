"""The room's addresses."""

from mostik.people.pages import (
    approvals,
    attendance,
    calendar,
    cards,
    exports,
    limits,
    notices,
    notices_setup,
    people,
    profile,
    reads,
    roles,
    schedules,
    shifts,
    sign_in,
    structure,
    substitutes,
    tokens,
    working_day,
)
from mostik.web.routes import Policy, route

app_name = "people"

BOTH, POST = ("GET", "POST"), ("POST",)

SEE = Policy.needs("people.see_structure")
CARD = Policy.needs("people.see_structure", row="people.user")
EDIT = Policy.needs("people.edit_structure")
EDIT_ONE = Policy.needs("people.edit_structure", row="people.user")
CALENDAR = Policy.needs("people.edit_calendar")
CALENDAR_ONE = Policy.needs("people.edit_calendar", row="people.user")
AWAY_ONE = Policy.needs("people.edit_absences", row="people.user")
ABSENCE = Policy.needs("people.edit_absences", row="people.absence")
REMOVED = Policy.needs("people.edit_absences", row="people.absence_removed")
SHIFTS = Policy.needs("people.see_attendance")
PLANS = Policy.needs("people.edit_shifts")
SHIFT = Policy.needs("people.edit_shifts", row="people.user")
MARKS = Policy.needs("people.mark_work")
LAPSE = Policy.needs("people.see_attendance", row="people.lapse")
EXCUSES = Policy.needs("people.excuse_lapses")
EXCUSE = Policy.needs("people.excuse_lapses", row="people.lapse")
WORKED_ONE = Policy.needs("people.see_attendance", row="people.user")
NORMS = Policy.needs("people.edit_day_norms")
SHIFT_EDIT = Policy.needs("people.edit_shifts", row="people.shift_edit")
ROLES = Policy.needs("people.edit_roles")
ASKS = Policy.needs("people.ask_approval")
REQUEST = Policy.needs("people.ask_approval", row="people.approval")
DECIDES = Policy.needs("people.decide_approvals", row="people.approval_to_decide")
ASKED = Policy.needs("people.ask_approval", row="people.approval_asked")
READS = Policy.needs("people.see_reads")
LIMITS = Policy.needs("people.edit_limits")
TOKENS = Policy.needs("people.make_tokens")

PERSON, ONE_ABSENCE, SCHEDULE = "<int:person_id>", "absences/<int:absence_id>", "schedules/<int:schedule_id>"
OWN_DELIVERY, DELIVERY = Policy.signed_in(row="people.delivery", mine=True), "notices/sent/<int:delivery_id>"
COMPANY = Policy.needs("core.edit_company")
NORM = "calendar/working-time/norms/<int:norm_id>"
LAPSED = "calendar/attendance/<int:lapse_id>"
APPROVAL = "approvals/<int:approval_id>"
DEPARTMENT, TEAM = "departments/<int:department_id>", "teams/<int:team_id>"

urlpatterns = [
    route("", structure.show_structure, name="structure", policy=SEE),
    route("list/", people.list_people, name="list", policy=SEE),
    route("list/move/", people.people_move, name="people_move", policy=EDIT, methods=BOTH),
    route("add/", people.person_add, name="person_add", policy=EDIT, methods=BOTH),
    route("sessions/", sign_in.list_visits, name="visits", policy=Policy.signed_in()),
    route("sessions/end/", sign_in.visits_end, name="visits_end", policy=Policy.signed_in(), methods=POST),
    route(
        "sessions/<int:visit_id>/end/",
        sign_in.visit_end,
        name="visit_end",
        policy=Policy.signed_in(row="people.visit", mine=True),
        methods=POST,
    ),
    route("join/", sign_in.join, name="join", policy=Policy.public(), methods=BOTH),
    route(f"{PERSON}/invite/", sign_in.person_invite, name="person_invite", policy=EDIT_ONE, methods=POST),
    route(
        f"{PERSON}/second-step/", sign_in.person_second_step, name="person_second_step", policy=EDIT_ONE, methods=POST
    ),
    route("profile/", profile.show_profile, name="profile", policy=Policy.signed_in(), methods=BOTH),
    route(f"{PERSON}/", cards.show_person, name="person", policy=CARD),
    route(f"{PERSON}/edit/", people.person_edit, name="person_edit", policy=EDIT_ONE, methods=BOTH),
    route(f"{PERSON}/dismiss/", people.person_dismiss, name="person_dismiss", policy=EDIT_ONE, methods=BOTH),
    route(f"{PERSON}/return/", people.person_return, name="person_return", policy=EDIT_ONE, methods=POST),
    route(f"{PERSON}/password/", people.person_password, name="person_password", policy=EDIT_ONE, methods=POST),
    route(f"{PERSON}/schedule/", cards.follow_schedule, name="person_schedule", policy=CALENDAR_ONE, methods=BOTH),
    route(f"{PERSON}/absences/add/", cards.absence_add, name="absence_add", policy=AWAY_ONE, methods=BOTH),
    route(f"{ONE_ABSENCE}/edit/", cards.absence_edit, name="absence_edit", policy=ABSENCE, methods=BOTH),
    route(f"{ONE_ABSENCE}/remove/", cards.absence_remove, name="absence_remove", policy=ABSENCE, methods=POST),
    route(f"{ONE_ABSENCE}/restore/", cards.absence_restore, name="absence_restore", policy=REMOVED, methods=POST),
    route("departments/add/", structure.department_add, name="department_add", policy=EDIT, methods=BOTH),
    route(f"{DEPARTMENT}/edit/", structure.department_edit, name="department_edit", policy=EDIT, methods=BOTH),
    route(f"{DEPARTMENT}/archive/", structure.department_archive, name="department_archive", policy=EDIT, methods=POST),
    route(f"{DEPARTMENT}/restore/", structure.department_restore, name="department_restore", policy=EDIT, methods=POST),
    route("teams/add/", structure.team_add, name="team_add", policy=EDIT, methods=BOTH),
    route(f"{TEAM}/edit/", structure.team_edit, name="team_edit", policy=EDIT, methods=BOTH),
    route(f"{TEAM}/archive/", structure.team_archive, name="team_archive", policy=EDIT, methods=POST),
    route(f"{TEAM}/restore/", structure.team_restore, name="team_restore", policy=EDIT, methods=POST),
    route("calendar/", calendar.show_calendar, name="calendar", policy=SEE),
    route("calendar/days/<str:day>/", calendar.edit_day, name="day_edit", policy=CALENDAR, methods=BOTH),
    route("calendar/schedules/", schedules.list_schedules, name="schedules", policy=SEE),
    route("calendar/schedules/add/", schedules.schedule_add, name="schedule_add", policy=CALENDAR, methods=BOTH),
    route(f"calendar/{SCHEDULE}/", schedules.schedule_edit, name="schedule_edit", policy=CALENDAR, methods=BOTH),
    route(
        f"calendar/{SCHEDULE}/archive/",
        schedules.schedule_archive,
        name="schedule_archive",
        policy=CALENDAR,
        methods=POST,
    ),
    route(
        f"calendar/{SCHEDULE}/restore/",
        schedules.schedule_restore,
        name="schedule_restore",
        policy=CALENDAR,
        methods=POST,
    ),
    route("calendar/substitutes/", substitutes.show_substitutes, name="substitutes", policy=SEE),
    route("calendar/shifts/", shifts.show_shifts, name="shifts", policy=SHIFTS),
    route("calendar/shifts/copy/", shifts.shifts_copy, name="shifts_copy", policy=PLANS, methods=POST),
    route("calendar/shifts/fill/", shifts.shifts_fill, name="shifts_fill", policy=PLANS, methods=BOTH),
    route("calendar/shifts/swap/", shifts.shifts_swap, name="shifts_swap", policy=PLANS, methods=BOTH),
    route("calendar/shifts/publish/", shifts.shifts_publish, name="shifts_publish", policy=PLANS, methods=POST),
    route(
        "calendar/shifts/edits/<int:edit_id>/undo/",
        shifts.shifts_undo,
        name="shifts_undo",
        policy=SHIFT_EDIT,
        methods=POST,
    ),
    route(f"{PERSON}/shifts/<str:day>/", shifts.shift_edit, name="shift_edit", policy=SHIFT, methods=BOTH),
    route("calendar/attendance/", attendance.show_attendance, name="attendance", policy=SHIFTS),
    route(
        "calendar/attendance/norm/", attendance.attendance_norm, name="attendance_norm", policy=EXCUSES, methods=BOTH
    ),
    route("calendar/attendance/excuse/", attendance.lapses_excuse, name="lapses_excuse", policy=EXCUSES, methods=BOTH),
    route(f"{LAPSED}/", attendance.show_lapse, name="lapse", policy=LAPSE),
    route(f"{LAPSED}/excuse/", attendance.lapse_excuse, name="lapse_excuse", policy=EXCUSE, methods=BOTH),
    route(f"{LAPSED}/unexcuse/", attendance.lapse_unexcuse, name="lapse_unexcuse", policy=EXCUSE, methods=POST),
    route("calendar/working-time/", working_day.show_report, name="working_time", policy=SHIFTS),
    route("calendar/working-time/outline/", working_day.outline, name="day_outline", policy=SHIFTS),
    route("calendar/working-time/norms/", working_day.list_norms, name="day_norms", policy=NORMS),
    route("calendar/working-time/norms/edit/", working_day.norm_edit, name="day_norm_edit", policy=NORMS, methods=BOTH),
    route(f"{NORM}/remove/", working_day.norm_remove, name="day_norm_remove", policy=NORMS, methods=POST),
    route(f"{NORM}/restore/", working_day.norm_restore, name="day_norm_restore", policy=NORMS, methods=POST),
    route(f"{PERSON}/days/<str:day>/", working_day.show_day, name="worked_day", policy=WORKED_ONE),
    route("work/", attendance.work_button, name="work", policy=MARKS),
    route("work/start/", attendance.work_start, name="work_start", policy=MARKS, methods=POST),
    route("work/stop/", attendance.work_stop, name="work_stop", policy=MARKS, methods=POST),
    route("approvals/", approvals.awaiting, name="approvals", policy=ASKS),
    route("approvals/asked/", approvals.asked, name="approvals_asked", policy=ASKS),
    route("approvals/all/", approvals.every, name="approvals_all", policy=ASKS),
    route("approvals/badge/", approvals.badge, name="approvals_badge", policy=ASKS),
    route("approvals/ask/", approvals.request_add, name="approval_add", policy=ASKS, methods=BOTH),
    route(f"{APPROVAL}/", approvals.show, name="approval", policy=REQUEST),
    route(f"{APPROVAL}/approve/", approvals.approve, name="approval_approve", policy=DECIDES, methods=POST),
    route(f"{APPROVAL}/decline/", approvals.decline, name="approval_decline", policy=DECIDES, methods=POST),
    route(f"{APPROVAL}/ask-back/", approvals.ask_back, name="approval_ask_back", policy=DECIDES, methods=POST),
    route(f"{APPROVAL}/answer/", approvals.answer, name="approval_answer", policy=ASKED, methods=POST),
    route(f"{APPROVAL}/withdraw/", approvals.withdraw, name="approval_withdraw", policy=ASKED, methods=POST),
    route("notices/", notices.show_notices, name="notices", policy=Policy.signed_in(), methods=BOTH),
    route("notices/telegram/tie/", notices.tie, name="notices_tie", policy=Policy.signed_in(), methods=POST),
    route("notices/telegram/tied/", notices.tied, name="notices_tied", policy=Policy.signed_in()),
    route("notices/telegram/untie/", notices.untie, name="notices_untie", policy=Policy.signed_in(), methods=POST),
    route("notices/<str:way>/trial/", notices.trial, name="notices_trial", policy=Policy.signed_in(), methods=POST),
    route("notices/<str:way>/again/", notices.again, name="notices_again", policy=Policy.signed_in(), methods=POST),
    route(f"{DELIVERY}/resend/", notices.resend, name="notice_resend", policy=OWN_DELIVERY, methods=POST),
    route(f"{DELIVERY}/accept/", notices.accept, name="notice_accept", policy=OWN_DELIVERY, methods=POST),
    route("notices/letter/<str:token>/", notices.letter_stop, name="letter_stop", policy=Policy.public(), methods=BOTH),
    route("notices/setup/", notices_setup.show_setup, name="notices_setup", policy=COMPANY, methods=BOTH),
    route("notices/setup/bot/", notices_setup.keep_bot, name="notices_bot", policy=COMPANY, methods=POST),
    route("reads/", reads.list_reads, name="reads", policy=READS),
    route("reads/incident/", reads.incident, name="incident", policy=READS),
    route("reads/ask/", exports.ask_export, name="export_ask", policy=ASKS, methods=POST),
    route("limits/", limits.show_limits, name="limits", policy=LIMITS),
    route("limits/edit/", limits.edit_limit, name="limit_edit", policy=LIMITS, methods=BOTH),
    route("roles/", roles.list_roles, name="roles", policy=ROLES),
    route("roles/<int:role_id>/", roles.role_edit, name="role_edit", policy=ROLES, methods=BOTH),
    route("tokens/", tokens.list_tokens, name="tokens", policy=TOKENS),
    route("tokens/make/", tokens.token_make, name="token_make", policy=TOKENS, methods=BOTH),
    route("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke", policy=TOKENS, methods=POST),
]
