"""How much of the funnel's work people no longer do: shares, hours, money, and what to automate next.

The method in words: ``docs/rules/robot-share.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mostik.analysis.terms import Hands, Phase, Step, step_measure
from mostik.kernel.money import Money

CENT = Decimal("0.01")
HOUR = 60


@dataclass(frozen=True)
class Kind:
    """What a step is: its part of the map, the usual minutes by hand, whether a robot of ours can do it."""

    phase: Phase
    minutes: int
    automatable: bool = True


KINDS: Mapping[Step, Kind] = {
    Step.INTAKE: Kind(Phase.LEAD, 4),
    Step.ASSIGN: Kind(Phase.LEAD, 3),
    Step.ANSWER: Kind(Phase.LEAD, 6),
    Step.QUALIFY: Kind(Phase.LEAD, 15),
    Step.WARM: Kind(Phase.MEETING, 6),
    Step.BOOK: Kind(Phase.MEETING, 10),
    Step.REMIND: Kind(Phase.MEETING, 3),
    Step.PLAN: Kind(Phase.MEETING, 2),
    Step.FIELDS: Kind(Phase.MEETING, 2),
    Step.MOVE: Kind(Phase.OFFER, 1),
    Step.DRAFT: Kind(Phase.OFFER, 20),
    Step.FOLLOW: Kind(Phase.OFFER, 6),
    Step.INVOICE: Kind(Phase.MONEY, 8),
    Step.DUN: Kind(Phase.MONEY, 5),
    Step.PAYMENT: Kind(Phase.MONEY, 4),
    Step.THANKS: Kind(Phase.AFTER, 4),
    Step.REASON: Kind(Phase.AFTER, 3),
    Step.ASK: Kind(Phase.AFTER, 5),
    Step.SEND: Kind(Phase.APART, 3, automatable=False),
    Step.CALL: Kind(Phase.APART, 7, automatable=False),
    Step.MEET: Kind(Phase.APART, 60, automatable=False),
    Step.TASK: Kind(Phase.APART, 10, automatable=False),
}
#: What the share is a share of.
AUTOMATABLE: tuple[Step, ...] = tuple(step for step, kind in KINDS.items() if kind.automatable)
APART: tuple[Step, ...] = tuple(step for step, kind in KINDS.items() if not kind.automatable)


@dataclass(frozen=True)
class Norm:
    """How many minutes a step takes by hand, and who says so; an empty ``source`` is our own guess."""

    minutes: int
    source: str = ""


@dataclass(frozen=True)
class Tally:
    """Steps done by robots and by people, and what one takes by hand.

    >>> warm = Tally(Step.WARM, robot=9, hand=1, minutes=6)
    >>> warm.share, warm.saved, warm.spent
    (Decimal('90.00'), 54, 6)
    """

    step: Step
    robot: int
    hand: int
    minutes: int

    @property
    def count(self) -> int:
        """How often it was done at all."""
        return self.robot + self.hand

    @property
    def share(self) -> Decimal | None:
        """Per cent done by robots; None where it was not done."""
        return share_of(self.robot, self.count)

    @property
    def saved(self) -> int:
        """Minutes that people did not spend: each step of a robot stands for one by hand."""
        return self.robot * self.minutes

    @property
    def spent(self) -> int:
        """Minutes that people spent."""
        return self.hand * self.minutes


@dataclass(frozen=True)
class Whole:
    """All automatable steps together.

    >>> Whole.of([Tally(Step.WARM, 9, 1, 6), Tally(Step.DRAFT, 0, 5, 20)])
    Whole(robot=9, hand=6, share=Decimal('60.00'), saved=54, spent=106)
    """

    robot: int
    hand: int
    share: Decimal | None
    saved: int
    spent: int

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> "Whole":
        """Add tallies up: each step counts as often as it was done, however long it takes."""
        listed = list(tallies)
        robot, hand = sum(each.robot for each in listed), sum(each.hand for each in listed)
        return cls(
            robot=robot,
            hand=hand,
            share=share_of(robot, robot + hand),
            saved=sum(each.saved for each in listed),
            spent=sum(each.spent for each in listed),
        )


def share_of(part: int, whole: int) -> Decimal | None:
    """Return per cent to a hundredth; None of nothing.

    >>> share_of(2, 3), share_of(0, 0)
    (Decimal('66.67'), None)
    """
    return (Decimal(part * 100) / whole).quantize(CENT, ROUND_HALF_UP) if whole else None


def tallies(counts: Mapping[str, int], norms: Mapping[Step, Norm], steps: Iterable[Step]) -> list[Tally]:
    """Return steps with their counts, by measure.

    >>> tallies({"robot:warm": 3}, {Step.WARM: Norm(5, "timed")}, [Step.WARM])
    [Tally(step=<Step.WARM: 'warm'>, robot=3, hand=0, minutes=5)]
    """
    return [
        Tally(
            step,
            robot=counts.get(step_measure(step, Hands.ROBOT), 0),
            hand=counts.get(step_measure(step, Hands.PERSON), 0),
            minutes=norm_of(step, norms).minutes,
        )
        for step in steps
    ]


def norm_of(step: Step, norms: Mapping[Step, Norm]) -> Norm:
    """Return the company's norm of a step, else the usual one."""
    return norms.get(step) or Norm(KINDS[step].minutes)


def to_automate(found: Iterable[Tally]) -> list[Tally]:
    """Return what people still do of what robots can, the longest hours first.

    >>> [each.step.value for each in to_automate([Tally(Step.WARM, 9, 1, 6), Tally(Step.DRAFT, 0, 5, 20)])]
    ['draft', 'warm']
    """
    return sorted((each for each in found if each.hand), key=lambda each: (-each.spent, each.step))


def money_of(minutes: int, hour: Money | None) -> Money | None:
    """Return what minutes cost; None while nobody has said what an hour does.

    >>> money_of(90, Money(1000_00, "RUB"))
    Money(minor=150000, currency='RUB')
    """
    if hour is None:
        return None
    exact = Decimal(minutes) * hour.minor / HOUR
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), hour.currency)
