"""What can happen to plans."""

from dataclasses import dataclass
from datetime import date

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class PlanEvent(Event):
    """What every event of a plan says: which version of whose plan for which month, for how much."""

    plan: int
    department: int
    month: date
    number: int
    target: int
    currency: str

    def about(self) -> Ref:
        """The version's own history."""
        return Ref("planning.plan", self.plan)


@dataclass(frozen=True, kw_only=True)
class PlanMade(PlanEvent):
    """A version was drafted: ``parts`` are (person, minor units). ``copied_from`` is the version it began as."""

    name = "planning.plan_made"
    says = N_("drafted version {number}")
    parts: tuple[tuple[int, int], ...] = ()
    copied_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlanChanged(PlanEvent):
    """A draft was split anew. ``what`` says why; ``changes`` are (person, before, after) in minor units."""

    name = "planning.plan_changed"
    says = N_("changed the draft: {what}")
    what: str
    was_target: int
    changes: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PartFixed(PlanEvent):
    """The head wrote somebody's part by hand."""

    name = "planning.part_fixed"
    says = N_("fixed the part of {person_name}")
    person: int
    person_name: str = ""
    was: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class PartFreed(PlanEvent):
    """Somebody's part goes by their weight again."""

    name = "planning.part_freed"
    says = N_("freed the part of {person_name}")
    person: int
    person_name: str = ""
    was: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class NormSet(PlanEvent):
    """The head wrote somebody's count of a KPI by hand, or freed it again."""

    name = "planning.norm_set"
    says = N_("set the counts of {person_name}")
    person: int
    person_name: str = ""
    kpi: str
    was: int
    count: int
    fixed: bool = True


@dataclass(frozen=True, kw_only=True)
class PlanProposed(PlanEvent):
    """A draft was offered to its people for agreement."""

    name = "planning.plan_proposed"
    says = N_("offered version {number} for agreement")


@dataclass(frozen=True, kw_only=True)
class PlanAnswered(PlanEvent):
    """A person agreed or disagreed with their part."""

    name = "planning.plan_answered"
    says = N_("answered about their part")
    person: int
    agrees: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanPutInForce(PlanEvent):
    """A version is in force from a day; the one before it, if any, is replaced."""

    name = "planning.plan_put_in_force"
    says = N_("put version {number} in force")
    from_day: date
    replaced: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanSplitAnew(PlanEvent):
    """A new version was proposed in the middle of the month: what is left, split anew.

    ``changes`` are (person, before, after) in minor units; ``uncovered`` is what nobody can bring.
    """

    name = "planning.plan_split_anew"
    says = N_("proposed a new split as version {number}: {reason}")
    former: int
    reason: str
    uncovered: int = 0
    changes: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanOfferTakenBack(PlanEvent):
    """An offer nobody had answered was taken back: it is a draft again."""

    name = "planning.plan_offer_taken_back"
    says = N_("took the offer of version {number} back")


@dataclass(frozen=True, kw_only=True)
class PlanReminded(PlanEvent):
    """Those who have not answered were reminded."""

    name = "planning.plan_reminded"
    says = N_("reminded those who have not answered")
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PlanDoubted(PlanEvent):
    """Something happened after which the plan may no longer stand; ``amount`` is at stake."""

    name = "planning.plan_doubted"
    says = N_("the plan is in doubt: {words}")
    cause: int
    kind: str
    words: str
    amount: int
    person: int | None = None
    deal: int | None = None


@dataclass(frozen=True, kw_only=True)
class DoubtPutAside(PlanEvent):
    """The head looked at what happened and leaves the plan as it is."""

    name = "planning.doubt_put_aside"
    says = N_("leaves the plan as it is: {reason}")
    cause: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class BoundsChosen(Event):
    """The company chose when a plan is in doubt."""

    name = "planning.bounds_chosen"
    says = N_("changed when a plan is in doubt")
    bounds: tuple[tuple[str, int], ...]

    def about(self) -> Ref:
        """The company's own settings."""
        return Ref("core.setting", 0)


@dataclass(frozen=True, kw_only=True)
class PlanDropped(PlanEvent):
    """A draft was dropped."""

    name = "planning.plan_dropped"
    says = N_("dropped version {number}")


@dataclass(frozen=True, kw_only=True)
class PlanRestored(PlanEvent):
    """A dropped draft is back."""

    name = "planning.plan_restored"
    says = N_("brought version {number} back")


@dataclass(frozen=True, kw_only=True)
class MinutesChosen(Event):
    """The company chose how long one of each KPI takes."""

    name = "planning.minutes_chosen"
    says = N_("changed the time norms")
    minutes: tuple[tuple[str, int], ...]

    def about(self) -> Ref:
        """The company's own settings."""
        return Ref("core.setting", 0)


@dataclass(frozen=True, kw_only=True)
class LevelsChosen(Event):
    """The company chose how sure its minimum, standard and maximum are."""

    name = "planning.levels_chosen"
    says = N_("changed how sure minimum, standard and maximum are")
    levels: tuple[tuple[str, int], ...]

    def about(self) -> Ref:
        """The company's own settings."""
        return Ref("core.setting", 0)


@dataclass(frozen=True, kw_only=True)
class MonthCommitted(Event):
    """A person said what their month will bring."""

    name = "planning.month_committed"
    says = N_("committed to the month")
    person: int
    month: date
    number: int
    amount: int
    currency: str
    sales: int | None = None
    note: str = ""

    def about(self) -> Ref:
        """The person."""
        return Ref("people.user", self.person)


@dataclass(frozen=True, kw_only=True)
class GapSettled(PlanEvent):
    """The head settled what somebody's side from below lacks."""

    name = "planning.gap_settled"
    says = N_("settled what {person_name} lacks: {way_words}")
    person: int
    person_name: str = ""
    way: str
    way_words: str
    amount: int
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SettlementTakenBack(PlanEvent):
    """A step that settled a difference was taken back."""

    name = "planning.settlement_taken_back"
    says = N_("took back how {person_name} was settled: {way_words}")
    person: int
    person_name: str = ""
    way: str
    way_words: str


@dataclass(frozen=True, kw_only=True)
class YearChanged(Event):
    """A month, a quarter or a whole year was given an amount; ``changes`` are (month, before, after) in minor units."""

    name = "planning.year_changed"
    says = N_("changed the year: {span}")
    year_plan: int
    department: int
    span: str
    target: int
    currency: str
    keep: str = ""
    changes: tuple[tuple[str, int, int], ...] = ()

    def about(self) -> Ref:
        """The year's own history."""
        return Ref("planning.yearplan", self.year_plan)
