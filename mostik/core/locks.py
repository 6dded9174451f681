"""Rows held until the command ends, and only then read together with what they refer to."""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any])


def locked(rows: Rows) -> Rows:
    """Hold the rows until the transaction ends and return the query that reads them.

    PostgreSQL reads a row it waited for anew, but not the rows joined to it: one whose reference was changed meanwhile
    would be lost, or come without what it refers to. So they are locked alone first, in the order of their keys.
    """
    if connection.features.has_select_for_update:
        list(rows.select_related(None).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return rows


def hold(*names: str) -> None:
    """Let nobody else who holds any of these names go on until the transaction ends: what has no row to lock yet.

    On SQLite whoever writes is alone anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
