"""Requests of the virtual department to others: leads promised in part, a person refused, materials come in part."""

from datetime import timedelta
from typing import Final

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.planning.commands.demands import (
    Request,
    accept_demand,
    ask_demand,
    count_demand,
    deliver_demand,
    refuse_demand,
)
from mostik.planning.queries.plans import plans_under_way
from mostik.planning.terms import DemandKind

MARKETING: Final = "marketing@meridian.example"
PROMISED: Final = "Остальное после выставки: бюджет до конца месяца почти выбран"
NO_HANDS: Final = "До февраля штат закрыт, ищем на замену только ключевых"


@command(needs="crm.import_records", whole=False)
def play_demands(*, by: Actor) -> None:
    """Let the head ask marketing, management and production for what the month's plan lacks, and let them answer."""
    staff = {row.last_name: row for row in people(viewer=by).select_related("role", "team", "department")}
    head, owner = actor_of(staff["Королёва"]), actor_of(staff["Орлова"])
    plans = plans_under_way(viewer=by, today=clock.today())
    now, plan = clock.now(), plans[0] if plans else None
    with clock.stopped(now - timedelta(days=12)):
        leads = ask_demand(
            by=head,
            plan_id=plan,
            request=Request(
                kind=DemandKind.LEADS,
                count=40,
                due_on=clock.today() + timedelta(days=10),
                why="До плана месяца не хватает 40 лидов: конверсия прежняя, поток упал",
                what="производство и строительство, от 50 сотрудников",
                to_name="Отдел маркетинга",
                to_email=MARKETING,
                amount=2_400_000_00,
            ),
        )
        hands = ask_demand(
            by=head,
            plan_id=plan,
            request=Request(
                kind=DemandKind.HANDS,
                count=2,
                due_on=clock.today() + timedelta(days=30),
                why="Двое в группе регионов работают сверх нормы третью неделю",
                what="менеджер по продажам, регионы",
                to=owner.id,
            ),
        )
    with clock.stopped(now - timedelta(days=10)):
        due = clock.today() + timedelta(days=8)
        accept_demand(by=head, demand_id=leads.pk, count=30, due_on=due, note=PROMISED, who="Ирина, маркетинг")
        refuse_demand(by=owner, demand_id=hands.pk, note=NO_HANDS)
        papers = ask_demand(
            by=head,
            request=Request(
                kind=DemandKind.MATERIALS,
                count=3,
                due_on=clock.today() + timedelta(days=14),
                why="Клиенты просят сравнение насосов, показываем устные расчёты",
                what="сравнение линеек насосов, три отрасли",
                to_name="Производство",
                to_email="production@meridian.example",
            ),
        )
    with clock.stopped(now - timedelta(days=2)):
        accept_demand(by=head, demand_id=papers.pk, count=3, due_on=clock.today() + timedelta(days=9), who="Цех № 2")
        deliver_demand(by=head, demand_id=papers.pk, count=1, note="Пищевая отрасль")
    count_demand(by=head, demand_id=leads.pk)
