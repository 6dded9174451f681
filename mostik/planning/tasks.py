"""What the room does by the clock: plans in force looked at, months played, requests to others counted and sent."""

from datetime import date, time, timedelta
from typing import Final

from mostik.analysis.commands.sendings import raised, sent_once
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.ways import Letter
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Missing, Refusal
from mostik.people.queries.calendar import company_working_days
from mostik.people.queries.notices import company_mail, has_mail
from mostik.planning.commands.causes import look_at_plan
from mostik.planning.commands.demands import (
    SEND,
    begin_demand_sending,
    count_demand,
    send_waiting_demands,
    settle_demand_sending,
)
from mostik.planning.commands.plan_files import forget_old_files
from mostik.planning.commands.scenarios import keep_scenario
from mostik.planning.queries.demands import demands, letter_of
from mostik.planning.queries.people import departments
from mostik.planning.queries.plans import plans_under_way
from mostik.planning.queries.rows import WrongState
from mostik.planning.queries.scenarios import are_many, scenario_of
from mostik.planning.terms import DemandState

LOOK: Final = "planning.look"
PLAY: Final = "planning.play"
#: Nobody changes a plan at night.
FROM, TO = time(7), time(19)
#: How long the table of a file of plans is kept.
FILES_KEPT = timedelta(days=90)


def promise_looks() -> None:
    """Promise a look at every plan in force, once a working hour."""
    today = clock.today()
    if not clock.moment(today, FROM) <= clock.now() < clock.moment(today, TO):
        return
    if not company_working_days(span=Span(today, today)):
        return
    plans = plans_under_way(viewer=SYSTEM, today=today)
    outbox.enqueue_all(LOOK, {f"plan:{plan}:{_hour()}": {"plan": plan} for plan in plans})


def promise_plays() -> None:
    """Promise to play this month and the next of departments with very many deals, once an hour."""
    month = Period.of(PeriodKind.MONTH, clock.today())
    outbox.enqueue_all(
        PLAY,
        {
            f"scenario:{each.pk}:{played.code}:{_hour()}": {"department": each.pk, "month": played.first.isoformat()}
            for each in departments(viewer=SYSTEM)
            if are_many(viewer=SYSTEM, department_id=each.pk, month=month)
            for played in (month, month.next())
        },
    )


def _hour() -> str:
    return f"{clock.now():%Y-%m-%dT%H}"


@outbox.effect(LOOK)
def look(*, plan: int) -> None:
    """Look at one plan; one replaced meanwhile has nothing to be looked at."""
    try:
        look_at_plan(by=SYSTEM, plan_id=plan)
    except (Missing, WrongState):
        return


@outbox.effect(PLAY)
def play(*, department: int, month: str) -> None:
    """Play one month of a department and keep it; where that is refused by now there is nothing to keep."""
    try:
        view = scenario_of(viewer=SYSTEM, department_id=department, month=date.fromisoformat(month), anew=True)
    except Refusal:
        return
    keep_scenario(by=SYSTEM, view=view)


def count_demands() -> None:
    """Count what has come of every open request; say which are late; send what waits."""
    if has_mail():
        send_waiting_demands(by=SYSTEM)
    live = demands(viewer=SYSTEM).filter(state__in=(DemandState.ASKED.value, DemandState.ACCEPTED.value))
    for demand in list(live.order_by("pk").values_list("pk", flat=True)):
        count_demand(by=SYSTEM, demand_id=demand)


def forget_files() -> None:
    """Forget the tables of old files of plans."""
    forget_old_files(by=SYSTEM, before=clock.now() - FILES_KEPT)


@outbox.effect(SEND)
def send_demand(*, sending: int) -> None:
    """Put the letter of a request on the wire, outside any transaction; with no server it waits."""
    if not has_mail():
        return
    row = begin_demand_sending(by=SYSTEM, sending_id=sending)
    if row is None:
        return
    sent_once(row)
    title, text = letter_of(row.demand)
    outcome = company_mail().send(
        Letter(to=row.demand.to_email, title=title, text=text, number=f"demand.{row.demand_id}.{row.pk}.{row.turn}")
    )
    settle_demand_sending(by=SYSTEM, row=row, outcome=outcome)
    raised(outcome)
