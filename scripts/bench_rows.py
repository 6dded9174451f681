"""Fill a database with N deals by SQL alone, for the million-row bench: quick, and the same rows every time.

python scripts/bench_rows.py N

N deals, a third as many contacts, a tenth as many companies, five activities a deal, one stay and one journal line of
a deal. People, pipelines and books come from a small virtual department made through the product's own commands. The
same shape on every size: a fifth won, a third lost, the rest open; managers and channels unequal.
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")

import django

django.setup()

from bench_load import session_of, settle
from django.db import connection, transaction
from django.db.models import Max, Min, Model
from django.db.models.fields import NOT_PROVIDED

from mostik.config import setup
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.models import Activity, Channel, Company, Contact, Deal, Stage, StageChange, StageTotal
from mostik.people.models import User
from mostik.simulator.commands import build_department

SMALL = 400
FIRST = "Поставка оборудования 1"
NOW = "date_trunc('hour', now())"


def literal(value: object) -> str:
    """Return a default as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def insert(model: type[Model], source: str, given: dict[str, str]) -> None:
    """Insert rows of a SELECT; columns not given take the model's own defaults."""
    columns, meta = dict(given), model._meta  # noqa: SLF001 - Django's own name for the public description
    for field in meta.concrete_fields:
        if field.primary_key or field.column in columns:
            continue
        default = field.get_default() if field.default is not NOT_PROVIDED else None
        columns[field.column] = literal(default if default is not None or field.null else "")
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{meta.db_table}" ({names}) SELECT {", ".join(columns.values())} {source}')


def first_of(model: type[Model], source: str, given: dict[str, str]) -> int:
    """Insert rows of a SELECT and return the number of the first; the others follow it."""
    last = model._default_manager.aggregate(last=Max("pk", default=0))["last"]  # noqa: SLF001 - Django's public name
    insert(model, source, given)
    return int(model._default_manager.filter(pk__gt=last).aggregate(first=Min("pk"))["first"])  # noqa: SLF001


def array(values: list[object]) -> str:
    """Return a PostgreSQL array."""
    return f"(ARRAY[{', '.join(literal(value) for value in values)}])"


def fill(size: int) -> None:
    """Insert everything."""
    sellers = list(User.objects.filter(sells=True).order_by("pk"))
    # Managers and channels are unequal, as they are in life: the first have twice as much as the last.
    people = [user for place, user in enumerate(sellers) for _ in range(2 if place < len(sellers) // 2 else 1)]
    owners, teams = array([user.pk for user in people]), array([user.team_id or people[0].team_id for user in people])
    channels = list(Channel.objects.order_by("pk").values_list("pk", flat=True))
    which = f"(1 + (i * 7919) % {len(people)})::int"
    companies, contacts = max(1, size // 10), max(1, size * 3 // 10)
    mine = {
        "owner_id": f"{owners}[{which}]",
        "team_id": f"{teams}[{which}]",
        "created_at": f"{NOW} - interval '800 days'",
    }
    first = first_of(
        Company,
        f"FROM generate_series(1::bigint, {companies}) i",
        {**mine, "title": "'ООО «Ромашка ' || i || '»'", "key": "'ромашка ' || i"},
    )
    first_contact = first_of(
        Contact,
        f"FROM generate_series(1::bigint, {contacts}) i",
        {
            **mine,
            "company_id": f"{first} + i % {companies}",
            "first_name": "'Иван'",
            "last_name": "'Петров ' || i",
            "phone": "'+79' || lpad(i::text, 9, '0')",
            "email": "'ivan' || i || '@example.test'",
        },
    )
    links = {"company_id": f"{first} + i % {companies}", "contact_id": f"{first_contact} + i % {contacts}"}
    _deals(size, {**mine, **links}, channels)


def _deals(size: int, given: dict[str, str], channels: list[int]) -> None:
    stages = list(Stage.objects.filter(pipeline__default=True, archived_at__isnull=True).order_by("sort"))
    ways = {kind: [s for s in stages if s.kind == kind] for kind in ("open", "won", "lost")}
    open_stages = array([s.pk for place, s in enumerate(ways["open"]) for _ in range(len(ways["open"]) - place)])
    count = len(ways["open"]) * (len(ways["open"]) + 1) // 2
    fate = "(i * 104729) % 100"
    stage = (
        f"CASE WHEN {fate} < 20 THEN {ways['won'][0].pk} WHEN {fate} < 55 THEN {ways['lost'][0].pk} "
        f"ELSE {open_stages}[(1 + (i * 31) % {count})::int] END"
    )
    outcome = f"CASE WHEN {fate} < 20 THEN 'won' WHEN {fate} < 55 THEN 'lost' ELSE 'open' END"
    many = len(channels)
    created = f"{NOW} - ((i * 6151) % 730) * interval '1 day' - (i % 1440) * interval '1 minute'"
    due = f"{NOW} + ((i * 37) % 960 - 240) * interval '1 hour'"
    base = Deal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    insert(
        Deal,
        f"FROM generate_series(1::bigint, {size}) i",
        {
            **given,
            "title": f"'{FIRST[:-1]}' || i",
            "pipeline_id": str(stages[0].pipeline_id),
            "stage_id": stage,
            "outcome": outcome,
            "channel_id": f"{array(list(channels))}[(1 + (i * 13 % {many}) * (i * 17 % {many}) / {many})::int]",
            "amount_minor": "(1000000 * exp(2.0 * sin(i)))::bigint",
            "created_at": created,
            "stage_since": created,
            "closed_at": f"CASE WHEN {fate} < 55 THEN least({NOW}, {created} + (i % 60) * interval '1 day') END",
            "next_at": f"CASE WHEN {fate} >= 55 AND i % 40 > 0 THEN {due} END",
            "last_at": f"least({NOW}, {created} + interval '1 day')",
        },
    )
    news = f"FROM crm_deal d WHERE d.id > {base}"
    insert(StageChange, news, {"deal_id": "d.id", "stage_id": "d.stage_id", "entered_at": "d.stage_since"})
    told = {
        "deal_id": "d.id",
        "company_id": "d.company_id",
        "contact_id": "d.contact_id",
        "owner_id": "d.owner_id",
        "team_id": "d.team_id",
        "created_at": "d.created_at",
    }
    for turn, kind in enumerate(("call", "call", "email", "meeting")):
        done = {"done_at": f"d.created_at + {turn} * interval '6 hours'", "title": "'Обсудить состав'"}
        result = "held" if kind == "meeting" else "done" if kind == "email" else "talked"
        insert(Activity, news, {**told, **done, "kind": f"'{kind}'", "result": f"'{result}'"})
    call = {**told, "kind": "'call'", "title": "'Позвонить'"}
    insert(Activity, news + " AND d.next_at IS NOT NULL", {**call, "due_at": "d.next_at"})
    done = {"done_at": "d.created_at + interval '1 day'", "result": "'talked'"}
    insert(Activity, news + " AND d.next_at IS NULL", {**call, **done})
    payload = (
        "jsonb_build_object('deal', d.id, 'title', d.title, 'owner', d.owner_id, 'team', d.team_id, 'pipeline', "
        "d.pipeline_id, 'stage', d.stage_id, 'company', d.company_id, 'amount', d.amount_minor, 'currency', "
        "d.currency, 'cohort', d.created_at::date::text, 'reached', jsonb_build_array('lead'))"
    )
    insert(
        Entry,
        news,
        {
            "at": "d.created_at",
            "day": "d.created_at::date",
            "recorded_at": NOW,
            "name": "'crm.deal_created'",
            "about_kind": "'crm.deal'",
            "about_id": "d.id",
            "also_kind": "'crm.company'",
            "also_id": "d.company_id",
            "actor_kind": "'person'",
            "actor_id": "d.owner_id",
            "actor_name": "'Bench'",
            "payload": payload,
        },
    )
    StageTotal.objects.all().delete()
    insert(
        StageTotal,
        "FROM crm_deal WHERE removed_at IS NULL GROUP BY 1, 2, 3, 4",
        {
            "stage_id": "stage_id",
            "owner_id": "owner_id",
            "team_id": "coalesce(team_id, 0)",
            "currency": "currency",
            "deals": "count(*)",
            "amount_minor": "sum(amount_minor)",
        },
    )


def main() -> None:
    """Fill and report what the bench needs to ask."""
    size = int(sys.argv[1])
    setup.prepare()
    started = time.monotonic()
    if not User.objects.exists():
        build_department(by=SYSTEM, head_email=setup.DEMO_HEAD[0], password=setup.DEMO_HEAD[1], deals=SMALL)
        settle()
    if Deal.objects.count() < size:
        with transaction.atomic():
            fill(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    first = Deal.objects.get(title=FIRST).pk
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - started,
                "session": session_of(User.objects.get(email=setup.DEMO_HEAD[0])),
                "token": setup.new_token(role="director", title="bench"),
                "owners": list(User.objects.filter(sells=True).order_by("pk").values_list("pk", flat=True)),
                "stages": list(Stage.objects.filter(pipeline__default=True, kind="open").values_list("pk", flat=True)),
                "deals": [first, first + size - 1],
            }
        )
    )


if __name__ == "__main__":
    main()
