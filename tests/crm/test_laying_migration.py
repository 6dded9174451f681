"""Moving to payments laid on invoices: what had come before is laid on what was issued before."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mostik.core import clock
from mostik.crm.models import Allocation, Document, Payment
from tests.conftest import TODAY
from tests.crm.papers import issued
from tests.crm.stage import deal

BEFORE, AFTER = [("crm", "0013_segments")], [("crm", "0014_receivables")]


@pytest.fixture
def old(cast, transactional_db):
    """Go back to the version before, and forward again in the end."""

    def enter():
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        return executor.loader.project_state(BEFORE).apps

    yield enter
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_what_was_paid_in_part_is_not_owed_in_full(cast, old):
    sold, other = deal(cast.boris), deal(cast.boris)
    marked, late, soon, cancelled = (issued(cast.boris, row=sold) for _each in range(4))
    lone, foreign = issued(cast.boris, row=other), deal(cast.boris)
    apps = old()
    papers, payments = apps.get_model("crm", "Document").objects, apps.get_model("crm", "Payment").objects
    papers.filter(pk=marked.pk).update(paid_at=clock.now(), status="paid", amount_minor=100, due_on=None)
    papers.filter(pk=late.pk).update(amount_minor=500, due_on=TODAY + timedelta(days=9))
    papers.filter(pk=soon.pk).update(amount_minor=300, due_on=TODAY)
    papers.filter(pk=cancelled.pk).update(cancelled_at=clock.now(), status="cancelled", amount_minor=1)
    papers.filter(pk=lone.pk).update(amount_minor=100)
    for row, day, minor, more in (
        (sold, 1, 250, {}),
        (sold, 2, 999, {"withdrawn_at": clock.now()}),
        (sold, 3, 200, {}),
        (foreign, 4, 999, {}),
    ):
        payments.create(deal_id=row.pk, amount_minor=minor, currency="RUB", paid_on=date(2026, 11, day), **more)
    MigrationExecutor(connection).migrate(AFTER)
    last = Payment.objects.get(amount_minor=200)
    told = [(row.status, row.paid_minor, row.before_minor) for row in (_anew(marked), _anew(late), _anew(soon))]
    assert told == [("paid", 100, 0), ("issued", 50, 0), ("paid", 300, 0)]
    assert _anew(soon).paid_at == clock.moment(last.paid_on)
    assert [_anew(row).paid_minor for row in (cancelled, lone)] == [0, 0]
    laid = Allocation.objects.order_by("pk").values_list("payment__amount_minor", "document", "amount_minor")
    assert list(laid) == [(250, marked.pk, 100), (250, soon.pk, 150), (200, soon.pk, 150), (200, late.pk, 50)]


def _anew(row):
    return Document.objects.only("status", "paid_minor", "before_minor", "paid_at").get(pk=row.pk)
