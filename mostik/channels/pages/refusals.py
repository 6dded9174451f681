"""Why clients refuse, on screen: the trend, every client asked, answers that wait for a person, phrases of reasons."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.commands import refusals as commands
from mostik.channels.forms.refusals import PhrasesForm, SettleForm
from mostik.channels.pages.refusal_table import refusal_table
from mostik.channels.queries import refusals as queries
from mostik.channels.queries.refusals import By
from mostik.channels.terms import RefusalState
from mostik.crm.queries.pipelines import reason_titles
from mostik.kernel.period import Period
from mostik.kernel.refusals import Missing
from mostik.web import formats, tables
from mostik.web.answers import done
from mostik.web.asking import ask, sent

SHOWN = 3
BY = {
    By.REASON: gettext_lazy("By the client's reason"),
    By.GIVEN: gettext_lazy("By the seller's reason"),
    By.SELLER: gettext_lazy("By seller"),
}


def refusal_list(request: HttpRequest) -> HttpResponseBase:
    """Show the trend and list the clients asked why."""
    by = _by(request)
    months, lines = queries.trend(viewer=request.actor, by=by)
    waiting = queries.refusal_rows(viewer=request.actor).filter(state=RefusalState.UNREAD)
    told = queries.summary(viewer=request.actor)
    page = reverse("channels:refusals")
    context = {
        "months": months,
        "heads": [formats.month(Period.parse(month).first) for month in months],
        "lines": lines,
        "rows": [(line, *_linked(line, months, by)) for line in lines],
        "split": BY[by],
        "splits": [{"text": words, "href": f"{page}?by={each}", "current": each is by} for each, words in BY.items()],
        "told": told,
        "asked_url": f"{page}?asked_from={told.first}",
        "unread_url": f"{page}?state={RefusalState.UNREAD}",
        "waiting": list(waiting.order_by("answered_at")[:SHOWN]),
        "may_words": request.actor.may("crm.edit_pipelines"),
    }
    rows = queries.refusal_rows(viewer=request.actor)
    return tables.answer(request, "channels/refusals/list.html", refusal_table(request), rows, context)


def _by(request: HttpRequest) -> By:
    """Return what the trend is split by."""
    asked = request.GET.get("by", "")
    return By(asked) if asked in set(By) else By.REASON


def _linked(line: queries.TrendLine, months: Sequence[str], by: By) -> tuple[list[tuple[int, str]], str]:
    """Return the counts of a line, each with the address of its records, and the address of them all."""

    def address(first: str, last: str) -> str:
        days = {"answered_from": Period.parse(first).first, "answered_to": Period.parse(last).last}
        asked = {by.value: line.key, "state": RefusalState.READ.value, **days}
        return f"{reverse('channels:refusals')}?{urlencode(asked)}"

    counts = [(count, address(month, month)) for count, month in zip(line.counts, months, strict=True)]
    return counts, address(months[0], months[-1])


def refusal(request: HttpRequest, refusal_id: int) -> HttpResponse:
    """Read one answer and file the client's reason."""
    row = queries.refusal(refusal_id, viewer=request.actor)
    form = SettleForm(sent(request), viewer=request.actor, initial={"reason": row.reason_id})
    words = {"title": row.deal.title, "address": request.path, "submit": _("File it"), "note": row.answer}
    return ask(
        request,
        form,
        words,
        lambda: commands.settle_refusal(by=request.actor, refusal_id=refusal_id, reason_id=form.cleaned_data["reason"]),
        lambda: done(request, reverse("channels:refusals"), _("The client's reason is filed.")),
    )


def word_list(request: HttpRequest) -> HttpResponse:
    """Show by which phrases each reason is read."""
    known, titles = queries.phrases(viewer=request.actor), reason_titles(viewer=request.actor)
    context = {
        "lines": [(pk, titles[pk], ", ".join(words)) for pk, words in known.items()],
        "crumbs": [(_("Refusals"), reverse("channels:refusals")), (_("How answers are read"), "")],
    }
    return render(request, "channels/refusals/words.html", context)


def words_edit(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Change by which phrases a reason is read."""
    known = queries.phrases(viewer=request.actor)
    if reason_id not in known:
        raise Missing()
    form = PhrasesForm(sent(request), initial={"words": "\n".join(known[reason_id])})
    title = reason_titles(viewer=request.actor)[reason_id]
    return ask(
        request,
        form,
        {"title": title, "address": request.path},
        lambda: commands.set_phrases(by=request.actor, reason_id=reason_id, words=form.cleaned_data["words"]),
        lambda: done(request, reverse("channels:refusal_words"), _("Saved. New answers are read so.")),
    )
