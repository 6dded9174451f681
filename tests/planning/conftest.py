"""The cast as a department that sells: four old hands and a newcomer of the last month."""

from dataclasses import dataclass
from datetime import date

import pytest

from mostik.people.models import User
from tests.conftest import Cast, person
from tests.kept import kept
from tests.planning.stage import live

TARGET = 10_000_000_00


@dataclass
class Sellers:
    """Who sells; ``ids`` in the order plans list them."""

    cast: Cast
    nina: User

    @property
    def people(self) -> list[User]:
        """Everybody who carries a plan."""
        return [self.cast.boris, self.cast.vera, self.cast.gleb, self.cast.dasha, self.nina]


@pytest.fixture
def sellers(cast) -> Sellers:
    """The department's sellers, with no history yet."""
    return Sellers(cast, kept("nina", lambda: _nina(cast)))


def _nina(cast) -> User:
    nina = person("Nina", "Nova", "manager", cast.sales, cast.south, sells=True, reports_to=cast.gleb)
    User.objects.filter(pk=nina.pk).update(hired_on=date(2026, 11, 2))
    nina.refresh_from_db()
    return nina


@pytest.fixture
def lively(sellers) -> Sellers:
    """The same with a few months of selling behind them."""
    cast = sellers.cast
    skills = {cast.boris: 1.15, cast.vera: 1.0, cast.gleb: 1.0, cast.dasha: 0.85, sellers.nina: 0.9}
    kept("months of selling", lambda: live(skills), whole=True)
    return sellers
