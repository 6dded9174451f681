"""What a month may bring, as it is shown; of very many deals as it was played last."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from pydantic import TypeAdapter

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period
from mostik.people.access import Department
from mostik.planning.models import KeptScenario
from mostik.planning.queries.people import sellers


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the money: its minimum, its mean, its maximum."""

    low: Money
    mean: Money
    high: Money


@dataclass(frozen=True, slots=True)
class Bar:
    """Runs that brought from one sum to another."""

    low: Money
    high: Money
    share: float


@dataclass(frozen=True, slots=True)
class Raise:
    """Something that could be better, by how much, and the money it adds on average."""

    code: str
    title: str
    adds: Money


@dataclass(frozen=True, slots=True)
class PersonScenario:
    """What one person may bring in the month, fact and all, and how many open deals and leads it stands on."""

    person: int
    name: str
    band: Band
    deals: int
    leads: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioView:
    """What a department's month may bring, as runs of it say.

    ``figures`` are the three scenarios, ``levels`` the share of runs under each. ``chance`` is of the target asked
    about. ``season`` is what a day of the month brings against the mean day. ``sales_known`` past sales tell the
    spread of sums; with none, leads to come bring nothing that can be told. ``totals`` are what each run brought, in
    minor units. ``as_of`` is when it was played, None where that is now.
    """

    department: int
    department_title: str
    month: date
    currency: str
    metric: str
    figures: dict[str, Money]
    levels: dict[str, int]
    fact: Money
    of_deals: Band
    of_leads: Band
    deals: int
    leads: float
    season: float
    chances: tuple[tuple[float, Money], ...]
    bars: tuple[Bar, ...]
    raises: tuple[Raise, ...]
    people: tuple[PersonScenario, ...]
    totals: tuple[int, ...]
    seed: int
    sales_known: int
    target: Money | None = None
    as_of: datetime | None = None

    @property
    def runs(self) -> int:
        """How many runs there were."""
        return len(self.totals)

    @property
    def chance(self) -> float | None:
        """The share of runs that brought at least the target asked about."""
        return sum(each >= self.target.minor for each in self.totals) / self.runs if self.target else None


#: How a view is kept and read again.
PACKED: Final = TypeAdapter(ScenarioView)


def kept_view(*, viewer: Actor, where: Department, month: Period, levels: dict[str, int]) -> ScenarioView | None:
    """Return what was played today last; None where nothing was, or of other people or levels than are asked for."""
    today = clock.moment(clock.today(), time(0))
    row = KeptScenario.objects.filter(department=where, month=month.first, made_at__gte=today).first()
    if row is None:
        return None
    view = PACKED.validate_python(row.view)
    people = {each.id for each in sellers(viewer=viewer, department_id=where.pk, span=month.span)}
    if view.levels != levels or {each.person for each in view.people} != people:
        return None
    return replace(view, as_of=row.made_at)
