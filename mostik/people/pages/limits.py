"""Up to what each role decides alone: the table, and one limit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mostik.core.company import choice
from mostik.kernel.money import Money
from mostik.kernel.refusals import Missing
from mostik.people.catalog import KINDS
from mostik.people.commands.approvals import set_limit
from mostik.people.forms.approvals import LimitForm
from mostik.people.pages.asking import Outcome, ask
from mostik.people.queries import approvals as queries
from mostik.people.queries import roles
from mostik.web.asking import sent


def show_limits(request: HttpRequest) -> HttpResponse:
    """Show every kind with the limit of every role."""
    found, rows = queries.limit_table(viewer=request.actor)
    context = {"titles": queries.role_titles(found, viewer=request.actor), "rows": rows}
    return render(request, "people/approvals/limits.html", context)


def edit_limit(request: HttpRequest) -> HttpResponse:
    """Change one limit."""
    asked = request.GET
    kind, scope, number = KINDS.get(asked.get("kind", "")), asked.get("scope", ""), asked.get("role", "")
    if kind is None or not number.isdecimal() or len(number) > 12:
        raise Missing()
    role = roles.role(viewer=request.actor, role_id=int(number))
    present = queries.limits_of(kind.code, [role], viewer=request.actor)[role.pk].get(scope)
    size = "" if present is None else _written(present, kind.unit)
    form = LimitForm(sent(request), kind=kind, initial={"way": "any" if present is None else "size", "size": size})

    def act() -> Outcome:
        way, read = form.cleaned_data["way"], form.cleaned_data.get("read")
        told = {"kind": kind.code, "role_id": role.pk, "scope": scope}
        set_limit(by=request.actor, size=read if way == "size" else None, clear=way == "default", **told)
        return _("The limit is changed: it counts at once."), reverse("people:limits")

    address = f"{request.path}?{urlencode({'kind': kind.code, 'role': role.pk, 'scope': scope})}"
    unit = {"money": str(choice("currency")), "rows": _("rows")}.get(kind.unit, "%")
    words = {"title": kind.title, "role": role.title, "unit": unit, "address": address}
    return ask(request, form, "people/approvals/limit.html", act, words)


def _written(size: int, unit: str) -> str:
    """Return a limit as it is typed."""
    if unit == "rows":
        return str(size)
    return f"{Money(size).major:f}" if unit == "money" else f"{size / 100:g}"
