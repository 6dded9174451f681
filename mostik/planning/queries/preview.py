"""A plan before it is saved: the same arithmetic, nothing written."""

from dataclasses import dataclass
from datetime import date

from mostik.analysis.terms import Kpi
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.planning.queries import words
from mostik.planning.queries.basis import basis_of
from mostik.planning.queries.drawing import drawn
from mostik.planning.queries.people import department as department_of
from mostik.planning.queries.rows import Stands
from mostik.planning.queries.targets import check_month, check_target
from mostik.planning.rules.basis import LINKS, Basis, PersonBasis
from mostik.planning.rules.draft import PersonDraft, with_options
from mostik.planning.rules.options import Options, checked


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One person: the part, the hours it rests on, the counts by KPI in the order of ``Kpi``."""

    name: str
    amount: Money
    share: float
    hours: float
    ramp: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PreviewRung:
    """One link: new entries in the month, and the conversion with what it stands on."""

    title: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a target comes to."""

    target: Money
    fact: Money
    ready: Money
    rest: Money
    short: Money
    check: Money
    check_why: str
    rungs: tuple[PreviewRung, ...]
    lines: tuple[PreviewLine, ...]
    counts: tuple[int, ...]


def preview(
    *, viewer: Actor, department_id: int | None, month: date, target: Money, options: Options | None = None
) -> Preview:
    """Return what a plan would be, were it made now; refuses as `make_plan` does, each at its field."""
    chosen = checked(options or Options())
    period = check_month(month)
    basis = basis_of(viewer=viewer, department=department_of(viewer=viewer, department_id=department_id), month=period)
    check_target(target, basis, chosen)
    made = drawn(target, Stands(basis, chosen, {}, {}))
    settled = with_options(basis, chosen)
    lines = tuple(_line(each, person, basis, target) for each, person in zip(made.people, basis.people, strict=True))
    taken = basis.fact.minor + basis.ready.minor
    return Preview(
        target=target,
        fact=basis.fact,
        ready=basis.ready,
        rest=Money(max(0, target.minor - taken), target.currency),
        short=Money(sum(each.chain.short.minor for each in made.people), target.currency),
        check=Money(round(settled.check.value), target.currency),
        check_why=words.check(settled.check),
        rungs=tuple(
            PreviewRung(words.link(link), _entries(made.people, link), words.rate(settled.rates[link]))
            for link in LINKS
        ),
        lines=lines,
        counts=tuple(sum(line.counts[place] for line in lines) for place in range(len(Kpi))),
    )


def _line(each: PersonDraft, person: PersonBasis, basis: Basis, target: Money) -> PreviewLine:
    counts = {norm.kpi: norm.count for norm in each.norms}
    return PreviewLine(
        name=person.name,
        amount=Money(each.part.amount, target.currency),
        share=each.part.amount / target.minor,
        hours=person.hours(basis.first, basis.last),
        ramp=person.ramp,
        counts=tuple(counts[kpi] for kpi in Kpi),
    )


def _entries(people: tuple[PersonDraft, ...], link: str) -> int:
    return sum(need.total for each in people for need in each.chain.links if need.code == link)
