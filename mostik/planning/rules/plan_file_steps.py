"""What taking a file does with a month: a new plan, another draft, nothing, a plan of the past; or why it stays out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.planning.terms import Deed, PlanState

#: States whose sums a file does not write over.
SETTLED = (PlanState.ACTIVE, PlanState.PROPOSED)


class InForce(Conflict):
    """What is in force is split anew, with everybody asked."""

    message = gettext_noop("A plan in force says otherwise. Split it anew on its page: a file does not replace it.")


class Offered(Conflict):
    """People are answering this version."""

    message = gettext_noop("This plan is offered for agreement. Take the offer back on its page, then take the file.")


class WasInForce(Conflict):
    """A month that is over keeps the plan it had."""

    message = gettext_noop("The month is over and had a plan: what was agreed then stays.")


class FromFile(Conflict):
    """A month that is over has a plan from another file."""

    message = gettext_noop("This month's plan came from another file. Take that file back first.")


class Twice(Invalid):
    """Two sums for one person and month."""

    message = gettext_noop("This person has several plans for this month in the file: {where}. Leave one of them.")


class NothingAsked(Invalid):
    """A plan asks for something."""

    message = gettext_noop("Everything written for this month is zero. Write a sum above zero.")


@dataclass(frozen=True, slots=True)
class Stands:
    """What a month has already: its version, where that stands, everybody's part; whether a file brought it."""

    plan: int
    state: PlanState
    parts: Mapping[int, int]
    from_file: bool = False


@dataclass(frozen=True, slots=True)
class MonthStep:
    """What becomes of a month: the version meant, parts before and after, and why what changes stays out.

    ``where`` is the department whose month it is.
    """

    month: date
    deed: Deed
    plan: int | None = None
    before: Mapping[int, int] = field(default_factory=dict)
    after: Mapping[int, int] = field(default_factory=dict)
    why: Conflict | Invalid | None = None
    where: int = 0

    def of(self, person: int, amount: int) -> Deed:
        """Return what becomes of one person's sum: the same as it stands is never refused."""
        if self.deed is Deed.REFUSED and self.plan and self.before.get(person) == amount:
            return Deed.SAME
        return self.deed


def month_step(month: date, asked: Mapping[int, int], stands: Stands | None, today: date) -> MonthStep:
    """Return what becomes of a month whose file asks these sums of people.

    A draft is replaced by one that keeps the parts of people the file does not name. A month that is over takes a plan
    only when it had none: as one of the past.

    >>> month_step(date(2026, 1, 1), {7: 5}, None, date(2026, 2, 1)).deed.value
    'past'
    >>> step = month_step(date(2026, 3, 1), {7: 5}, Stands(1, PlanState.DRAFT, {7: 4, 8: 6}), date(2026, 2, 1))
    >>> step.deed.value, step.after
    ('replaced', {7: 5, 8: 6})
    """
    over = Period.of(PeriodKind.MONTH, month).last < today
    if over and stands and stands.state is not PlanState.ACTIVE:
        stands = None
    if stands and all(stands.parts.get(person) == amount for person, amount in asked.items()):
        return MonthStep(month, Deed.SAME, stands.plan, stands.parts, stands.parts)
    if stands and stands.state in SETTLED:
        return MonthStep(month, Deed.REFUSED, stands.plan, stands.parts, stands.parts, _settled(stands, over))
    before = dict(stands.parts) if stands else {}
    after = {**before, **asked}
    if not any(after.values()):
        return MonthStep(month, Deed.REFUSED, stands.plan if stands else None, before, before, NothingAsked())
    if over:
        return MonthStep(month, Deed.PAST, None, before, after)
    return MonthStep(month, Deed.REPLACED if stands else Deed.NEW, stands.plan if stands else None, before, after)


def _settled(stands: Stands, over: bool) -> Conflict:  # noqa: FBT001 - one of two kinds of month
    if over:
        return FromFile() if stands.from_file else WasInForce()
    return InForce() if stands.state is PlanState.ACTIVE else Offered()
