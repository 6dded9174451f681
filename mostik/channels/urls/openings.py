"""Addresses of opens and clicks: what a letter asks for, and whether the company looks at all."""

from mostik.channels.pages import openings
from mostik.web.routes import Policy, route

GATE, POST = Policy.needs("channels.edit_gate"), ("POST",)

urlpatterns = [
    route("mail/seen/<str:token>.gif", openings.letter_pixel, name="letter_pixel", policy=Policy.public()),
    route("mail/to/<str:token>/", openings.letter_link, name="letter_link", policy=Policy.public()),
    route("mail/gate/watch/", openings.letters_watch, name="letters_watch", policy=GATE, methods=POST),
    route("mail/gate/unwatch/", openings.letters_unwatch, name="letters_unwatch", policy=GATE, methods=POST),
]
