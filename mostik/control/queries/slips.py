"""What slips, why it matters in money, and what is already being done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from mostik.control.queries.actions import in_hand
from mostik.control.queries.cases import cases_of
from mostik.control.rules.slips import slips
from mostik.control.terms import Standing
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.planning.queries.today import PersonToday
from mostik.planning.queries.unreachable import Arithmetic


@dataclass(frozen=True, slots=True)
class SlipView:
    """One slipping figure as the head sees it."""

    person: int
    name: str
    kpi: str
    title: str
    metric: str
    due: int
    done: int
    cost: Money
    in_hand: bool
    case: int | None

    @property
    def short(self) -> int:
        """How many are lacking."""
        return self.due - self.done


def slipping(*, viewer: Actor, people: Sequence[PersonToday], known: Arithmetic, most: int = 5) -> list[SlipView]:
    """Return the figures that slip, dearest first: one of each person, what it costs, whether somebody works on it."""
    standings = [
        Standing(who.person, number.kpi, number.month_count, round(number.to_date), number.before, number.tone)
        for who in people
        for number in who.numbers
    ]
    worth = {number.kpi: float(known.worth(number.kpi)) for who in people for number in who.numbers}
    names = {who.person: who for who in people}
    taken, cases = in_hand(viewer=viewer), cases_of(names, viewer=viewer)
    found = []
    for slip in slips(standings, worth, most=most):
        who = names[slip.person]
        number = who.number(slip.kpi)
        assert number
        found.append(
            SlipView(
                person=slip.person,
                name=who.name,
                kpi=slip.kpi,
                title=number.title,
                metric=number.metric,
                due=slip.due,
                done=slip.done,
                cost=Money(slip.cost, known.currency),
                in_hand=(slip.person, number.metric) in taken,
                case=cases.get(slip.person),
            )
        )
    return found
