"""The chain of a plan as a ladder, from money down to calls: each rung with its count, conversion and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from mostik.kernel.money import Money
from mostik.planning.models import Norm, Part
from mostik.planning.queries import words
from mostik.planning.rules.basis import (
    EFFORT_LINKS,
    KPI_METRICS,
    LINK_KPIS,
    LINK_METRICS,
    LINKS,
    Basis,
    Figure,
    PersonBasis,
)

KPI_OF = {link: kpi for kpi, link in LINK_KPIS.items()}


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: how many in the month, of them done already and to come from open deals, and what stands behind it.

    ``this`` and ``following`` divide new entries by whose money they are: this month's or later ones'. ``figure`` is
    the conversion to the next link, or how many one entry takes; ``per_sale`` entries make one sale.
    """

    code: str
    title: str
    metric: str
    count: int
    this: int
    following: int
    coming: int
    done: int
    per_sale: float
    figure: Figure
    why: str
    effort: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """From the target to the counts: what is in, what open deals will bring, the rest as sales, then link by link."""

    target: Money
    fact: Money
    ready: Money
    rest: Money
    short: Money
    short_link: str
    sales: int
    check: Money
    check_why: str
    rungs: tuple[Rung, ...]


def ladder_of(basis: Basis, parts: Sequence[Part], norms: Mapping[int, Sequence[Norm]]) -> Ladder:
    """Return the ladder of some parts of a plan: all of them, or those a viewer sees."""
    people = {part.person_id for part in parts}
    target = Money(sum(part.amount_minor for part in parts), basis.currency)
    own = [person for person in basis.people if person.id in people]
    fact, ready = (sum(getattr(person, name) for person in own) for name in ("fact_minor", "ready_minor"))
    counted = [norm for part in parts for norm in norms[part.pk]]
    short = [part for part in parts if part.why.get("short_minor")]
    check = Money(round(basis.check.value), basis.currency)
    return Ladder(
        target=target,
        fact=Money(fact, basis.currency),
        ready=Money(ready, basis.currency),
        rest=Money(max(0, target.minor - fact - ready), basis.currency),
        short=Money(sum(part.why["short_minor"] for part in short), basis.currency),
        short_link=words.link(max(short, key=lambda part: part.why["short_minor"]).why["short_link"]) if short else "",
        sales=ceil(sum(part.why.get("sales", 0) for part in parts) - 1e-9),
        check=check,
        check_why=words.check(basis.check),
        rungs=(*_links(basis, parts, counted, own), *_efforts(basis, counted)),
    )


def _links(basis: Basis, parts: Sequence[Part], norms: Sequence[Norm], people: Sequence[PersonBasis]) -> Iterable[Rung]:
    for link in reversed(LINKS):
        needs = [part.why["links"][link] for part in parts if "links" in part.why]
        fresh = sum(need["total"] for need in needs)
        kpi = KPI_OF.get(link)
        this = sum(need["this"] for need in needs)
        coming = round(sum(need["coming"] for need in needs))
        done = sum(person.entered.get(link, 0) for person in people)
        yield Rung(
            code=link,
            title=words.link(link),
            metric=LINK_METRICS[link],
            count=_count(norms, kpi) if kpi else fresh + coming + done,
            this=this,
            following=fresh - this,
            coming=coming,
            done=done,
            per_sale=needs[0]["per_sale"] if needs else 0.0,
            figure=basis.rates[link],
            why=words.rate(basis.rates[link]) if link != LINKS[-1] else "",
        )


def _efforts(basis: Basis, norms: Sequence[Norm]) -> Iterable[Rung]:
    for kpi, link in EFFORT_LINKS.items():
        figure = basis.efforts[kpi]
        yield Rung(
            code=str(kpi),
            title=words.kpi(kpi),
            metric=KPI_METRICS[kpi],
            count=_count(norms, kpi),
            this=0,
            following=0,
            coming=0,
            done=sum(sum(norm.why.get("passed", {}).values()) for norm in norms if norm.kpi == kpi),
            per_sale=0.0,
            figure=figure,
            why=words.effort(figure, link),
            effort=True,
        )


def _count(norms: Sequence[Norm], kpi: str) -> int:
    return sum(norm.count for norm in norms if norm.kpi == kpi)
