"""Order in the CRM and stuck deals, measured as deals grow: counts must follow what is out of order, not all there is.

    DATABASE_URL=postgres://…/order_bench python scripts/bench_order.py

Fills an empty PostgreSQL database by SQL with 1,000, 100,000 and 1,000,000 deals of the small virtual department, one
deal in twenty still open, and prints milliseconds (median of nine) of each question.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

import django

django.setup()

from bench_rows import insert
from django.core.management import call_command
from django.db import connection

from mostik.config import setup
from mostik.config.roles import ROLES
from mostik.control.queries.order import order
from mostik.core.actors import SYSTEM
from mostik.crm.commands.measures import measure_stages
from mostik.crm.commands.totals import recount_all
from mostik.crm.models import Deal, Stage
from mostik.crm.queries.order import order_in_crm
from mostik.crm.queries.stuck import stuck_stages
from mostik.people.commands.roles import seed_roles
from mostik.people.models import User
from mostik.people.queries.actors import actor_of
from mostik.simulator.commands import build_department

SIZES = (1_000, 100_000, 1_000_000)
TRIES = 9


def grow(to: int) -> None:
    """Bring the table to so many deals: one in twenty open, a tenth of those stepless, a fifth overdue."""
    sellers = list(User.objects.filter(sells=True).order_by("pk"))
    stage = {row.kind: row for row in Stage.objects.order_by("-sort")}
    is_open = "i % 20 = 0"
    who = "CASE i % {n} {cases} END".format(
        n=len(sellers), cases=" ".join(f"WHEN {n} THEN {user.pk}" for n, user in enumerate(sellers))
    )
    team = "CASE i % {n} {cases} END".format(
        n=len(sellers), cases=" ".join(f"WHEN {n} THEN {user.team_id or 'NULL'}" for n, user in enumerate(sellers))
    )
    born = "now() - (i % 700) * interval '1 day'"
    values = {
        "title": "'Deal ' || i",
        "pipeline_id": str(stage["open"].pipeline_id),
        "stage_id": f"CASE WHEN {is_open} THEN {stage['open'].pk} ELSE {stage['won'].pk} END",
        "outcome": f"CASE WHEN {is_open} THEN 'open' ELSE 'won' END",
        "reached": "4",
        "owner_id": who,
        "team_id": team,
        "amount_minor": "(i % 90 + 10) * 1000000",
        "created_at": born,
        "stage_since": born,
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE now() END",
        "next_at": f"CASE WHEN {is_open} AND i % 200 <> 0 THEN now() + (i % 100 - 20) * interval '1 hour' END",
        "last_at": "now() - (i % 30) * interval '1 day'",
        "first_at": born,
        "touched": "'{}'",
        "own": "'{}'",
    }
    insert(Deal, f"FROM generate_series({Deal.objects.count() + 1}, {to}) AS i", values)
    recount_all()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE crm_deal")


def took(ask: Callable[[], object]) -> float:
    """Return the median of milliseconds."""
    spent = []
    for _ in range(TRIES):
        start = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def main() -> None:
    """Print the table."""
    call_command("migrate", verbosity=0)
    if not User.objects.filter(sells=True).exists():
        seed_roles(by=SYSTEM, seeds=ROLES)
        build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=200, months=3)
    head = actor_of(User.objects.get(email=setup.DEMO_HEAD[0]))
    print("| deals | open | bridge's counts, ms | order of everybody, ms | stuck by stage, ms |")
    print("| --- | --- | --- | --- | --- |")
    for size in SIZES:
        grow(size)
        measure_stages(by=SYSTEM)
        asks = (lambda: order_in_crm(viewer=head), lambda: order(viewer=head), lambda: stuck_stages(viewer=head))
        figures = " | ".join(f"{took(ask):.1f}" for ask in asks)
        print(f"| {size:,} | {Deal.objects.filter(outcome='open').count():,} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
