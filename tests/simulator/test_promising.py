"""The virtual department's promises: kept as each month's morning saw them, a third of the people saying otherwise."""

import doctest

import pytest

from mostik.analysis.models import Foretold, Promise
from mostik.analysis.queries.calls import MONTHS_BACK
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.simulator.commands.promising import play_promises
from mostik.simulator.rules import promising


def test_examples_are_true():
    assert doctest.testmod(promising).failed == 0


@pytest.mark.django_db
def test_months_before_are_kept_and_some_people_say_their_own(virtual):
    play_promises(by=SYSTEM)
    days = Foretold.objects.order_by("day").values_list("day", flat=True).distinct()
    assert len(days) == MONTHS_BACK + 1
    assert max(days) == clock.today()
    assert {row.day for row in Foretold.objects.exclude(said=None)} == set(days)
    assert Promise.objects.exists()
    assert all(row.person % 3 == 0 for row in Promise.objects.all())
