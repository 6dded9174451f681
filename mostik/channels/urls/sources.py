"""Addresses of sources of leads: public doors."""

from mostik.channels.pages import enquiry_doors
from mostik.web.routes import Policy, route

POST = ("POST",)

urlpatterns = [
    route("in/<str:door>/", enquiry_doors.hook, name="source_hook", policy=Policy.public(outside=True), methods=POST),
]
