"""Letters to marketing on lead quality: the archive, one with its answers, what is set, a look, sending now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.analysis.commands.quality_letters import (
    NothingNew,
    answer_quality_letter,
    keep_quality_letter,
    resend_quality_letter,
    set_quality_letter,
)
from mostik.analysis.forms import AnswerForm, LetterForm
from mostik.analysis.queries import quality_letters as queries
from mostik.analysis.queries.quality_letters import LetterLine
from mostik.analysis.queries.sending_words import STATES
from mostik.analysis.terms import LetterState
from mostik.core import clock
from mostik.kernel.money import Money
from mostik.people.queries.notices import has_mail
from mostik.web import formats
from mostik.web.answers import done
from mostik.web.asking import ask, sent
from mostik.web.tables import Badge, Column, grid


def list_quality_letters(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first, and say what is set."""
    plan = queries.letter_plan(viewer=request.actor)
    lines = queries.letter_lines(viewer=request.actor)
    context = {
        "crumbs": _crumbs(),
        "plan": plan,
        "days": ", ".join(str(day) for day in plan.days),
        "to": ", ".join(plan.to),
        "lines": grid(_columns(), lines),
        "empty": not lines,
        "sets": request.actor.may("analysis.send_quality_letters"),
        "no_mail": not has_mail(),
    }
    return render(request, "analysis/quality_letters.html", context)


def show_quality_letter(request: HttpRequest, day: str) -> HttpResponse:
    """Show a letter as it was sent, and what was answered."""
    letter = queries.letter_of(day, viewer=request.actor)
    plan = queries.letter_plan(viewer=request.actor)
    sendings = letter.sendings.order_by("pk")
    context = {
        "crumbs": [*_crumbs(), (_title(letter), "")],
        "letter": letter,
        "line": queries.letter_line(letter, plan.wait),
        "wait": plan.wait,
        "lines": grid(_figure_columns(letter.content), letter.content["lines"]),
        "answers": letter.answers.order_by("pk"),
        "sendings": [(each, *STATES[LetterState(each.state)]) for each in sendings],
        "answers_it": request.actor.may("analysis.answer_quality_letters"),
        "stuck": request.actor.may("analysis.send_quality_letters")
        and any(each.state in {LetterState.FAILED, LetterState.DOUBT} for each in sendings),
        "page": f"{reverse('analysis:lead_quality')}?first={letter.first.isoformat()}&last={letter.last.isoformat()}",
    }
    return render(request, "analysis/quality_letter.html", context)


def answer_letter(request: HttpRequest, day: str) -> HttpResponse:
    """Write down what marketing answered."""
    queries.letter_of(day, viewer=request.actor)
    person = request.user.get_full_name() if request.user.is_authenticated else ""
    form = AnswerForm(sent(request), initial={"who": person, "answered_on": clock.today()})
    page = reverse("analysis:quality_letter", args=[day])
    return ask(
        request,
        form,
        {
            "title": _("Marketing's answer"),
            "submit": _("Write down"),
            "address": reverse("analysis:quality_answer", args=[day]),
        },
        lambda: answer_quality_letter(by=request.actor, day=day, **form.cleaned_data),
        lambda: done(request, page, _("The answer is written down")),
    )


def set_letter(request: HttpRequest) -> HttpResponse:
    """Say when letters go and where to."""
    plan = queries.letter_plan(viewer=request.actor)
    known = {"on": plan.is_on, "days": " ".join(map(str, plan.days)), "to": "\n".join(plan.to), "wait": plan.wait}
    form = LetterForm(sent(request), initial=known)
    return ask(
        request,
        form,
        {"title": _("The letter to marketing"), "submit": _("Save"), "address": reverse("analysis:quality_letter_set")},
        lambda: set_quality_letter(by=request.actor, **form.cleaned_data),
        lambda: done(request, _list(), _("The letter is set")),
    )


def preview_letter(request: HttpRequest) -> HttpResponse:
    """Show the letter as it would be written now; nothing is sent."""
    span = queries.next_span(viewer=request.actor)
    context = {"crumbs": [*_crumbs(), (_("Preview"), "")], "draft": queries.draft(span) if span else None}
    return render(request, "analysis/quality_letter_preview.html", context)


def send_letter_now(request: HttpRequest) -> HttpResponse:
    """Write the letter of the days since the last one, and send it."""
    span = queries.next_span(viewer=request.actor)
    if span is None or keep_quality_letter(by=request.actor, letter=queries.draft(span)) is None:
        raise NothingNew
    return done(
        request, reverse("analysis:quality_letter", args=[span.last.isoformat()]), _("The letter is on its way")
    )


def resend_letter(request: HttpRequest, day: str) -> HttpResponse:
    """Send a letter again to where it failed or may not have arrived."""
    count = resend_quality_letter(by=request.actor, day=day)
    words = ngettext("Sent again to {count} address", "Sent again to {count} addresses", count).format(count=count)
    return done(request, reverse("analysis:quality_letter", args=[day]), words)


def _list() -> str:
    return reverse("analysis:quality_letters")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Lead quality"), reverse("analysis:lead_quality")), (_("Letters to marketing"), _list())]


def _title(letter: Any) -> str:
    return f"{formats.day_long(letter.first)} – {formats.day_long(letter.last)}"


def _columns() -> list[Column]:
    return [
        Column(
            key="days",
            title=_("Leads of"),
            value=lambda row: _title(row.letter),
            url=lambda row: reverse("analysis:quality_letter", args=[row.letter.last.isoformat()]),
            main=True,
        ),
        Column(key="made", title=_("Written"), value=lambda row: row.letter.made_at, kind="moment"),
        Column(key="sent", title=_("Sent"), value=_sent),
        Column(key="answer", title=_("Answer of marketing"), value=_answered, kind="badge"),
    ]


def _sent(row: LetterLine) -> str:
    return _("%(sent)s of %(all)s") % {"sent": row.sent, "all": row.addresses}


def _answered(row: LetterLine) -> Badge:
    if row.answers:
        return Badge(_("answered"), "good")
    return Badge(_("no answer"), "bad") if row.is_late else Badge(_("waits for an answer"), "neutral")


def _figure_columns(content: dict[str, Any]) -> list[Column]:
    def money(row: dict[str, Any], name: str) -> Money | None:
        return Money(row[name], content["currency"]) if row[name] else None

    def share(row: dict[str, Any], name: str) -> float | None:
        return row[name] / row["judged"] if row["judged"] else None

    return [
        Column(key="name", title=_("Channel"), value=lambda row: row["name"], main=True),
        Column(key="leads", title=_("Leads"), value=lambda row: row["leads"], kind="number"),
        Column(key="good", title=_("Qualified"), value=lambda row: share(row, "good"), kind="percent"),
        Column(key="key", title=_("Key stage"), value=lambda row: share(row, "keyed"), kind="percent"),
        Column(key="won", title=_("Sales"), value=lambda row: row["won"], kind="number"),
        Column(key="paid", title=_("Money in"), value=lambda row: money(row, "paid"), kind="money"),
        Column(key="spend", title=_("Spent"), value=lambda row: money(row, "spend"), kind="money"),
        Column(key="fault", title=_("If worse, because of"), value=lambda row: row["fault_words"]),
    ]
