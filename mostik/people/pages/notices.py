"""Where notifications reach one: the screen of choices, the messenger tied, what did not arrive, the letter stopped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core.actors import SYSTEM
from mostik.core.queries import line_of
from mostik.kernel.refusals import Missing
from mostik.people.commands.notices import choosing, sending
from mostik.people.forms.notices import NoticesForm
from mostik.people.models import Delivery
from mostik.people.pages.asking import Outcome
from mostik.people.queries import notices as queries
from mostik.people.rules.notices import MAIL, TELEGRAM
from mostik.web.answers import dialog, done
from mostik.web.asking import sent, tried

MOST_TROUBLES = 10


def show_notices(request: HttpRequest) -> HttpResponse:
    """Show and keep where and when notifications reach one."""
    found = queries.reached(viewer=request.actor)
    form = NoticesForm(sent(request), found=found)

    def keep() -> Outcome:
        choosing.choose_ways(by=request.actor, **form.values)
        return _("Saved."), _here()

    if request.method == "POST" and (outcome := tried(form, keep)):
        return done(request, outcome[1], outcome[0])
    context = {
        "form": form,
        "found": found,
        "open": queries.open_ways(),
        "bot": queries.bot_name(),
        "troubles": [_trouble(row) for row in queries.troubles(viewer=request.actor)[:MOST_TROUBLES]],
    }
    return render(request, "people/notices/choice.html", context, status=422 if form.is_bound else 200)


def trial(request: HttpRequest, way: str) -> HttpResponse:
    """Send oneself a trial message."""
    choosing.send_trial(by=request.actor, way=_known(way))
    return done(request, _here(), _("A trial message is on its way."))


def again(request: HttpRequest, way: str) -> HttpResponse:
    """Open a way again that took nothing more."""
    choosing.try_way_again(by=request.actor, way=_known(way))
    return done(request, _here(), _("Messages go this way again."))


def tie(request: HttpRequest) -> HttpResponse:
    """Show a one-time code for the bot, this once."""
    code = choosing.make_code(by=request.actor)
    link = f"https://t.me/{queries.bot_name()}?start={code}"
    answer = dialog(request, "people/notices/tie.html", {"code": code, "link": link, "bot": queries.bot_name()})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def tied(request: HttpRequest) -> HttpResponse:
    """Say whether the messenger is tied by now: asked every few seconds while somebody waits."""
    if queries.reached(viewer=request.actor).closed(TELEGRAM):
        return render(request, "people/notices/_waiting.html")
    return done(request, _here(), _("Telegram is linked."))


def untie(request: HttpRequest) -> HttpResponse:
    """Untie the messenger."""
    choosing.forget_chat(by=request.actor)
    return done(request, _here(), _("Telegram is unlinked. Link it again whenever you like."))


def resend(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send once more what did not arrive, or may not have."""
    sending.resend_message(by=request.actor, delivery_id=delivery_id)
    return done(request, _here(), _("It is on its way once more."))


def accept(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Say that a message arrived, or is not wanted."""
    sending.accept_message(by=request.actor, delivery_id=delivery_id)
    return done(request, _here(), _("Noted."))


def letter_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the daily letter by its signed link: looking at the link changes nothing, one press does."""
    if queries.person_of_token(token) is None:
        return render(request, "people/notices/stop.html", {"state": "odd"}, status=404)
    if request.method == "POST":
        choosing.stop_letter(by=SYSTEM, token=token)
    return render(request, "people/notices/stop.html", {"state": "done" if request.method == "POST" else "ask"})


def _known(way: str) -> str:
    if way not in {MAIL, TELEGRAM}:
        raise Missing
    return way


def _trouble(row: Delivery) -> dict[str, object]:
    words = line_of(row.notice).text if row.notice else _("Daily letter") if row.way == "letter" else _("Trial message")
    return {"row": row, "text": words, "way": "Telegram" if row.way == TELEGRAM else _("E-mail")}


def _here() -> str:
    return reverse("people:notices")
