"""A way in memory, connected."""

import pytest

from mostik.channels.models import Account
from mostik.core import clock
from tests.fakes import ways


@pytest.fixture
def wire():
    """What goes by the way in memory."""
    with ways.paper() as wire:
        yield wire


@pytest.fixture
def account(cast, wire):
    """The way in memory, connected: whoever is unknown goes to Vera."""
    return Account.objects.create(way=ways.CODE, title="Бумага", door="paper", owner=cast.vera, made_at=clock.now())
