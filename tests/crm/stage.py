"""A small stage for tests of clients, activities and payments: one pipeline and deals made through plain rows."""

from datetime import datetime, timedelta
from itertools import count

from mostik.core import clock
from mostik.core.journal import read
from mostik.core.models import Entry
from mostik.crm.models import Company, Deal, Pipeline, Stage
from mostik.crm.rules.clients import company_key
from mostik.crm.rules.names import block, company_sound
from mostik.crm.terms import StageKind
from mostik.kernel.events import Event

_numbers = count(1)


def pipeline() -> Pipeline:
    """Return the one pipeline, with stages at 10, 50 and 80 per cent and the two closing ones."""
    made, fresh = Pipeline.objects.get_or_create(title="Sales", defaults={"default": True})
    if fresh:
        rows = [("New", 10, StageKind.OPEN, "lead"), ("Talks", 50, StageKind.OPEN, "meeting")]
        rows += [
            ("Offer", 80, StageKind.OPEN, "proposal"),
            ("Won", 100, StageKind.WON, ""),
            ("Lost", 0, StageKind.LOST, ""),
        ]
        for sort, (title, probability, kind, milestone) in enumerate(rows):
            Stage.objects.create(
                pipeline=made, title=title, sort=sort, kind=kind, probability=probability, milestone=milestone
            )
    return made


def deal(owner, title: str = "", *, stage: str = "Talks", rub: int = 100_000, **more) -> Deal:
    """Return an open deal of somebody, created five days ago unless said otherwise."""
    at = more.pop("created_at", clock.now() - timedelta(days=5))
    return Deal.objects.create(
        title=title or f"Deal {next(_numbers)}",
        pipeline=pipeline(),
        stage=pipeline().stages.get(title=stage),
        owner=owner,
        team=owner.team,
        amount_minor=rub * 100,
        created_at=at,
        stage_since=at,
        **{"reached": {"New": 1, "Talks": 3, "Offer": 4}.get(stage, 7), **more},
    )


def company(owner, title: str = "Acme", **more) -> Company:
    """Return a company of somebody."""
    key = more.pop("key", company_key(title))
    heard = company_sound(title)
    known = {"key": key, "sound": heard, "block": block(heard)}
    return Company.objects.create(title=title, owner=owner, team=owner.team, created_at=clock.now(), **known, **more)


def at(text: str) -> datetime:
    """Return a local moment written as "2026-11-19 15:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.zone())


def told(kind: type[Event]) -> list[Event]:
    """Return the events of a kind as they lie in the journal, oldest first."""
    return [read(entry) for entry in Entry.objects.filter(name=kind.name).order_by("id")]
