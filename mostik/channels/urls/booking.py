"""Addresses of meetings clients book."""

from mostik.channels.pages import booking_week, bookings, calendars, meet, meeting_kinds
from mostik.web.routes import Policy, route

SEE, DO = "crm.see_deals", "crm.do_activity"
OPEN = Policy.needs(DO, row="channels.booking")
BOTH, POST = ("GET", "POST"), ("POST",)
IT = "meetings/<int:booking_id>"
SETS, OWN, ANYBODY = Policy.needs("channels.connect_ways"), Policy.needs(DO), Policy.public(outside=True)
SETS_ONE, HIS = Policy.needs("channels.connect_ways", row="people.user"), "meetings/calendars/<int:person_id>"
KIND, TOKEN = "meetings/kinds/<int:kind_id>", "meeting/<str:token>"

urlpatterns = [
    route("meetings/", bookings.booking_list, name="bookings", policy=Policy.needs(SEE)),
    route(f"{IT}/", bookings.booking, name="booking", policy=Policy.needs(SEE, row="channels.booking")),
    route(f"{IT}/confirm/", bookings.booking_confirm, name="booking_confirm", policy=OPEN, methods=POST),
    route(f"{IT}/move/", bookings.booking_move, name="booking_move", policy=OPEN, methods=BOTH),
    route(f"{IT}/cancel/", bookings.booking_cancel, name="booking_cancel", policy=OPEN, methods=BOTH),
    route(f"{IT}/hand-over/", bookings.booking_hand_over, name="booking_hand_over", policy=OPEN, methods=BOTH),
    route("meetings/week/", booking_week.booking_week, name="booking_week", policy=Policy.needs(SEE)),
    route("meetings/hand-over/", bookings.bookings_hand_over, name="bookings_hand_over", policy=OWN, methods=BOTH),
    route("meetings/cancel/", bookings.bookings_cancel, name="bookings_cancel", policy=OWN, methods=BOTH),
    route("meetings/kinds/", meeting_kinds.meeting_kinds, name="meeting_kinds", policy=SETS),
    route("meetings/kinds/add/", meeting_kinds.meeting_kind_add, name="meeting_kind_add", policy=SETS, methods=BOTH),
    route(f"{KIND}/", meeting_kinds.meeting_kind_edit, name="meeting_kind_edit", policy=SETS, methods=BOTH),
    route(f"{KIND}/remove/", meeting_kinds.meeting_kind_remove, name="meeting_kind_remove", policy=SETS, methods=POST),
    route(
        f"{KIND}/restore/", meeting_kinds.meeting_kind_restore, name="meeting_kind_restore", policy=SETS, methods=POST
    ),
    route("meetings/calendar/", calendars.my_calendar, name="my_calendar", policy=OWN),
    route("meetings/calendar/open/", meeting_kinds.feed_open, name="feed_open", policy=OWN, methods=POST),
    route("meetings/calendar/close/", meeting_kinds.feed_close, name="feed_close", policy=OWN, methods=POST),
    route("meetings/calendars/", calendars.calendar_list, name="calendars", policy=SETS),
    route(f"{HIS}/", calendars.person_calendar, name="person_calendar", policy=SETS_ONE),
    *(
        route(f"{where}/{name}/", page, name=f"calendar_{name}{of}", policy=policy, methods=methods)
        for where, of, policy in (("meetings/calendar", "", OWN), (HIS, "_of", SETS_ONE))
        for name, page, methods in (
            ("connect", calendars.calendar_connect, BOTH),
            ("choose", calendars.calendar_choose, BOTH),
            ("check", calendars.calendar_check, POST),
            ("disconnect", calendars.calendar_disconnect, POST),
            ("restore", calendars.calendar_restore, POST),
        )
    ),
    route("meet/<slug:slug>/", meet.meet, name="meet", policy=ANYBODY, methods=BOTH),
    route(f"{TOKEN}/", meet.meeting, name="meeting", policy=ANYBODY),
    route(f"{TOKEN}/move/", meet.meeting_move, name="meeting_move", policy=ANYBODY, methods=BOTH),
    route(f"{TOKEN}/cancel/", meet.meeting_cancel, name="meeting_cancel", policy=ANYBODY, methods=POST),
    route(f"{TOKEN}/meeting.ics", meet.meeting_file, name="meeting_file", policy=ANYBODY),
    route("feed/<str:secret>.ics", meet.feed, name="feed", policy=ANYBODY),
]
