"""Plans on the command line: shown and made."""

from datetime import date
from typing import Any

from mostik.core import company
from mostik.core.actors import SYSTEM
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.access import Department
from mostik.planning.commands.plans import make_plan
from mostik.planning.queries.plain import as_dict
from mostik.planning.queries.plans import plan_view


def plan(action: str, *, month: str, department: str | None, target: str | None) -> dict[str, Any]:
    """Show a month's plan, or make a draft for a target first, and return it as plain values."""
    first = _first_day(month)
    place = _department(department)
    if action == "show":
        return as_dict(plan_view(viewer=SYSTEM, department_id=place, month=first))
    if target is None:
        raise Invalid(gettext_noop("Say what the month must bring: --target 10000000."))
    made = make_plan(
        by=SYSTEM, department_id=place, month=first, target=Money.parse(target, company.choice("currency"))
    )
    return as_dict(plan_view(viewer=SYSTEM, plan_id=made.pk))


def plan_lines(shown: dict[str, Any]) -> str:
    """Return a plan as lines: its target, then everybody's part and counts."""
    version = f"{shown['department_title']} {shown['month'][:7]} v{shown['number']} {shown['state']}"
    head = f"{version}: {_money(shown['target'])}"
    lines = [
        "\t".join([each["name"], _money(each["amount"]), *(f"{c['kpi']} {c['count']}" for c in each["counts"])])
        for each in shown["people"]
    ]
    return "\n".join([head, *lines])


def _money(value: dict[str, str]) -> str:
    return f"{value['amount']} {value['currency']}"


def _first_day(month: str) -> date:
    period = Period.parse(month)
    if period.kind is not PeriodKind.MONTH:
        raise Invalid(gettext_noop("Write a month as YYYY-MM."))
    return period.first


def _department(title: str | None) -> int | None:
    if title is None:
        return None
    found = Department.objects.filter(title=title, archived_at__isnull=True).first()
    if found is None:
        known = ", ".join(Department.objects.filter(archived_at__isnull=True).values_list("title", flat=True))
        raise Invalid(
            gettext_noop("There is no department “{title}”. There are: {known}."),
            params={"title": title, "known": known},
        )
    return found.pk
