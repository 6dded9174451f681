"""AN-16: the gap in revenue is split between its causes, by person and channel, and the parts sum to it exactly."""

import re

import pytest
from django.urls import reverse

from mostik.analysis.queries.gap import STEPS, Factors, cells_of, gap_between
from mostik.core.actors import SYSTEM
from mostik.crm.models import Payment
from mostik.kernel.money import Money
from mostik.kernel.period import Period
from tests.analysis.lively import NOV, live

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-16")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAYS = "first=2026-11-01&last=2026-11-30&base_first=2026-10-01&base_last=2026-10-31"


@pytest.fixture
def lively(cast):
    return live(cast)


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def paid(**narrowed) -> int:
    payments = Payment.objects.filter(**narrowed)
    now = sum(payments.filter(paid_on__gte=NOV).values_list("amount_minor", flat=True))
    return now - sum(payments.filter(paid_on__lt=NOV).values_list("amount_minor", flat=True))


def shown(client, query: str = DAYS):
    answer = client.get(reverse("analysis:gap") + f"?{query}")
    assert answer.status_code == 200
    return answer


def test_parts_sum_to_the_gap_of_real_payments_to_the_kopeck(lively, as_anna):
    gap = shown(as_anna).context["gap"]
    assert gap.total.minor == paid()
    assert gap.total.minor < 0
    assert sum(part.amount for part in gap.parts) == paid()
    codes = {part.code for part in gap.parts}
    assert codes == {"leads", "mix of people", "mix of channels", "check", *STEPS}


def test_each_person_and_channel_has_a_row_and_rows_sum_to_the_parts(lively, as_anna, cast):
    gap = shown(as_anna).context["gap"]
    assert {row.name: row.total.minor for row in gap.by_person} == {
        str(who): paid(deal__owner=who) for who in (cast.boris, cast.vera, cast.dasha)
    }
    assert {row.name: row.total.minor for row in gap.by_channel} == {
        str(channel): paid(deal__channel=channel) for channel in (lively.web, lively.fair)
    }
    for part in gap.parts:
        assert sum(row.parts[part.code].minor for row in gap.by_person) == part.amount
        assert sum(row.parts[part.code].minor for row in gap.by_channel) == part.amount


def test_gap_is_told_in_words_with_a_waterfall_and_its_table(lively, as_anna):
    answer = shown(as_anna)
    assert "short: " in answer.context["words"]
    assert "number of leads" in answer.context["words"]
    text = answer.content.decode()
    assert "gap-waterfall" in text
    assert "data-chart-table" in text
    chart = answer.context["waterfall"]
    values = [value.minor for value in chart.series[0].values]
    assert sum(values[:-1]) == values[-1]


def test_every_part_opens_its_records(lively, as_anna):
    text = shown(as_anna).content.decode().replace("&amp;", "&")
    links = set(re.findall(r'href="(/analysis/records/\?[^"]+)"', text))
    assert len(links) > 10
    for href in links:
        assert as_anna.get(href).status_code == 200
    leads = [href for href in links if "metric=leads&" in href and "person=" not in href and "channel=" not in href]
    assert as_anna.get(leads[0]).context["drill"].quantity == 18


def test_plan_by_person_is_explained_the_same_way(lively, cast):
    november = Period.parse("2026-11").span
    rates = tuple((step, 0.8) for step in STEPS)
    plan = {(person.pk, None): Factors(10, rates, 4_000_000) for person in (cast.boris, cast.vera, cast.dasha)}
    fact = cells_of(viewer=SYSTEM, span=november, by=("person",))
    gap = gap_between(viewer=SYSTEM, base=plan, fact=fact)
    came = sum(Payment.objects.filter(paid_on__gte=NOV).values_list("amount_minor", flat=True))
    assert gap.fact == Money(came)
    assert sum(part.amount for part in gap.parts) == came - gap.base.minor
    assert sum(row.total.minor for row in gap.by_person) == gap.total.minor


def test_seller_is_shown_the_own_gap_alone(lively, client, cast):
    client.force_login(cast.vera, backend=BACKEND)
    gap = shown(client).context["gap"]
    assert gap.total.minor == paid(deal__owner=cast.vera)
    assert [row.key for row in gap.by_person] == [cast.vera.pk]


def test_period_without_money_says_what_to_do(as_anna):
    assert "No money came in either period" in shown(as_anna).content.decode()
