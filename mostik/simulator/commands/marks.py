"""Months of clients' marks in the demo department: of deals won and paid, the last ones waiting for a call."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from mostik.channels.commands.surveys import import_mark, set_survey_policy
from mostik.channels.queries.surveys import survey_policy
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.queries.deals import deal_rows
from mostik.crm.terms import Outcome
from mostik.simulator.rules.marks import mark

#: So many days back marks go; so many deals at most are asked about; this share of clients answer.
DAYS, MOST, ANSWERS = 150, 160, 0.55
LATER: Final = (2, 9)
SEED: Final = 11


@command(needs="crm.import_records", whole=False)
def play_marks(*, by: Actor) -> None:
    """Write down what clients said after their deals were won, and let the company ask by itself from now on."""
    chance = Random(SEED)  # noqa: S311 - a virtual market, not a secret
    since = clock.now() - timedelta(days=DAYS)
    won = deal_rows(viewer=by).filter(outcome=Outcome.WON, closed_at__gt=since, company__isnull=False)
    for number, (deal, closed) in enumerate(won.order_by("-closed_at", "-pk").values_list("pk", "closed_at")[:MOST]):
        at = closed + timedelta(days=chance.randint(*LATER), hours=number % 7)
        if at < clock.now():
            kind = ("nps", "csat")[number % 2]
            score, words = mark(chance, kind) if chance.random() < ANSWERS else (None, "")
            import_mark(by=by, deal_id=deal, kind=kind, score=score, at=at, comment=words)
    set_survey_policy(by=by, policy=replace(survey_policy(viewer=by), after_payment=True))
