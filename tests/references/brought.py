"""A company with its people, and a table of deals brought in the way a customer would: once for a module."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.commands.books import add_channel
from mostik.crm.commands.imports import import_now
from mostik.crm.models import Pipeline, Stage
from mostik.people.access import Department
from mostik.people.commands.roles import seed_roles
from mostik.people.queries.actors import actor_of
from tests.conftest import person


@contextmanager
def brought_in(
    place: Path,
    people: Iterable[str],
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    channels: Iterable[str] = (),
) -> Iterator[tuple[Any, Actor]]:
    """Yield how the import went and its owner, within a transaction that is taken back."""
    with override_settings(MEDIA_ROOT=place, CURRENCY="USD"), transaction.atomic():
        seed_roles(by=SYSTEM, seeds=ROLES)
        company = Department.objects.create(title="Company")
        pipeline = Pipeline.objects.create(title="Orders", default=True, currency="USD")
        for sort, (title, kind) in enumerate((("New", "open"), ("Won", "won"), ("Lost", "lost"))):
            Stage.objects.create(pipeline=pipeline, title=title, kind=kind, sort=sort)
        olga = person("Olga", "Orlova", "owner", company)
        for name in people:
            person(*name.split(maxsplit=1), "manager", company, sells=True)
        for title in channels:
            add_channel(by=actor_of(olga), title=title)
        with (place / "deals.csv").open("w", newline="") as table:
            csv.writer(table).writerows([head, *rows])
        yield import_now(by=actor_of(olga), preset="table", path=place / "deals.csv"), actor_of(olga)
        transaction.set_rollback(True)
