"""Screens of what is owed: open invoices by age, promises to pay, credit limits, steps of reminding."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.queries import saved_views
from mostik.crm.commands import bulk
from mostik.crm.commands.receivables import credit, promises, reminders
from mostik.crm.forms.activities import StepForm
from mostik.crm.forms.receivables import CreditForm, PromiseForm, ReminderRuleForm
from mostik.crm.pages.asking import ask, sent
from mostik.crm.pages.bank import money_tabs
from mostik.crm.pages.deal_list import many
from mostik.crm.pages.receivable_table import debt_table
from mostik.crm.queries.clients import company_values
from mostik.crm.queries.documents.cards import document_values
from mostik.crm.queries.receivables.debts import Ageing, ageing, company_standing, debt_rows
from mostik.crm.queries.receivables.minding import document_money, reminder_rule, reminder_rules
from mostik.kernel.many import Outcome
from mostik.kernel.money import Money
from mostik.web import tables
from mostik.web.answers import done

OLDEST = date(2000, 1, 1)


def receivables(request: HttpRequest) -> HttpResponseBase:
    """Open invoices within reach as of a day: sums by age, by client or by person, and each of them."""
    day, by = _day(request), _by(request)
    views = saved_views(viewer=request.actor, table="receivables", path=request.path, query=request.GET.urlencode())
    rows = debt_rows(viewer=request.actor, day=day)
    sums = ageing(rows)
    context = {
        "tabs": money_tabs(request, "crm:receivables"),
        "sums": sums,
        "totals": [_told(each, "", day) for each in sums],
        "parts": [_told(each, by, day) for each in ageing(rows, by=by)[:100]] if by else (),
        "by": by,
        "day": day,
        "today": day == clock.today(),
        "ways": _ways(request, by),
    }
    return tables.answer(request, "crm/receivables/list.html", debt_table(request, day), rows, context, views=views)


def step_many(request: HttpRequest) -> HttpResponse:
    """Give the deals of the picked invoices one next step."""
    form = StepForm(sent(request), viewer=request.actor)
    rows = tables.picked(debt_table(request, clock.today()), debt_rows(viewer=request.actor), request)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    deals = list(dict.fromkeys(rows.order_by("pk").values_list("deal_id", flat=True)))

    def plan() -> Outcome:
        return bulk.plan_steps(by=request.actor, deal_ids=deals, step=form.cleaned_data["step"])

    words = {"title": _("Give a step"), "submit": _("Give a step"), "address": reverse("crm:receivables_step")}
    return many(request, form, {**words, "picked": numbers}, plan)


def promise(request: HttpRequest, document_id: int) -> HttpResponse:
    """Write down a promise to pay."""
    row = document_values(document_id, viewer=request.actor)
    form = PromiseForm(sent(request), row=row)
    words = {"title": _("Promise to pay"), "submit": _("Write it down"), "columns": "2"}
    words |= {"address": reverse("crm:promise_add", args=[document_id])}
    return ask(
        request,
        form,
        words,
        lambda: promises.promise_payment(by=request.actor, document_id=document_id, **form.cleaned_data),
        lambda: done(request, reverse("crm:document", args=[document_id]), _("The promise is written down")),
    )


def withdraw(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Take back a promise written down by mistake."""
    document_id = promises.withdraw_promise(by=request.actor, promise_id=promise_id)
    return done(request, reverse("crm:document", args=[document_id]), _("The promise is taken back"))


def of_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """What is paid and promised of an invoice, and the reminders of it."""
    context = {"money": document_money(document_id, viewer=request.actor), "document_id": document_id}
    return render(request, "crm/receivables/_document.html", context)


def of_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """What a client owes, by age, beside the credit limit."""
    context = {"standing": company_standing(company_id, viewer=request.actor)}
    return render(request, "crm/receivables/_company.html", context)


def set_credit(request: HttpRequest, company_id: int) -> HttpResponse:
    """Set a client's credit limit."""
    row = company_values(company_id, viewer=request.actor)
    limit = "" if row.credit_minor is None else Money(row.credit_minor, row.credit_currency)
    form = CreditForm(
        sent(request), initial={"limit": limit, "currency": row.credit_currency, "strict": row.credit_strict}
    )
    words = {"title": _("Credit limit"), "columns": "2", "address": reverse("crm:company_credit", args=[company_id])}
    return ask(
        request,
        form,
        words,
        lambda: credit.set_credit_limit(by=request.actor, company_id=company_id, **form.cleaned_data),
        lambda: done(request, reverse("crm:company", args=[company_id]), _("Saved")),
    )


def rules(request: HttpRequest) -> HttpResponse:
    """The steps of reminding."""
    context = {"rules": reminder_rules(viewer=request.actor), "tabs": money_tabs(request, "crm:reminder_rules")}
    return render(request, "crm/receivables/rules.html", context)


def rule_add(request: HttpRequest) -> HttpResponse:
    """Make a step of reminding."""
    form = ReminderRuleForm(sent(request))
    words = {"title": _("New step"), "address": reverse("crm:reminder_rule_add"), "columns": "2"}
    return ask(
        request,
        form,
        words,
        lambda: reminders.save_reminder_rule(by=request.actor, **form.cleaned_data),
        lambda: done(request, reverse("crm:reminder_rules"), _("Added")),
    )


def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a step of reminding."""
    form = ReminderRuleForm(sent(request), row=reminder_rule(rule_id, viewer=request.actor))
    words = {"title": _("Change the step"), "columns": "2"}
    words |= {"address": reverse("crm:reminder_rule_edit", args=[rule_id])}
    return ask(
        request,
        form,
        words,
        lambda: reminders.save_reminder_rule(by=request.actor, rule_id=rule_id, **form.cleaned_data),
        lambda: done(request, reverse("crm:reminder_rules"), _("Changed")),
    )


def rule_archive(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Put a step away."""
    reminders.set_reminder_rule(by=request.actor, rule_id=rule_id, active=False)
    return done(request, reverse("crm:reminder_rules"), _("Put away"))


def rule_restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Bring a step back."""
    reminders.set_reminder_rule(by=request.actor, rule_id=rule_id, active=True)
    return done(request, reverse("crm:reminder_rules"), _("The step is back"))


def _day(request: HttpRequest) -> date:
    try:
        return max(min(date.fromisoformat(request.GET.get("day", "")), clock.today()), OLDEST)
    except ValueError:
        return clock.today()


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in {"company", "person"} else ""


def _told(sums: Ageing, by: str, day: date) -> dict[str, Any]:
    """Return a line of sums, each figure with the address of the invoices it is made of."""
    asked: list[tuple[str, object]] = [] if day == clock.today() else [("day", day.isoformat())]
    if sums.key:
        asked.append(({"company": "company", "person": "owner"}[by], sums.key))

    def address(ages: Sequence[str] = ()) -> str:
        return f"{reverse('crm:receivables')}?{urlencode([*asked, *(('age', age) for age in ages)])}"

    return {
        "sums": sums,
        "href": address(),
        "over_href": address(sums.overdue),
        "ages": [(money, words, address([age])) for age, money, words in sums.told],
    }


def _ways(request: HttpRequest, by: str) -> list[dict[str, Any]]:
    """Return the ways to sum up, for the switch above the sums."""
    base = reverse("crm:receivables")
    ways = (("", _("All")), ("company", _("By client")), ("person", _("By person")))
    day = request.GET.get("day", "")
    kept = f"&day={day}" if day and _day(request) != clock.today() else ""
    return [{"text": words, "href": f"{base}?by={way}{kept}", "current": way == by} for way, words in ways]
