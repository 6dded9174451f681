"""What an address asks for, and where numbers lead."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Refusal
from mostik.web.asked import number_in

Params = Mapping[str, str]


def month_of(request: HttpRequest) -> Period:
    """Return the month asked for, this one by default or when it cannot be read."""
    try:
        period = Period.parse(request.GET.get("month", ""))
    except Refusal:
        return Period.of(PeriodKind.MONTH, clock.today())
    return Period.of(PeriodKind.MONTH, period.first)


def number_of(request: HttpRequest, name: str) -> int | None:
    """Return a number asked for, or nothing when it is none."""
    return number_in(request.GET.get(name, ""))


def plan_href(*, month: date | None = None, department: int | None = None) -> str:
    """Return the address of a month's plan."""
    asked = {"month": Period.of(PeriodKind.MONTH, month).code if month else None, "department": department}
    return with_query(reverse("planning:plan"), {key: str(value) for key, value in asked.items() if value})


def records_href(metric: str, span: Span, **narrowed: object) -> str:
    """Return the address of the records behind a count."""
    query = {"metric": metric, "first": span.first.isoformat(), "last": span.last.isoformat()}
    return with_query(reverse("analysis:records"), query | {key: str(value) for key, value in narrowed.items()})


def person_href(person: int, month: date, **more: str) -> str:
    """Return the address of somebody's part of a month's plan."""
    code = Period.of(PeriodKind.MONTH, month).code
    return with_query(reverse("planning:person_plan", args=[person]), {"month": code, **more})


def with_query(path: str, query: Params) -> str:
    """Return an address with its words."""
    return f"{path}?{urlencode(query)}" if query else path


def at_field(form: forms.Form, refusal: Refusal, otherwise: str | None = None) -> None:
    """Put a refusal beside the field it is about, or above the form."""
    field = refusal.field if refusal.field in form.fields else otherwise
    form.add_error(field, refusal.text(_))


def version_of(request: HttpRequest) -> int | None:
    """Return which version of the row the form was made from."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
