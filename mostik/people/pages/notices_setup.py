"""The company's own mail server and bot, for whoever sets Mostik up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import company
from mostik.people.adapters.telegram import Bot
from mostik.people.commands.notices import setup
from mostik.people.forms.notices import BotForm, MailForm
from mostik.people.pages.asking import Outcome
from mostik.people.queries import notices as queries
from mostik.web.answers import done
from mostik.web.asking import sent, tried


def show_setup(request: HttpRequest) -> HttpResponse:
    """Show and keep the mail server."""
    form = MailForm(sent(request), initial=_written(request))

    def keep() -> Outcome:
        setup.set_mail(by=request.actor, server=form.server, address=form.cleaned_data["address"])
        return _("Saved. Send yourself a trial message from your profile."), reverse("people:notices_setup")

    if request.method == "POST" and (outcome := tried(form, keep)):
        return done(request, outcome[1], outcome[0])
    return _page(request, form, BotForm())


def keep_bot(request: HttpRequest) -> HttpResponse:
    """Keep the bot, once Telegram knows it."""
    form = BotForm(request.POST)

    def keep() -> Outcome:
        token = form.cleaned_data["token"]
        name = Bot(token).me() if token else ""
        setup.set_bot(by=request.actor, token=token, name=name)
        said = _("The bot @%(name)s is kept.") % {"name": name} if token else _("There is no bot any more.")
        return said, reverse("people:notices_setup")

    outcome = tried(form, keep)
    return (
        done(request, outcome[1], outcome[0]) if outcome else _page(request, MailForm(initial=_written(request)), form)
    )


def _page(request: HttpRequest, mail: MailForm, bot: BotForm) -> HttpResponse:
    context = {"mail": mail, "bot": bot, "name": queries.bot_name(), "open": queries.open_ways()}
    bad = mail.is_bound or bot.is_bound
    return render(request, "people/notices/setup.html", context, status=422 if bad else 200)


def _written(request: HttpRequest) -> dict[str, object]:
    kept = {name: value for name, value in company.choice(queries.MAIL_SET).items() if name != "secret"}
    return {"port": 587, **kept, "address": queries.address() or request.build_absolute_uri("/")}
