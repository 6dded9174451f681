"""The virtual department's last mornings: figures looked at, causes named, decisions taken, as rows of their own."""

import doctest

import pytest

from mostik.control.models import Action, Case
from mostik.control.terms import CaseState
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.simulator.commands.mornings import play_mornings
from mostik.simulator.rules import cast, clients, mornings, surveys


@pytest.mark.parametrize("topic", [cast, clients, mornings, surveys])
def test_examples_are_true(topic):
    found = doctest.testmod(topic)
    assert (found.failed, found.attempted > 0) == (0, True)


@pytest.mark.django_db
def test_some_deviations_are_answered_and_some_are_acted_upon(virtual):
    play_mornings(by=SYSTEM)
    cases = list(Case.objects.all())
    assert cases
    assert {each.opened_on for each in cases} != {clock.today()}, "found on the mornings, not all at once"
    assert any(each.cause for each in cases)
    acted = {each.case_id for each in Action.objects.all()}
    assert acted
    assert acted <= {each.pk for each in cases}
    assert all(each.state in {CaseState.ACTING, CaseState.ENDED} for each in cases if each.pk in acted)
