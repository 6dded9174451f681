"""Money and walls of the virtual department: what its people and tools cost, the screen in its room."""

from typing import Final

from mostik.analysis.commands.costs import CostSaid, write_cost
from mostik.analysis.commands.walls import make_wall
from mostik.analysis.terms import CostKind
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people

#: So many months of costs are behind it.
MONTHS: Final = 14
#: Pay of a month with contributions, in minor units: of whoever sells, leads, heads.
SELLS, LEADS, HEADS = 11_700_000, 16_900_000, 26_000_000
SHARED: Final = (
    (CostKind.CALLS, "Телефония и номера", 3_800_000),
    (CostKind.PROGRAMS, "Программы и доступы", 2_400_000),
    (CostKind.PLACE, "Аренда и рабочие места", 14_500_000),
)
WALLS: Final = (("floor", "Экран в зале", True), ("desk", "Стол руководителя", False))


@command(needs="crm.import_records", whole=False)
def play_money(*, by: Actor) -> None:
    """Write down what the department costs month by month, and hang the walls its head looks at."""
    rows = list(people(viewer=by).select_related("role", "team", "department"))
    head = actor_of(next(row for row in rows if row.last_name == "Королёва"))
    first = Period.of(PeriodKind.MONTH, clock.today()).shifted(-MONTHS).first
    for row in rows:
        if row.department_id == head.department and (row.sells or row.pk == head.id):
            pay = HEADS if row.pk == head.id else LEADS if row.role.code == "lead" else SELLS
            said = {"title": f"Оклад и премия: {row.short_name}", "person": row.pk, "first": max(first, row.hired_on)}
            write_cost(by=head, said=CostSaid(kind=CostKind.PAYROLL, amount=Money(pay, "RUB"), **said))
    for kind, title, amount in SHARED:
        said = {"title": title, "department": head.department, "first": first}
        write_cost(by=head, said=CostSaid(kind=kind, amount=Money(amount, "RUB"), **said))
    for ready, title, shared in WALLS:
        make_wall(by=head, title=title, ready=ready, shared=shared)
