"""AN-02: the funnel by period and cohort, stage times, what one sale takes; every number opens its records."""

import re

import pytest
from django.urls import reverse

from mostik.crm.models import Activity, Deal
from mostik.crm.terms import CHAIN
from tests.analysis.lively import NOV, live

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-02")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAYS = "first=2026-11-01&last=2026-11-18&base_first=2026-10-01&base_last=2026-10-31"


@pytest.fixture
def lively(cast):
    return live(cast)


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def shown(client, query: str = DAYS):
    answer = client.get(reverse("analysis:funnel") + f"?{query}")
    assert answer.status_code == 200
    return answer


def cohort_counts(**narrowed) -> list[int]:
    """How many November deals came to each link, counted from the deals themselves."""
    deals = Deal.objects.filter(created_at__gte="2026-11-01T00:00+03:00", **narrowed)
    return [deals.filter(reached__gte=place).count() for place in range(1, len(CHAIN) + 1)]


def test_cohort_funnel_is_what_the_deals_themselves_say(lively, as_anna):
    funnel = shown(as_anna, f"{DAYS}&count=cohort").context["funnel"]
    assert [row.count for row in funnel.links] == cohort_counts()
    assert funnel.links[1].share == funnel.links[1].count / funnel.links[0].count
    assert funnel.links[0].before == 30


def test_period_funnel_counts_sums_and_compares(lively, as_anna):
    funnel = shown(as_anna).context["funnel"]
    assert funnel.links[0].count == 18
    assert funnel.links[-1].count == funnel.sales == len(lively.won[NOV])
    won = Deal.objects.filter(pk__in=lively.won[NOV])
    assert sum(money.minor for money in funnel.links[-1].amounts) == sum(won.values_list("amount_minor", flat=True))
    assert funnel.links[0].before == 30


@pytest.mark.parametrize("by", ["person", "team", "channel", "product", "pipeline", "department"])
def test_split_sums_to_the_whole(lively, as_anna, by):
    funnel = shown(as_anna, f"{DAYS}&by={by}").context["funnel"]
    for place, row in enumerate(funnel.links):
        assert sum(each.counts[place] for each in funnel.split) == row.count


def test_narrowed_to_one_person_it_is_that_persons_funnel(lively, as_anna, cast):
    funnel = shown(as_anna, f"{DAYS}&count=cohort&person={cast.boris.pk}").context["funnel"]
    assert [row.count for row in funnel.links] == cohort_counts(owner=cast.boris)


def test_one_sale_takes_so_many_calls_meetings_contracts_and_invoices(lively, as_anna):
    effort = {row.metric: row for row in shown(as_anna).context["funnel"].effort}
    calls = Activity.objects.filter(kind="call", done_at__gte="2026-11-01T00:00+03:00").count()
    assert effort["calls"].per_sale == calls / 6
    assert effort["meetings_held"].count == 12
    assert effort["contracts"].per_sale == effort["invoices"].per_sale == 1.0


def test_stage_times_count_deals_still_standing(lively, as_anna):
    stages = {row.title: row for row in shown(as_anna).context["funnel"].stages}
    new = stages["New"]
    assert (new.entered, new.open, new.median) == (18, 3, 1)
    stuck = stages["Proposal sent"]
    assert (stuck.entered, stuck.open) == (9, 3)
    assert "How long stages take" in shown(as_anna).content.decode()


@pytest.mark.parametrize("count", ["", "cohort"])
def test_every_number_of_the_funnel_opens_its_records(lively, as_anna, count):
    text = shown(as_anna, f"{DAYS}&by=person&count={count}").content.decode().replace("&amp;", "&")
    links = set(re.findall(r'href="(/analysis/records/\?[^"]+)"[^>]*>([\d,]+)<', text))
    assert len(links) > 20
    for href, number in sorted(links):
        drill = as_anna.get(href).context["drill"]
        assert drill.quantity == int(number.replace(",", "")), href


def test_chart_has_its_table_behind_it(lively, as_anna):
    text = shown(as_anna).content.decode()
    assert "data-chart-canvas" in text
    assert "data-chart-table" in text


def test_lead_sees_the_team_and_a_seller_the_own_funnel(lively, client, cast):
    for who, deals in (("gleb", 6), ("vera", 6)):
        client.force_login(getattr(cast, who), backend=BACKEND)
        assert shown(client).context["funnel"].links[0].count == deals
