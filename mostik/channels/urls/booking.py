"""Addresses of meetings clients book."""

from mostik.channels.pages import bookings
from mostik.web.routes import Policy, route

SEE, DO = "crm.see_deals", "crm.do_activity"
OPEN = Policy.needs(DO, row="channels.booking")
BOTH, POST = ("GET", "POST"), ("POST",)
IT = "meetings/<int:booking_id>"

urlpatterns = [
    route("meetings/", bookings.booking_list, name="bookings", policy=Policy.needs(SEE)),
    route(f"{IT}/", bookings.booking, name="booking", policy=Policy.needs(SEE, row="channels.booking")),
    route(f"{IT}/confirm/", bookings.booking_confirm, name="booking_confirm", policy=OPEN, methods=POST),
    route(f"{IT}/move/", bookings.booking_move, name="booking_move", policy=OPEN, methods=BOTH),
    route(f"{IT}/cancel/", bookings.booking_cancel, name="booking_cancel", policy=OPEN, methods=BOTH),
]
