"""Metrics split by everything figures are split by, and what each of the cast sees of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mostik.analysis.catalog import METRICS, NoSuchMetric
from mostik.analysis.models import DayTotal, Fact
from mostik.analysis.queries.dimensions import DIMENSIONS, NoSuchDimension
from mostik.analysis.queries.metrics import NotSplitByOutcome, as_json, metric_rows, metric_table, metric_value
from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.crm.models import Channel, Company
from mostik.kernel.period import Span
from mostik.people.models import Team
from tests.analysis.conftest import Story, activity

OCT = date(2026, 10, 1)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def day(number: int) -> date:
    return OCT + timedelta(days=number)


@pytest.fixture
def department(cast, happen):
    """Boris wins two and loses one, Vera wins one, Dasha wins one in dollars; two channels, two clients."""
    web, fair = (Channel.objects.create(title=title) for title in ("Web", "Fair"))
    acme, beta = (
        Company.objects.create(title=title, sector=sector, owner=cast.boris, created_at="2026-10-01T00:00Z")
        for title, sector in (("Acme", "retail"), ("Beta", "retail"))
    )

    def story(number, who, **more):
        team = cast.south if who == "dasha" else cast.north
        owner = getattr(cast, who).pk
        return Story(number, owner=owner, team=team.pk, department=cast.sales.pk, held=True, **more)

    told = [
        story(1, "boris", amount=100_00, channel=web.pk, company=acme.pk).created(day(0)).won(day(10)),
        story(2, "boris", amount=50_50, channel=fair.pk, company=beta.pk).created(day(1)).won(day(40)),
        story(3, "boris", amount=70_00, channel=web.pk, company=None).created(day(2)).lost(day(5), reason=3),
        story(4, "vera", amount=200_00, channel=None, company=acme.pk).created(day(3)).won(day(13)),
        story(5, "dasha", amount=10_00, currency="USD", channel=web.pk, company=beta.pk).created(day(4)).won(day(24)),
    ]
    happen(*[event for each in told for event in each.told])
    told[0].tell(events.PaymentReceived, day(12), payment=1, paid=60_00, first=True)
    happen(*told[0].told[-1:])
    happen(*[activity(n, "call", day(n), "talked" if n % 2 else "busy", owner=cast.boris.pk) for n in range(5)])
    return {"web": web, "fair": fair, "acme": acme}


def plain(rows):
    return [(*[cell.name for cell in row.cells], row.value, row.unit) for row in rows]


def asked(code, *by, viewer=SYSTEM, span=YEAR, **more):
    return plain(metric_rows(viewer=viewer, code=code, span=span, by=by, **more))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("leads", [(5, "")]),
        ("deals_won", [(4, "")]),
        ("deals_lost", [(1, "")]),
        ("win_rate", [(Decimal("80.00"), "%")]),
        ("revenue_won", [(Decimal("350.50"), "RUB"), (Decimal("10.00"), "USD")]),
        ("revenue", [(Decimal("60.00"), "RUB")]),
        ("average_check", [(Decimal("116.83"), "RUB"), (Decimal("10.00"), "USD")]),
        ("days_to_close", [(Decimal("16.40"), "days")]),
        ("days_to_win", [(Decimal("19.75"), "days")]),
        ("days_to_lose", [(Decimal("3.00"), "days")]),
        ("calls", [(5, "")]),
        ("talk_rate", [(Decimal("40.00"), "%")]),
        ("lead_to_sale", [(Decimal("80.00"), "%")]),
        ("calls_per_sale", [(Decimal("1.25"), "")]),
        ("loss_amount", [(Decimal("70.00"), "RUB")]),
    ],
)
def test_metric_without_dimensions_is_one_figure_for_each_currency(department, code, expected):
    assert asked(code) == expected


def test_every_metric_answers_by_every_dimension(department):
    for code in METRICS:
        for dim in DIMENSIONS:
            if dim == "outcome" and code not in {"deals_won", "deals_lost", "win_rate", "days_to_close"}:
                continue
            if dim == "step" and METRICS[code].group != "robots":
                continue
            for row in metric_rows(viewer=SYSTEM, code=code, span=YEAR, by=(dim,)):
                assert row.cells[0].name


def test_revenue_by_person_is_sorted_by_value_and_never_mixes_currencies(department):
    assert asked("revenue_won", "person") == [
        ("Vera Volkova", Decimal("200.00"), "RUB"),
        ("Boris Belov", Decimal("150.50"), "RUB"),
        ("Dasha Dolina", Decimal("10.00"), "USD"),
    ]


def test_time_dimensions_go_in_time(department):
    assert asked("deals_won", "month") == [("2026-10", 3, ""), ("2026-11", 1, "")]
    assert asked("deals_won", "quarter") == [("2026-Q4", 4, "")]
    assert asked("deals_won", "week")[0] == ("2026-W41", 1, "")
    assert asked("leads", "day", "person")[0] == ("2026-10-01", "Boris Belov", 1, "")


def test_outcome_splits_the_length_of_deals(department):
    assert asked("days_to_close", "outcome") == [("won", Decimal("19.75"), "days"), ("lost", Decimal("3.00"), "days")]


def test_outcome_of_a_metric_without_outcomes_is_refused(department):
    with pytest.raises(NotSplitByOutcome):
        asked("leads", "outcome")


def test_aliases_and_derived_dimensions(department, cast):
    assert asked("deals_won", "office") == [("Sales", 4, "")]
    assert asked("deals_won", "source") == [("Web", 2, ""), ("Fair", 1, ""), ("not set", 1, "")]
    assert asked("deals_won", "manager") == [("North", 3, ""), ("Gleb Gromov", 1, "")]
    assert asked("deals_won", "sector") == [("retail", 4, "")]
    Team.objects.filter(pk=cast.north.pk).update(lead=cast.gleb)
    assert asked("deals_won", "manager") == [("Gleb Gromov", 4, "")]


def test_where_narrows_by_number_none_and_derived_values(department, cast):
    assert asked("deals_won", where={"channel": department["web"].pk}) == [(2, "")]
    assert asked("deals_won", where={"channel": [None, department["fair"].pk]}) == [(2, "")]
    assert asked("deals_won", where={"person": cast.boris.pk}) == [(2, "")]
    assert asked("deals_won", where={"manager": cast.gleb.pk}) == [(1, "")]
    assert asked("deals_won", where={"manager": f"team {cast.north.pk}"}) == [(3, "")]
    assert asked("deals_lost", where={"sector": ""}) == [(1, "")]


def test_cohort_counts_by_creation_and_period_by_what_happened(department):
    first_days = Span(day(0), day(3))
    assert asked("lead_to_sale_cohort", span=first_days) == [(Decimal("75.00"), "%")]
    assert asked("lead_to_sale", span=first_days) == [(Decimal("0.00"), "%")]


def test_ratio_over_nothing_has_no_value(db):
    assert asked("win_rate") == [(None, "%")]
    assert asked("revenue_won") == [(Decimal("0.00"), "RUB")]
    assert asked("leads") == [(0, "")]
    assert asked("leads", "person") == []


@pytest.mark.parametrize(
    ("who", "won"), [("anna", 4), ("boris", 2), ("vera", 1), ("gleb", 1), ("dasha", 1), ("dina", 0), ("olga", 4)]
)
def test_everybody_sees_what_is_within_reach(department, cast, who, won):
    viewer = cast.actor(who)
    assert metric_value(viewer=viewer, code="deals_won", span=YEAR) == won
    by_channel = metric_rows(viewer=viewer, code="deals_won", span=YEAR, by=("channel",))
    assert sum(row.value for row in by_channel) == won


def test_people_and_days_are_read_from_the_totals_alone(department):
    Fact.objects.all().delete()
    assert asked("deals_won", "person", "month")[0][-2] == 1
    DayTotal.objects.all().delete()
    assert asked("deals_won", "person", "month") == []


def test_unknown_names_are_refused_with_the_nearest(department):
    with pytest.raises(NoSuchMetric, match=r"Did you mean deals_won.*leads"):
        asked("deal_won")
    with pytest.raises(NoSuchDimension, match=r"Did you mean person.*channel"):
        asked("leads", "persom")


def test_json_has_names_numbers_value_and_unit(department, cast):
    rows = as_json(metric_rows(viewer=SYSTEM, code="revenue_won", span=YEAR, by=("agent", "quarter")))
    assert rows[1] == {
        "agent": "Boris Belov",
        "agent_id": cast.boris.pk,
        "quarter": "2026-Q4",
        "quarter_from": "2026-10-01",
        "value": 150.5,
        "unit": "RUB",
    }
    by_channel = as_json(metric_rows(viewer=SYSTEM, code="deals_won", span=YEAR, by=("channel",)))
    assert {"channel": None, "value": 1, "unit": ""} in by_channel
    assert as_json(metric_rows(viewer=SYSTEM, code="win_rate", span=YEAR)) == [{"value": 80, "unit": "%"}]


def test_table_gives_many_metrics_in_one_query(department, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        table = metric_table(
            viewer=SYSTEM, codes=["leads", "deals_won", "revenue_won", "win_rate"], span=YEAR, by=("person",)
        )
    assert table[(cast.boris.pk,)] == {
        "leads": 3,
        "deals_won": 2,
        "revenue_won": Decimal("150.50"),
        "win_rate": Decimal("66.67"),
    }
    assert table[(cast.dasha.pk,)]["revenue_won"] == 0


def test_same_column_twice_is_split_twice(department):
    assert asked("deals_won", "quarter", "month")[0] == ("2026-Q4", "2026-10", 3, "")
