"""Addresses of talks, of the ways they go by and of the doors far sides call."""

from mostik.channels.pages import doors, talks, ways
from mostik.web.routes import Policy, route

SEE, WRITE = "crm.see_deals", "channels.write_letters"
SEEN = Policy.needs(SEE, row="channels.talk")
SAID = Policy.needs(WRITE, row="channels.talk")
CONNECT = Policy.needs("channels.connect_ways")
DEAL = Policy.needs(WRITE, row="crm.deal")
BOTH, POST = ("GET", "POST"), ("POST",)
IT, WAY = "talks/<int:talk_id>", "ways/<int:account_id>"

urlpatterns = [
    route("talks/in/<str:door>/", doors.door, name="door", policy=Policy.public(outside=True), methods=POST),
    route("talks/", talks.talk_list, name="talks", policy=Policy.needs(SEE)),
    route("talks/read/", talks.talks_read, name="talks_read", policy=Policy.needs(SEE), methods=POST),
    route("talks/close/", talks.talks_close, name="talks_close", policy=Policy.needs(WRITE), methods=POST),
    route(f"{IT}/", talks.talk, name="talk", policy=SEEN),
    route(f"{IT}/stream/", talks.talk_stream, name="talk_stream", policy=SEEN),
    route(f"{IT}/say/", talks.talk_say, name="talk_say", policy=SAID, methods=BOTH),
    route(f"{IT}/take/", talks.talk_take, name="talk_take", policy=SAID, methods=POST),
    route(f"{IT}/close/", talks.talk_close, name="talk_close", policy=SAID, methods=POST),
    route(f"{IT}/reopen/", talks.talk_reopen, name="talk_reopen", policy=SAID, methods=POST),
    route(f"{IT}/read/", talks.talk_read, name="talk_read", policy=SEEN, methods=POST),
    route(f"{IT}/hand/", talks.talk_hand, name="talk_hand", policy=SAID, methods=BOTH),
    route(f"{IT}/link/", talks.talk_link, name="talk_link", policy=SAID, methods=BOTH),
    route(
        "talks/deals/<int:deal_id>/",
        talks.talks_about_deal,
        name="talks_about_deal",
        policy=Policy.needs(SEE, row="crm.deal"),
    ),
    route(
        "talks/companies/<int:company_id>/",
        talks.talks_about_company,
        name="talks_about_company",
        policy=Policy.needs(SEE, row="crm.company"),
    ),
    route("talks/deals/<int:deal_id>/write/", talks.message_write, name="message_write", policy=DEAL, methods=BOTH),
    route(
        "talks/deals/<int:deal_id>/invite/<int:account_id>/",
        talks.talk_invite,
        name="talk_invite",
        policy=DEAL,
        methods=POST,
    ),
    route("ways/", ways.way_list, name="ways", policy=CONNECT),
    route("ways/add/", ways.way_choice, name="way_choice", policy=CONNECT),
    route("ways/add/<slug:code>/", ways.way_add, name="way_add", policy=CONNECT, methods=BOTH),
    route(f"{WAY}/", ways.way_edit, name="way_edit", policy=CONNECT, methods=BOTH),
    route(f"{WAY}/check/", ways.way_check, name="way_check", policy=CONNECT, methods=POST),
    route(f"{WAY}/pause/", ways.way_pause, name="way_pause", policy=CONNECT, methods=POST),
    route(f"{WAY}/resume/", ways.way_resume, name="way_resume", policy=CONNECT, methods=POST),
    route(f"{WAY}/remove/", ways.way_remove, name="way_remove", policy=CONNECT, methods=POST),
    route(f"{WAY}/restore/", ways.way_restore, name="way_restore", policy=CONNECT, methods=POST),
]
