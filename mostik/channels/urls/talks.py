"""Addresses of talks, of the ways they go by and of the doors far sides call."""

from mostik.channels.pages import doors
from mostik.web.routes import Policy, route

POST = ("POST",)

urlpatterns = [
    route("talks/in/<str:door>/", doors.door, name="door", policy=Policy.public(outside=True), methods=POST),
]
