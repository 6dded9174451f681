"""The one frame for writes."""

import pytest

from mostik.core import clock
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.models import Entry, Notification
from mostik.kernel.refusals import Denied
from tests.core.conftest import Knocked, knock

pytestmark = pytest.mark.django_db


def test_command_by_one_with_the_right_writes_row_and_line(visitor):
    knock(by=visitor, at=clock.now())
    line = Entry.objects.get()
    assert (line.name, line.actor_id, line.actor_name, line.about_kind, line.about_id) == (
        "trial.knocked",
        7,
        "Visitor",
        "trial.door",
        1,
    )
    assert Notification.objects.count() == 1


def test_command_by_a_stranger_is_denied_and_leaves_nothing(stranger):
    with pytest.raises(Denied):
        knock(by=stranger, at=clock.now())
    assert (Entry.objects.count(), Notification.objects.count()) == (0, 0)


def test_command_that_fails_leaves_neither_row_nor_line(visitor, heard):
    with pytest.raises(RuntimeError):
        knock(by=visitor, at=clock.now(), fail=True)
    assert (Entry.objects.count(), Notification.objects.count()) == (0, 0)


def test_publish_outside_a_command_is_refused():
    with pytest.raises(RuntimeError, match="outside a command"):
        publish(Knocked(at=clock.now(), door=1))


def test_command_with_positional_arguments_is_refused_when_declared():
    with pytest.raises(TypeError, match="keywords only"):

        @command(needs=None)
        def wrong(by):
            """Takes its actor by position."""


def test_command_without_by_is_refused_when_declared():
    with pytest.raises(TypeError, match="by="):

        @command(needs=None)
        def wrong(*, door):
            """Nobody acts."""
