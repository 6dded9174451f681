"""Addresses of letters to clients."""

from mostik.channels.pages import composing, letters, taking_back
from mostik.web.routes import Policy, route

SEE, WRITE = "crm.see_deals", "channels.write_letters"
ONE = Policy.needs(SEE, row="channels.letter")
TAKEN = Policy.needs(WRITE, row="channels.letter")
STUCK = Policy.needs(WRITE, row="channels.letter_in_doubt")
BOTH, POST = ("GET", "POST"), ("POST",)
WRITES = Policy.needs(WRITE, row="crm.deal")
ABOUT = Policy.needs(SEE, row="crm.deal")
IT = "mail/<int:letter_id>"

urlpatterns = [
    route("mail/", letters.letter_list, name="letters", policy=Policy.needs(SEE)),
    route(f"{IT}/", letters.letter, name="letter", policy=ONE),
    route(f"{IT}/again/", letters.letter_again, name="letter_again", policy=STUCK, methods=POST),
    route(f"{IT}/went/", letters.letter_went, name="letter_went", policy=STUCK, methods=POST),
    route(f"{IT}/back/", taking_back.letter_back, name="letter_back", policy=TAKEN, methods=POST),
    route(f"{IT}/drop/", letters.letter_drop, name="letter_drop", policy=STUCK, methods=POST),
    route(
        "mail/deals/<int:deal_id>/",
        letters.letters_about,
        name="letters_about",
        policy=ABOUT,
    ),
    route(
        "mail/deals/<int:deal_id>/write/",
        composing.letter_write,
        name="letter_write",
        policy=WRITES,
        methods=BOTH,
    ),
    route("mail/deals/<int:deal_id>/keep/", composing.letter_keep, name="letter_keep", policy=WRITES, methods=POST),
    route(
        "mail/deals/<int:deal_id>/look/", composing.letter_preview, name="letter_preview", policy=WRITES, methods=POST
    ),
]
