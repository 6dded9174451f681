"""Screens of bank statements: loaded, looked at, applied, taken back; payments in them laid on invoices."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.core.queries import saved_views
from mostik.crm.commands.receivables import matching, statements
from mostik.crm.commands.receivables.matching import Part
from mostik.crm.forms.receivables import SplitForm, StatementForm
from mostik.crm.models import BankLine
from mostik.crm.pages.asking import blame, sent
from mostik.crm.pages.bank_table import STATEMENTS, line_table
from mostik.crm.queries.receivables.matching import proposals
from mostik.crm.queries.receivables.statements import (
    FATES,
    line_card,
    line_rows,
    statement_card,
    statement_rows,
    waiting_count,
)
from mostik.crm.terms import LineState
from mostik.kernel.refusals import Invalid, Refusal
from mostik.web import tables
from mostik.web.answers import back, done
from mostik.web.tabs import Tab

AT_ONCE = 500
SCREENS = (
    (gettext_lazy("Debts"), "crm:receivables", "crm.see_deals"),
    (gettext_lazy("Payments from the bank"), "crm:bank_lines", "crm.load_statements"),
    (gettext_lazy("Statements"), "crm:statements", "crm.load_statements"),
    (gettext_lazy("Steps of reminding"), "crm:reminder_rules", "crm.set_credit"),
)


def money_tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Return the screens of money owed this person may open; how many payments wait stands at theirs."""
    actor = request.actor
    shown = [(words, name) for words, name, right in SCREENS if actor.may(right)]
    waits = {"crm:bank_lines": waiting_count(viewer=actor)} if actor.may("crm.load_statements") else {}
    return [Tab(str(words), reverse(name), name == current, waits.get(name)) for words, name in shown]


def lines(request: HttpRequest) -> HttpResponseBase:
    """Payments from the bank: what is laid where, what waits for a decision."""
    views = saved_views(viewer=request.actor, table="bank", path=request.path, query=request.GET.urlencode())
    context = {"tabs": money_tabs(request, "crm:bank_lines")}
    rows = line_rows(viewer=request.actor)
    return tables.answer(request, "crm/bank/lines.html", line_table(request), rows, context, views=views)


def statement_list(request: HttpRequest) -> HttpResponseBase:
    """The statements loaded, and a place to load the next."""
    return _listed(request, StatementForm())


def load(request: HttpRequest) -> HttpResponseBase:
    """Read a file and show what will happen to each of its lines."""
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            number = statements.load_statement(by=request.actor, title=file.name or "", data=file.read())
            return done(request, reverse("crm:statement", args=[number]))
        except Invalid as refusal:
            form.add_error("file", refusal.text(_))
    page = _listed(request, form)
    page.status_code = 422
    return page


def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """A statement: before it is applied what will happen to each line, afterwards what happened."""
    fates = FATES & set(request.GET.getlist("fate"))
    card = statement_card(statement_id, viewer=request.actor, fates=fates)
    crumbs = [(_("Statements"), reverse("crm:statements")), (card.row.title, "")]
    hrefs = {fate: f"?fate={fate}#lines" for fate in card.counts}
    context = {"card": card, "crumbs": crumbs, "hrefs": hrefs, "narrowed": bool(fates)}
    return render(request, "crm/bank/statement.html", context)


def progress(request: HttpRequest, statement_id: int) -> HttpResponse:
    """How many certain payments are still to be laid; when none are, the page is asked for anew."""
    card = statement_card(statement_id, viewer=request.actor, most=0)
    if not card.under_way:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("crm:statement", args=[statement_id])})
    return render(request, "crm/bank/_work.html", {"card": card})


def apply(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Let a statement's new lines count."""
    count = statements.apply_statement(by=request.actor, statement_id=statement_id)
    words = ngettext("%(count)s new line", "%(count)s new lines", count) % {"count": count}
    return done(request, reverse("crm:statement", args=[statement_id]), words)


def undo(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take a statement back with every payment that came of it."""
    statements.undo_statement(by=request.actor, statement_id=statement_id)
    return done(request, reverse("crm:statement", args=[statement_id]), _("The statement is taken back"))


def drop(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Forget a statement that was only looked at."""
    statements.drop_statement(by=request.actor, statement_id=statement_id)
    return done(request, reverse("crm:statements"), _("The statement is not loaded"))


def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """A payment: what it may be for and why; laid in parts by a form."""
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:100]
    card = line_card(line_id, viewer=request.actor, text=text)
    form = SplitForm(sent(request), card=card)
    if form.is_valid():
        try:
            matching.match_line(by=request.actor, line_id=line_id, parts=form.parts)
            return done(request, _next(request), _("The payment is laid"))
        except Invalid as refusal:
            blame(form, refusal)
    crumbs = [(_("Payments from the bank"), reverse("crm:bank_lines")), (card.row.party or card.row.number, "")]
    context = {"card": card, "form": form, "crumbs": crumbs, "q": text}
    return render(request, "crm/bank/line.html", context, status=422 if form.is_bound else 200)


def leave(request: HttpRequest, line_id: int) -> HttpResponse:
    """Leave a payment as it is."""
    matching.leave_line(by=request.actor, line_id=line_id)
    return done(request, _card(line_id), _("Left as it is"))


def give_back(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say that a payment goes back to whoever paid it."""
    matching.return_line(by=request.actor, line_id=line_id)
    return done(request, _card(line_id), _("Marked as given back"))


def reopen(request: HttpRequest, line_id: int) -> HttpResponse:
    """Undo the decision about a payment."""
    matching.reopen_line(by=request.actor, line_id=line_id)
    return done(request, _card(line_id), _("The payment waits for a decision again"))


def confirm_many(request: HttpRequest) -> HttpResponse:
    """Lay the picked payments as proposed; those without a proposal stay."""
    picked = _picked(request)
    waiting = [line for line in picked if line.state == LineState.WAITING]
    found = proposals(waiting, viewer=request.actor)

    def lay(number: int) -> None:
        parts = found[number].parts if number in found else ()
        matching.match_line(by=request.actor, line_id=number, parts=[Part(*each) for each in parts])

    return _many(request, picked, lay)


def leave_many(request: HttpRequest) -> HttpResponse:
    """Leave the picked payments as they are."""
    return _many(request, _picked(request), lambda number: matching.leave_line(by=request.actor, line_id=number))


def _picked(request: HttpRequest) -> list[BankLine]:
    rows = tables.picked(line_table(request), line_rows(viewer=request.actor), request)
    return list(rows.order_by("pk")[:AT_ONCE])


def _many(request: HttpRequest, picked: Iterable[BankLine], deed: Callable[[int], None]) -> HttpResponse:
    made = refused = 0
    for line in picked:
        try:
            deed(line.pk)
            made += 1
        except Refusal:
            refused += 1
    said = ngettext("%(count)s payment done", "%(count)s payments done", made) % {"count": made}
    if refused:
        words = ngettext("%(count)s stayed as it was", "%(count)s stayed as they were", refused) % {"count": refused}
        said = f"{said}; {words}"
    return done(request, back(request, reverse("crm:bank_lines")), said)


def _listed(request: HttpRequest, form: StatementForm) -> HttpResponseBase:
    context = {"tabs": money_tabs(request, "crm:statements"), "form": form}
    rows = statement_rows(viewer=request.actor)
    return tables.answer(request, "crm/bank/statements.html", STATEMENTS, rows, context)


def _next(request: HttpRequest) -> str:
    """Return the next payment that waits, or the list when none does."""
    waiting = line_rows(viewer=request.actor).filter(state="waiting").order_by("-paid_on", "pk")
    number = waiting.values_list("pk", flat=True).first()
    return _card(number) if number else reverse("crm:bank_lines")


def _card(line_id: int) -> str:
    return reverse("crm:bank_line", args=[line_id])
