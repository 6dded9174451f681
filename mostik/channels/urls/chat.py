"""Addresses of chats on sites: their editor, and what their visitors' pages ask."""

from mostik.channels.pages import chat, chats
from mostik.web.routes import Policy, route

SETS, ANYBODY = Policy.needs("channels.connect_ways"), Policy.public(outside=True)
BOTH, POST = ("GET", "POST"), ("POST",)

urlpatterns = [
    route("chats/", chats.chats, name="chats", policy=SETS),
    route("chats/add/", chats.chat_add, name="chat_add", policy=SETS, methods=BOTH),
    route("chats/<int:account_id>/", chats.chat_edit, name="chat_edit", policy=SETS, methods=BOTH),
    route("chat/<str:door>/", chat.chat, name="chat", policy=ANYBODY),
    route("chat/<str:door>/lines/", chat.chat_lines, name="chat_lines", policy=ANYBODY),
    route("chat/<str:door>/say/", chat.chat_say, name="chat_say", policy=ANYBODY, methods=POST),
]
