"""Which robot would do a step by itself: what begins it and what it does, ready to be looked over and switched on.

What a company's books must answer stands as ``@``: ``@template`` for a letter, ``@stage:meeting`` for the first stage
of a link.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mostik.analysis.terms import Step
from mostik.crm.terms import Milestone

Told = Mapping[str, str]
LETTER: Mapping[str, Any] = {"kind": "do", "deed": "deal.letter", "told": {"template": "@template"}}


@dataclass(frozen=True)
class Recipe:
    """A robot to be: its trigger with the answers to it, its steps."""

    trigger: str
    told: Told = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = (LETTER,)

    def asked(self) -> Iterator[str]:
        """Yield what the books must answer."""
        for told in (self.told, *(step.get("told", {}) for step in self.steps)):
            yield from (value for value in told.values() if value.startswith("@"))


def wait(amount: int, unit: str = "days") -> Mapping[str, Any]:
    """Return a pause."""
    return {"kind": "wait", "amount": amount, "unit": unit}


def do(deed: str, **told: str) -> Mapping[str, Any]:
    """Return a deed with what is chosen for it."""
    return {"kind": "do", "deed": deed, "told": told}


def at(milestone: Milestone) -> str:
    """Return the stage of a link, to be looked up.

    >>> at(Milestone.MEETING)
    '@stage:meeting'
    """
    return f"@stage:{milestone.value}"


RECIPES: Mapping[Step, Recipe] = {
    Step.ANSWER: Recipe("deal.created"),
    Step.QUALIFY: Recipe(
        "deal.done",
        {"kind": "call", "result": "talked"},
        (do("deal.move", stage=at(Milestone.QUALIFIED)),),
    ),
    Step.WARM: Recipe("deal.entered", {"stage": at(Milestone.QUALIFIED)}, (LETTER, wait(3), LETTER)),
    Step.BOOK: Recipe("deal.entered", {"stage": at(Milestone.QUALIFIED)}),
    Step.REMIND: Recipe("deal.entered", {"stage": at(Milestone.QUALIFIED)}, (wait(1), LETTER)),
    Step.PLAN: Recipe("deal.idle", {"days": "3"}, (do("deal.plan", kind="task", title="", hours="4", person=""),)),
    Step.MOVE: Recipe(
        "deal.done",
        {"kind": "meeting", "result": "held"},
        (do("deal.move", stage=at(Milestone.MEETING)),),
    ),
    Step.DRAFT: Recipe("deal.entered", {"stage": at(Milestone.PROPOSAL)}, (do("deal.draft", paper="proposal"),)),
    Step.FOLLOW: Recipe("deal.entered", {"stage": at(Milestone.PROPOSAL)}, (wait(2), LETTER, wait(4), LETTER)),
    Step.INVOICE: Recipe("deal.entered", {"stage": at(Milestone.INVOICE)}, (do("deal.draft", paper="invoice"),)),
    Step.DUN: Recipe("deal.entered", {"stage": at(Milestone.INVOICE)}, (wait(3), LETTER, wait(5), LETTER)),
    Step.THANKS: Recipe("deal.won"),
    Step.ASK: Recipe("deal.lost", {"reason": ""}),
}
#: Steps automated elsewhere than by a robot: the screen to go to.
ELSEWHERE: Mapping[Step, str] = {
    Step.INTAKE: "people:tokens",
    Step.PAYMENT: "crm:bank_lines",
}
