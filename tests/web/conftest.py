"""A throwaway table for lists, and requests to them."""

import pytest
from django.db import connection, models
from django.test import RequestFactory


class Thing(models.Model):
    """Something with every kind of value a list may be sorted by."""

    name = models.CharField(max_length=40)
    amount = models.IntegerField(null=True)
    rate = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    owner = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

    class Meta:
        app_label = "web_tests"

    def __str__(self) -> str:
        return self.name


@pytest.fixture(scope="package")
def things_table(django_db_setup, django_db_blocker):
    """The table of things, there for the tests of this room."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Thing)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)


@pytest.fixture
def things(things_table, db):
    """The model of things with its table in place."""
    return Thing


class Person:
    """Somebody who may do some things."""

    name = "Anna Koroleva"
    role_title = "Head of sales"

    def __init__(self, *rights: str) -> None:
        self.rights = rights

    def may(self, right: str) -> bool:
        return right in self.rights


@pytest.fixture
def ask():
    """Make a request to a list: ask("?sort=name")."""

    def make(query: str = "", *rights: str, **headers: str):
        request = RequestFactory().get(f"/things/{query}", headers=headers)
        request.actor = Person(*rights)
        return request

    return make
