"""The stage of the room's tests: the default Russian pipeline and deals made by commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import pytest

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import create_deal, lose_deal, move_deal, win_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal, LossReason
from mostik.crm.queries.pipelines import pipeline as pipeline_of
from mostik.crm.rules.deals import StageView
from mostik.crm.terms import StageKind
from mostik.kernel.money import Money
from mostik.people.models import User
from mostik.people.queries.actors import actor_of

_numbers = count(1)


@dataclass(frozen=True)
class Way:
    """The default pipeline; ``way["proposal"]`` is its stage by link of the chain, ``way["lost"]`` by kind."""

    id: int
    stages: tuple[StageView, ...]

    def __getitem__(self, word: str) -> StageView:
        return next(stage for stage in self.stages if word in {stage.milestone, stage.kind, stage.title})


@pytest.fixture
def pipeline(roles) -> Way:
    """The Russian sales pipeline every new company starts with."""
    number = seed_default_pipeline(by=SYSTEM)
    return Way(number, pipeline_of(viewer=SYSTEM, pipeline_id=number).stages)


@pytest.fixture
def reason(pipeline) -> LossReason:
    """The first loss reason: price."""
    return LossReason.objects.get(title="Цена")


@pytest.fixture
def deal_of(pipeline) -> Callable[..., Deal]:
    """Make somebody's deal in a stage, created some days ago: ``deal_of(cast.boris, stage="proposal", rub=90_000)``."""

    def make(
        person: User,
        title: str = "",
        *,
        stage: str = "lead",
        rub: int = 100_000,
        days: int = 5,
        at: datetime | None = None,
        **fields,
    ) -> Deal:
        by, there = actor_of(person), pipeline[stage]
        at = at or clock.now() - timedelta(days=days)
        fields.setdefault("amount", Money.of(rub))
        number = create_deal(by=by, title=title or f"Deal {next(_numbers)}", fields=fields, at=at)
        if there.kind is StageKind.WON:
            win_deal(by=by, deal_id=number, at=at)
        elif there.kind is StageKind.LOST:
            lose_deal(by=by, deal_id=number, reason_id=LossReason.objects.first().pk, at=at)
        elif there is not pipeline["lead"]:
            move_deal(by=by, deal_id=number, stage_id=there.id, at=at)
        return Deal.objects.get(pk=number)

    return make
