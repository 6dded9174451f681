"""The same department gives the same results on SQLite and on PostgreSQL, to the last kopeck and digit.

``scripts/test.py`` names a folder; the suite of each database leaves its results there, and the later one compares.
"""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from mostik.analysis.models import Fact
from mostik.analysis.queries.gap import cells_of, gap_between
from mostik.analysis.queries.metrics import as_json, metric_rows
from mostik.config import setup
from mostik.config.roles import ROLES
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.models import StageTotal
from mostik.kernel.period import Period
from mostik.people.commands.roles import seed_roles
from mostik.people.models import User
from mostik.planning.models import Norm, Part
from mostik.planning.queries.today import todays_numbers
from mostik.simulator.commands import build_department

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 12, tzinfo=clock.UTC)
MONTHS = ("2026-10", "2026-11")
COUNTED = ("measure", "quantity", "amount", "currency", "days")


def results() -> dict[str, object]:
    """Return what the department comes to, rows named rather than numbered."""
    names = dict(User.objects.values_list("pk", "last_name"))
    before, after = (Period.parse(month).span for month in MONTHS)
    sides = [cells_of(viewer=SYSTEM, span=span, by=("person",)) for span in (before, after)]
    gap = gap_between(viewer=SYSTEM, base=sides[0], fact=sides[1])
    rows = Fact.objects.values_list("day", "person", *COUNTED)
    totals = StageTotal.objects.values_list("stage__title", "owner_id", "deals", "amount_minor")
    norms = Norm.objects.values_list("part__person", "kpi", "count", "days")
    people = dict(sorted((names[pk], pk) for pk in Part.objects.values_list("person", flat=True)))
    return {
        "facts": sorted(str((str(day), names.get(who), *counted)) for day, who, *counted in rows),
        "metrics": [
            sorted(
                str((row["team"], row["value"]))
                for row in as_json(metric_rows(viewer=SYSTEM, code=code, span=after, by=("team",)))
            )
            for code in ("revenue", "win_rate", "deals_won", "days_to_close", "average_check")
        ],
        "gap": [(part.code, part.amount) for part in gap.parts],
        "board": sorted(str((stage, names[who], *sums)) for stage, who, *sums in totals),
        "targets": sorted(
            str((names[who], amount)) for who, amount in Part.objects.values_list("person", "amount_minor")
        ),
        "norms": sorted(str((names[who], kpi, count, days)) for who, kpi, count, days in norms),
        "today": {
            name: str([(n.kpi, n.due, n.done, n.left) for n in todays_numbers(viewer=SYSTEM, person_id=pk)])
            for name, pk in people.items()
        },
    }


def test_department_comes_to_the_same_on_both_databases(db):
    seed_roles(by=SYSTEM, seeds=ROLES)
    with clock.stopped(NOW):
        build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=300, months=6)
        found = json.loads(json.dumps(results(), default=str))
    assert all(found.values())
    if not (folder := os.environ.get("MOSTIK_RESULTS")):
        return
    others = [path for path in Path(folder).glob("*.json") if path.stem != connection.vendor]
    (Path(folder) / f"{connection.vendor}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1))
    for path in others:
        other = json.loads(path.read_text())
        assert [name for name in found if found[name] != other[name]] == [], f"{path.name} differs"
