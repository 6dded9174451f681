"""What many tests begin with comes back as the rows it left, and is made anew where it stands on something else."""

import pytest
from django.db import connection

from mostik.people.models import Role, Team, User
from tests import kept as module
from tests.conftest import person
from tests.kept import kept, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(module, "KEPT", {})


def _undone(make):
    """Make something in a transaction of its own and take it back, as the end of a test does."""
    from django.db import transaction

    with transaction.atomic():
        made = make()
        after = rows(module._tables())
        transaction.set_rollback(True)
    return made, after


def test_what_was_made_comes_back_row_by_row_with_its_changes(cast):
    calls = []

    def make():
        calls.append(1)
        User.objects.filter(pk=cast.boris.pk).update(alias="Changed")
        Team.objects.filter(pk=cast.south.pk).update(lead=None)
        return person("Nina", "Nova", "manager", cast.sales, cast.north)

    first, then = _undone(lambda: kept("nina", make))
    again, now = _undone(lambda: kept("nina", make))
    assert calls == [1]
    assert now == then
    assert (again.pk, again.email) == (first.pk, first.email)
    assert again is not first


def test_what_comes_after_takes_numbers_of_its_own(cast):
    def make():
        return person("Nina", "Nova", "manager", cast.sales, cast.north)

    _undone(lambda: kept("nina", make))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as emptied tables leave it
            cursor.execute("SELECT setval(pg_get_serial_sequence('people_user', 'id'), 1, false)")
    nina = kept("nina", make)
    assert person("Zoya", "Zimina", "manager", cast.sales, cast.north).pk > nina.pk


def test_upon_other_rows_it_is_made_anew(cast):
    calls = []

    def make():
        calls.append(1)
        return User.objects.filter(pk=cast.boris.pk).update(alias=f"Changed {len(calls)}")

    _undone(lambda: kept("alias", make))
    User.objects.filter(pk=cast.vera.pk).update(alias="Other")
    kept("alias", make)
    assert len(calls) == 2
    assert User.objects.get(pk=cast.boris.pk).alias == "Changed 2"


def test_what_reads_widely_is_made_anew_upon_any_other_row(cast):
    calls = []

    def make():
        calls.append(1)
        return User.objects.filter(pk=cast.boris.pk).update(alias="Changed")

    _undone(lambda: kept("wide", make, whole=True))
    Role.objects.filter(code="manager").update(title="Other")
    kept("wide", make, whole=True)
    assert len(calls) == 2
