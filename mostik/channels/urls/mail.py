"""Addresses of what came by mail: one letter with its frame, addresses letters came back from."""

from mostik.channels.pages import aside, mail
from mostik.web.routes import Policy, route

SEE, WRITE = "crm.see_deals", "channels.write_letters"
ONE, BAD = Policy.needs(SEE, row="channels.arrival"), Policy.needs(WRITE, row="channels.bad_address")
CLEARED = Policy.needs(WRITE, row="channels.cleared_address")
POST = ("POST",)

urlpatterns = [
    route("mail/came/<int:arrival_id>/", mail.letter_came, name="letter_came", policy=ONE),
    route("mail/came/<int:arrival_id>/frame/", mail.letter_frame, name="letter_frame", policy=ONE),
    route("mail/back/", mail.bad_list, name="bad_addresses", policy=Policy.needs(SEE)),
    route("mail/aside/", aside.aside_list, name="letters_aside", policy=Policy.needs(SEE)),
    route("mail/aside/take/", aside.letters_take, name="letters_take", policy=Policy.needs(WRITE), methods=POST),
    route("mail/back/clear/", mail.bads_clear, name="bads_clear", policy=Policy.needs(WRITE), methods=POST),
    route("mail/back/<int:bad_id>/clear/", mail.bad_clear, name="bad_clear", policy=BAD, methods=POST),
    route("mail/back/<int:bad_id>/mark/", mail.bad_mark, name="bad_mark", policy=CLEARED, methods=POST),
]
