"""Marks of clients on screen: the list, what is asked and when, a deal's and a client's card, the client's own page."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.channels.commands import surveys as commands
from mostik.channels.forms.surveys import AskSurveyForm, MarkForm, SurveyPolicyForm
from mostik.channels.pages.survey_table import mark_badge, survey_table
from mostik.channels.pages.unsubscribing import GUEST
from mostik.channels.queries import surveys as queries
from mostik.channels.rules.surveys import written_survey_policy
from mostik.channels.terms import SurveyKind
from mostik.core import clock, company
from mostik.core.guests import by_link
from mostik.web import tables
from mostik.web.answers import done, stay
from mostik.web.asking import ask, ask_here, sent, tried

PER_MINUTE = 30


def survey_list(request: HttpRequest) -> HttpResponseBase:
    """List the clients asked, over what came of it."""
    page = reverse("channels:surveys")
    told = queries.survey_summary(viewer=request.actor)
    context = {
        "told": told,
        "asked_url": f"{page}?asked_from={told.first}",
        "may_set": request.actor.may(commands.EDIT),
        "page_url": page,
    }
    rows = queries.surveys(viewer=request.actor)
    return tables.answer(request, "channels/surveys/list.html", survey_table(request), rows, context)


def survey_settings(request: HttpRequest) -> HttpResponse:
    """Decide what is asked, when and how often."""
    policy = queries.survey_policy(viewer=request.actor)
    form = SurveyPolicyForm(sent(request), initial=written_survey_policy(policy))
    words = {"title": _("What is asked and when"), "submit": _("Save"), "said": _("Saved."), "columns": "2"}
    return ask_here(
        request,
        form,
        words,
        lambda: commands.set_survey_policy(by=request.actor, policy=form.policy),
        reverse("channels:surveys"),
    )


def surveys_of_deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show on a deal's card what its client said of us."""
    return _card(request, "deal", deal_id)


def surveys_of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Show on a client's card what they said of us."""
    return _card(request, "company", company_id)


def survey_ask(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Ask the client of a deal now."""
    form = AskSurveyForm(sent(request), initial={"kind": queries.survey_policy(viewer=request.actor).kind})
    last = queries.asked_lately(deal_id, viewer=request.actor)
    words = {
        "title": _("Ask the client for a mark"),
        "submit": _("Ask"),
        "address": request.path,
        "note": _("A letter or a message with a link goes by the way that reaches them. It takes them half a minute."),
    }
    key = f"deal:{deal_id}:{clock.today()}:{last.isoformat() if last else ''}"
    return ask(
        request,
        form,
        words,
        lambda: commands.ask_survey(by=request.actor, deal_id=deal_id, key=key, kind=form.cleaned_data["kind"]),
        lambda: stay(_("Asked: the mark will stand here."), refresh="surveys"),
    )


opened = by_link("survey", partial(queries.survey_of, viewer=GUEST), lambda row: row.language, per_minute=PER_MINUTE)


@opened
def survey_answer(request: HttpRequest, token: str, *, row: Any) -> HttpResponse:
    """Let a client give their mark, see it kept, and change it for a while; in the language they chose, if they did."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    with override(chosen if chosen in dict(settings.LANGUAGES) else row.language):
        return _answer(request, token, row)


def _answer(request: HttpRequest, token: str, row: Any) -> HttpResponse:
    kind, policy = SurveyKind(row.kind), queries.survey_policy(viewer=GUEST)
    form = MarkForm(sent(request), kind=kind, initial={"score": row.score, "comment": row.comment})

    def act() -> bool:
        commands.answer_survey(by=GUEST, token=token, **form.cleaned_data)
        return True

    if form.is_bound and tried(form, act):
        return done(request, request.path, _("Thank you: your answer is kept."))
    context = {
        "row": row,
        "form": form,
        "company": company.choice("name"),
        "nps": kind is SurveyKind.NPS,
        "open": queries.may_change(row, policy),
        "hours": policy.change_hours,
    }
    return render(request, "channels/surveys/answer.html", context, status=422 if form.is_bound else 200)


def _card(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    lines = [(row, mark_badge(row)) for row in queries.surveys_of(kind, number, viewer=request.actor)]
    context = {
        "lines": lines,
        "here": request.path,
        "ask": reverse("channels:survey_ask", args=[number])
        if kind == "deal" and request.actor.may(commands.RIGHT)
        else "",
    }
    return render(request, "channels/surveys/_about.html", context)
