"""Fill facts, totals and journal lines of the deals ``bench_rows`` made, by SQL alone, and put facts into columns.

    python scripts/bench_facts.py

About twelve facts and ten journal lines of a deal: leads, links of the chain, stays, closings, money, calls and steps
of work, of the deal's own person, channel, product and days. Run after ``bench_rows`` on the same database.
"""

import json
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

import django

django.setup()

from bench_rows import array, insert, literal
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.test import Client
from django.urls import get_resolver, reverse

from mostik.analysis import tasks
from mostik.analysis.models import DayTotal, Fact, Foretold
from mostik.analysis.queries.report_library import LIBRARY
from mostik.analysis.tasks.figures import foretell_month
from mostik.config import setup
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.models import Deal, LossReason, Product
from mostik.people.models import User
from mostik.planning.queries.people import departments
from mostik.planning.tasks import play

ROOMS = ("home", "analysis", "planning", "control")

#: Facts of a deal: measure, of which deals, days after it came, its sum, its days.
CLOSED = "(d.closed_at::date - d.created_at::date)"
FACTS = (
    ("lead", "true", "0", "0", "0"),
    ("qualified", "d.id % 2 = 0", "1", "0", "0"),
    ("meeting", "d.id % 3 = 0", "3", "0", "0"),
    ("proposal", "d.id % 4 = 0", "6", "0", "0"),
    ("contract", "d.id % 6 = 0", "9", "0", "0"),
    ("invoice", "d.id % 6 = 0", "10", "0", "0"),
    ("payment", "d.outcome = 'won'", CLOSED, "0", "0"),
    ("won", "d.outcome = 'won'", CLOSED, "d.amount_minor", CLOSED),
    ("lost", "d.outcome = 'lost'", CLOSED, "d.amount_minor", CLOSED),
    ("paid", "d.outcome = 'won'", CLOSED, "d.amount_minor", "0"),
    ("stage", "true", "0", "0", "0"),
    ("stage", "d.id % 2 = 0", "1", "0", "0"),
    ("stay", "true", "1 + (d.id % 9)::int", "0", "1 + (d.id % 9)::int"),
    ("call", "true", "0", "0", "0"),
    ("call", "true", "2", "0", "0"),
    ("talk", "d.id % 2 = 0", "2", "0", "0"),
    ("email", "true", "1", "0", "0"),
    ("meeting_held", "d.id % 3 = 0", "3", "0", "0"),
    ("robot:intake", "true", "0", "0", "0"),
    ("robot:answer", "true", "0", "0", "0"),
    ("hand:move", "d.id % 2 = 0", "1", "0", "0"),
)
#: Lines of the journal besides a deal's own: what happened, how many of a deal.
NEWS = (("crm.activity_done", 4), ("crm.deal_moved", 3), ("crm.deal_edited", 2))


def fill() -> None:
    """Write facts and totals of every deal, and its journal lines."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE analysis_fact, analysis_daytotal RESTART IDENTITY")
        _facts()
        insert(
            DayTotal,
            "FROM analysis_fact WHERE measure NOT IN ('stage', 'stay') GROUP BY 1, 2, 3, 4, 5, 6",
            {
                **{name: name for name in ("measure", "day")},
                **{name: f"coalesce({name}, 0)" for name in ("person", "team", "department")},
                "currency": "currency",
                **{name: f"sum({name})" for name in ("quantity", "amount", "days")},
            },
        )
        same = {f.column: f"e.{f.column}" for f in Entry._meta.concrete_fields if not f.primary_key}  # noqa: SLF001 - Django's public name
        mine = "WHERE e.actor_name = 'Bench' AND e.name = 'crm.deal_created'"
        for name, many in NEWS:
            source = f"FROM core_entry e CROSS JOIN generate_series(1, {many}) n {mine}"
            told = {"name": literal(name), "payload": "jsonb_build_object('deal', e.about_id)"}
            insert(Entry, source, {**same, **told})


def _facts() -> None:
    products = array(list(Product.objects.order_by("pk").values_list("pk", flat=True)) or [None])
    reasons = array(list(LossReason.objects.order_by("pk").values_list("pk", flat=True)))
    for number, (measure, which, after, amount, days) in enumerate(FACTS):
        insert(
            Fact,
            f"FROM crm_deal d JOIN people_user p ON p.id = d.owner_id WHERE {which} ORDER BY d.created_at",
            {
                "measure": literal(measure),
                "day": f"d.created_at::date + {after}",
                "cohort": "d.created_at::date",
                "person": "d.owner_id",
                "team": "d.team_id",
                "department": "p.department_id",
                "pipeline": "d.pipeline_id",
                "stage": "d.stage_id" if measure in {"stage", "stay", "lost"} else "NULL",
                "channel": "d.channel_id",
                "product": _one_of(products),
                "company": "d.company_id",
                "reason": _one_of(reasons) if measure == "lost" else "NULL",
                "quantity": "1",
                "amount": amount,
                "currency": "'RUB'",
                "days": days,
                "ref_kind": "'crm.deal'",
                "ref": "d.id",
                "entry": f"d.id * 40 + {number}",
            },
        )


def _one_of(values: str) -> str:
    return f"({values})[1 + d.id % array_length({values}, 1)]"


def screens() -> list[str]:
    """Return the address of every screen of the head's rooms that needs nothing said, and of every ready report."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=setup.DEMO_HEAD[0]), settings.AUTHENTICATION_BACKENDS[0])
    plain = [
        reverse(f"{room}:{name}")
        for room in ROOMS
        for name, found in get_resolver().namespace_dict[room][1].reverse_dict.lists()
        if isinstance(name, str) and not found[0][0][0][1]
    ]
    reports = [reverse("analysis:report", args=[code]) for code in LIBRARY]
    return [path for path in dict.fromkeys(plain + reports) if _is_screen(client, path)]


def _is_screen(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def main() -> None:
    """Fill once, put into columns; say what stands."""
    started = time.monotonic()
    if Fact.objects.aggregate(last=Max("pk", default=0))["last"] < Deal.objects.count() * 10:
        fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE analysis_fact, analysis_daytotal, core_entry")
    filled = time.monotonic() - started
    while tasks.fold():
        pass
    stood = time.monotonic()
    if not Foretold.objects.filter(day=clock.today()).exists():
        foretell_month()  # as a worker does by the clock
    for each in departments(viewer=SYSTEM):
        play(department=each.pk, month=clock.today().replace(day=1).isoformat())  # so too
    told = {"facts": Fact.objects.count(), "totals": DayTotal.objects.count(), "entries": Entry.objects.count()}
    told["pages"] = screens()
    print(json.dumps({**told, "filled": filled, "folded": stood - started - filled}))


if __name__ == "__main__":
    main()
