"""The screen of terms: how long what is kept, what is overdue, and forgetting it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.crm.commands import retention as commands
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.client_tabs import client_tabs
from mostik.crm.queries.personal import retention as queries
from mostik.kernel.refusals import Missing
from mostik.web.answers import done


class TermForm(forms.Form):
    """For how many days a kind is kept."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=commands.SHORTEST,
        max_value=commands.LONGEST,
        help_text=gettext_lazy("365 is a year."),
    )


def terms(request: HttpRequest) -> HttpResponse:
    """Every kind with its term and what is overdue."""
    context = {"tabs": client_tabs(request, "crm:terms"), "lines": queries.term_lines(viewer=request.actor)}
    return render(request, "crm/personal/terms.html", context)


def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a term."""
    term = queries.TERMS.get(code)
    if term is None:
        raise Missing()
    form = TermForm(sent(request), initial={"days": queries.days_of(term)})
    words = {"title": str(term.title), "address": request.path, "submit": _("Save")}
    return ask(
        request,
        form,
        words,
        lambda: commands.set_term(by=request.actor, code=code, days=form.cleaned_data["days"]),
        lambda: done(request, reverse("crm:terms"), _("Saved")),
    )


def carry_out(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to forget what is overdue."""
    count = commands.forget_overdue(by=request.actor, code=code)
    text = ngettext("%(count)s record is being forgotten", "%(count)s records are being forgotten", count)
    return done(request, reverse("crm:terms"), text % {"count": count})
