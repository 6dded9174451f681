"""What can happen to how figures are reckoned."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class StepNormSet(Event):
    """Somebody said how many minutes a step of the funnel's work takes by hand, and from where they know."""

    name = "analysis.step_norm_set"
    says = N_("set how long a step takes by hand: {step}, {minutes} min")
    step: str
    minutes: int
    source: str = ""

    def about(self) -> Ref:
        """The norms as a whole."""
        return Ref("analysis.step_norms", 0)


@dataclass(frozen=True, kw_only=True)
class HourCostSet(Event):
    """Somebody said what an hour of work costs, in minor units; zero for not saying it any more."""

    name = "analysis.hour_cost_set"
    says = N_("set what an hour of work costs")
    cost: int
    currency: str

    def about(self) -> Ref:
        """The norms as a whole."""
        return Ref("analysis.step_norms", 0)


@dataclass(frozen=True, kw_only=True)
class ScoreAsked(Event):
    """Somebody asked for the score to be learnt anew."""

    name = "analysis.score_asked"
    says = N_("asked for the score to be learnt anew")

    def about(self) -> Ref:
        """The score as a whole."""
        return Ref("analysis.score", 0)


@dataclass(frozen=True, kw_only=True)
class ScoreLearnt(Event):
    """The score was learnt anew, from so many deals, with this area under the curve on those that came later."""

    name = "analysis.score_learnt"
    says = N_("learnt the score anew: {deals} deals")
    model: int
    deals: int
    auc: float

    def about(self) -> Ref:
        """This version of the score."""
        return Ref("analysis.score", self.model)


@dataclass(frozen=True, kw_only=True)
class MonthPromised(Event):
    """Somebody said what a month will bring of a person, in minor units."""

    name = "analysis.month_promised"
    says = N_("said what the month will bring of {person_name}")
    person: int
    person_name: str
    month: str
    amount: int
    currency: str
    note: str = ""

    def about(self) -> Ref:
        """The person's months."""
        return Ref("analysis.promise", self.person)


@dataclass(frozen=True, kw_only=True)
class PromiseTakenBack(Event):
    """Somebody took back what was said of a person's month: what the deals promise stands again."""

    name = "analysis.promise_taken_back"
    says = N_("took back what was said of the month of {person_name}")
    person: int
    person_name: str
    month: str

    def about(self) -> Ref:
        """The person's months."""
        return Ref("analysis.promise", self.person)
