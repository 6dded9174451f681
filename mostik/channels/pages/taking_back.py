"""A letter or message taken back before it goes: the toast's way back, and where one goes on writing it."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import taking_back
from mostik.channels.pages.composing import letter_address
from mostik.channels.pages.talks import message_dialog, reply_again
from mostik.web.answers import done, is_fragment, stay, toast


def letter_back(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Take back what has not gone yet, and give its words back to be gone on with."""
    back = taking_back.take_back(by=request.actor, letter_id=letter_id)
    said = _("Taken back: it has not gone.")
    if back.files and not back.kept:
        said = _("Taken back: it has not gone. Choose its files again.")
    if back.kept and back.deal:
        there = letter_address(back.deal)
        return stay(said, refresh="letters", opens=there) if is_fragment(request) else done(request, there, said)
    if not is_fragment(request):
        return done(request, _place_of(back), said)
    if "talk" in request.GET and back.talk:
        answer = reply_again(request, back.talk, back.text)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#reply", "outerHTML"
    elif back.deal and back.text:
        answer = message_dialog(request, back.deal, {"way": back.way, "text": back.text})
    else:
        return stay(said, refresh="talk")
    answer.headers["HX-Trigger"] = json.dumps({"talk": True, "talks": True})
    return toast(answer, said)


def _place_of(back: taking_back.Back) -> str:
    """Return where one goes on once something is taken back: its talk, its deal, else all talks."""
    if back.talk:
        return reverse("channels:talk", args=[back.talk])
    return reverse("crm:deal", args=[back.deal]) if back.deal else reverse("channels:talks")
