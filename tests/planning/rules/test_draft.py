"""A draft from its basis: money and counts sum exactly whatever the department, and the same always comes out."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from mostik.analysis.terms import DelayCurve, Kpi
from mostik.kernel.money import Money
from mostik.planning.rules.basis import (
    DEFAULT_EFFORTS,
    DEFAULT_MINUTES,
    DEFAULT_RATES,
    LINKS,
    Basis,
    Figure,
    PersonBasis,
    Source,
    read,
    written,
)
from mostik.planning.rules.draft import draft, set_norm
from mostik.planning.rules.options import Options, options_from, options_written

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
DAYS = [FIRST + timedelta(days=day) for day in range(62) if (FIRST + timedelta(days=day)).weekday() < 5]


def person(number: int, *, hours: list[int], skill: float, ramp: float, ready: int) -> PersonBasis:
    minutes = dict(zip(DAYS, [each * 60 for each in hours] * len(DAYS), strict=False))
    return PersonBasis(
        id=number,
        name=f"Person {number}",
        minutes=minutes,
        ramp=ramp,
        productivity=skill,
        check_minor=250_000_00,
        rates={link: Figure(rate) for link, rate in DEFAULT_RATES.items()},
        ready_minor=ready,
    )


def basis(people: list[PersonBasis], delay: int = 0) -> Basis:
    return Basis(
        made_on=date(2026, 11, 18),
        first=FIRST,
        last=LAST,
        currency="RUB",
        metric="revenue",
        check=Figure(250_000_00, 10),
        rates={link: Figure(rate, source=Source.DEFAULT) for link, rate in DEFAULT_RATES.items()},
        curves={link: DelayCurve((delay,), (1.0,), 1) for link in LINKS},
        efforts={kpi: Figure(count) for kpi, count in DEFAULT_EFFORTS.items()},
        minutes=dict(DEFAULT_MINUTES),
        people=tuple(people),
    )


people = st.lists(
    st.builds(
        person,
        st.just(0),
        hours=st.lists(st.integers(0, 8), min_size=5, max_size=5),
        skill=st.floats(0.1, 1e6),
        ramp=st.sampled_from([0.25, 0.5, 0.75, 1.0]),
        ready=st.integers(0, 10**8),
    ),
    min_size=1,
    max_size=8,
).map(lambda found: [PersonBasis(**{**_fields(each), "id": place + 1}) for place, each in enumerate(found)])


def _fields(each: PersonBasis) -> dict[str, object]:
    return {name: getattr(each, name) for name in PersonBasis.__slots__}


@given(people, st.integers(1, 10**10), st.integers(0, 15))
@settings(max_examples=200, deadline=None)
def test_parts_sum_to_the_target_and_days_to_the_counts(found, target, delay):
    if not any(each.hours(FIRST, LAST) for each in found):
        return
    made = draft(Money(target), basis(found, delay), Options())
    assert sum(each.part.amount for each in made.people) == target
    for each in made.people:
        assert [norm.kpi for norm in each.norms] == list(Kpi)
        for norm in each.norms:
            assert sum(norm.days.values()) == norm.count
            assert all(count > 0 and FIRST <= day <= LAST for day, count in norm.days.items())


@given(people, st.integers(1, 10**9))
@settings(max_examples=50, deadline=None)
def test_a_kept_basis_and_options_give_the_same_draft(found, target):
    if not any(each.hours(FIRST, LAST) for each in found):
        return
    kept, options = basis(found, 3), Options(rates={"lead": 0.7}, leads={1: 0.5})
    again = draft(Money(target), read(written(kept)), options_from(options_written(options)))
    assert again == draft(Money(target), kept, options)


def test_without_delay_counts_are_plain_division_for_one_person():
    one = person(1, hours=[8] * 5, skill=1, ramp=1, ready=0)
    timeless = replace(basis([one]), minutes={})
    made = draft(Money(250_000_00 * 9), timeless, Options(rates=dict.fromkeys(LINKS[:-1], 0.5), next_minor=0))
    counts = {norm.kpi: norm.count for norm in made.people[0].norms}
    assert counts["payments"] == 9
    assert counts["invoices"] == 18
    assert counts["contracts"] == 36
    assert counts["proposals"] == 72
    assert counts["meetings"] == 144
    assert counts["calls"] == 9 * 2**6 * 4


def test_open_deals_are_taken_off_before_new_leads_are_asked():
    alone, helped = (
        draft(
            Money(250_000_00 * 10),
            basis([person(1, hours=[8] * 5, skill=1, ramp=1, ready=ready)]),
            Options(next_minor=0),
        )
        for ready in (0, 250_000_00 * 5)
    )
    calls = [next(n.count for n in made.people[0].norms if n.kpi == "calls") for made in (alone, helped)]
    assert calls[1] * 2 in {calls[0], calls[0] + 1}


def test_a_count_written_by_hand_keeps_what_is_done_and_spreads_the_rest():
    one = person(1, hours=[8] * 5, skill=1, ramp=1, ready=0)
    norm = draft(Money(10**8), basis([one]), Options()).people[0].norms[0]
    more = set_norm(norm, 100, one.minutes)
    assert (more.count, sum(more.days.values())) == (100, 100)
    none = set_norm(norm, 0, one.minutes)
    assert (none.count, none.days, none.whole) == (0, {}, Fraction(0))


@given(target=st.integers(1_000_000_00, 400_000_000_00), delay=st.integers(0, 30), cap=st.sampled_from([1.0, 1.5, 3.0]))
def test_a_late_gap_asks_no_more_a_day_than_the_cap_on_the_even_pace(target, delay, cap):
    alone = person(1, hours=[8], skill=1.0, ramp=1.0, ready=0)
    found = draft(Money(target, "RUB"), basis([alone], delay), Options(cap=cap)).people[0]
    worked = [day for day in DAYS if day <= LAST]
    lead = next(need for need in found.chain.links if need.code == "lead")
    even = target / alone.check_minor * lead.per_sale / len(worked)
    assert max(lead.exact.values()) <= even * cap * (1 + 1e-9)
    if delay > len(worked):
        assert found.chain.short_link is not None
