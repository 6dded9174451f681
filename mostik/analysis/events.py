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


@dataclass(frozen=True, kw_only=True)
class QualityLetterSet(Event):
    """Somebody said when letters to marketing go and to how many addresses."""

    name = "analysis.quality_letter_set"
    says = N_("set when the letter on lead quality goes to marketing")
    is_on: bool
    addresses: int

    def about(self) -> Ref:
        """The letters as a whole."""
        return Ref("analysis.quality_letters", 0)


@dataclass(frozen=True, kw_only=True)
class QualityLetterWritten(Event):
    """A letter on the quality of the leads of some days was written and promised to so many addresses."""

    name = "analysis.quality_letter_written"
    says = N_("wrote the letter on lead quality to marketing")
    letter: int
    addresses: int

    def about(self) -> Ref:
        """The letter."""
        return Ref("analysis.quality_letter", self.letter)


@dataclass(frozen=True, kw_only=True)
class QualityLetterAgain(Event):
    """Somebody had a letter sent again to where it may not have arrived."""

    name = "analysis.quality_letter_again"
    says = N_("sent the letter on lead quality again")
    letter: int
    addresses: int

    def about(self) -> Ref:
        """The letter."""
        return Ref("analysis.quality_letter", self.letter)


@dataclass(frozen=True, kw_only=True)
class QualityLetterAnswered(Event):
    """What marketing answered to a letter was written down."""

    name = "analysis.quality_letter_answered"
    says = N_("wrote down marketing's answer to the letter on lead quality")
    letter: int
    answer: int

    def about(self) -> Ref:
        """The letter."""
        return Ref("analysis.quality_letter", self.letter)


@dataclass(frozen=True, kw_only=True)
class ReportSaved(Event):
    """Somebody built a report, changed it, or brought it back."""

    name = "analysis.report_saved"
    says = N_("saved the report {title}")
    report: int
    title: str

    def about(self) -> Ref:
        """The report."""
        return Ref("analysis.own_report", self.report)


@dataclass(frozen=True, kw_only=True)
class ReportRemoved(Event):
    """Somebody removed a report of theirs."""

    name = "analysis.report_removed"
    says = N_("removed the report {title}")
    report: int
    title: str

    def about(self) -> Ref:
        """The report."""
        return Ref("analysis.own_report", self.report)


@dataclass(frozen=True, kw_only=True)
class ReportScheduled(Event):
    """Somebody had a report sent by a schedule, changed the schedule, or brought it back."""

    name = "analysis.report_scheduled"
    says = N_("has the report {title} sent by schedule")
    schedule: int
    title: str
    people: int
    addresses: int

    def about(self) -> Ref:
        """The schedule."""
        return Ref("analysis.report_schedule", self.schedule)


@dataclass(frozen=True, kw_only=True)
class ReportSchedulePaused(Event):
    """Somebody stopped a schedule for a while, or let it go on."""

    name = "analysis.report_schedule_paused"
    says = N_("paused or resumed the schedule of the report {title}")
    schedule: int
    title: str
    paused: bool

    def about(self) -> Ref:
        """The schedule."""
        return Ref("analysis.report_schedule", self.schedule)


@dataclass(frozen=True, kw_only=True)
class ReportScheduleRemoved(Event):
    """Somebody removed a schedule of theirs."""

    name = "analysis.report_schedule_removed"
    says = N_("removed the schedule of the report {title}")
    schedule: int
    title: str

    def about(self) -> Ref:
        """The schedule."""
        return Ref("analysis.report_schedule", self.schedule)


@dataclass(frozen=True, kw_only=True)
class WallSaved(Event):
    """Somebody put a wall together, changed it or brought it back."""

    name = "analysis.wall_saved"
    says = N_("put the wall {title} together")
    wall: int
    title: str

    def about(self) -> Ref:
        """The wall."""
        return Ref("analysis.wall", self.wall)


@dataclass(frozen=True, kw_only=True)
class WallRemoved(Event):
    """Somebody removed a wall of theirs."""

    name = "analysis.wall_removed"
    says = N_("removed the wall {title}")
    wall: int
    title: str

    def about(self) -> Ref:
        """The wall."""
        return Ref("analysis.wall", self.wall)


@dataclass(frozen=True, kw_only=True)
class WallOpened(Event):
    """Somebody gave screens an address to show a wall at without signing in, or took it away."""

    name = "analysis.wall_opened"
    says = N_("opened the wall {title} to screens, or closed it")
    wall: int
    title: str
    opened: bool

    def about(self) -> Ref:
        """The wall."""
        return Ref("analysis.wall", self.wall)


@dataclass(frozen=True, kw_only=True)
class CostWritten(Event):
    """Somebody wrote down what the department costs a month, in minor units, changed it or brought it back."""

    name = "analysis.cost_written"
    says = N_("wrote down the cost {title}")
    cost: int
    title: str
    kind: str
    amount: int
    currency: str

    def about(self) -> Ref:
        """The cost."""
        return Ref("analysis.cost", self.cost)


@dataclass(frozen=True, kw_only=True)
class CostRemoved(Event):
    """Somebody removed a cost."""

    name = "analysis.cost_removed"
    says = N_("removed the cost {title}")
    cost: int
    title: str

    def about(self) -> Ref:
        """The cost."""
        return Ref("analysis.cost", self.cost)


@dataclass(frozen=True, kw_only=True)
class NeedHeard(Event):
    """Somebody wrote down what a client asks for."""

    name = "analysis.need_heard"
    says = N_("heard a client ask: {title}")
    need: int
    title: str
    deal: int

    def about(self) -> Ref:
        """The deal it was heard on."""
        return Ref("crm.deal", self.deal)


@dataclass(frozen=True, kw_only=True)
class NeedTakenBack(Event):
    """Somebody took back what they wrote of a client's asking."""

    name = "analysis.need_taken_back"
    says = N_("took back what the client asked: {title}")
    need: int
    title: str
    deal: int

    def about(self) -> Ref:
        """The deal it was heard on."""
        return Ref("crm.deal", self.deal)


@dataclass(frozen=True, kw_only=True)
class NeedChanged(Event):
    """Somebody called a need otherwise, removed it, brought it back, or said that it is another one or no more."""

    name = "analysis.need_changed"
    says = N_("changed the need {title}")
    need: int
    title: str
    into: int | None = None

    def about(self) -> Ref:
        """The need."""
        return Ref("analysis.need", self.need)


@dataclass(frozen=True, kw_only=True)
class NeedPassed(Event):
    """A need was passed to who makes the product."""

    name = "analysis.need_passed"
    says = N_("passed the need {title} to those who make the product")
    need: int
    title: str

    def about(self) -> Ref:
        """The need."""
        return Ref("analysis.need", self.need)


@dataclass(frozen=True, kw_only=True)
class NeedAnswered(Event):
    """Who makes the product answered a need."""

    name = "analysis.need_answered"
    says = N_("answered the need {title}")
    need: int
    title: str
    verdict: str

    def about(self) -> Ref:
        """The need."""
        return Ref("analysis.need", self.need)
