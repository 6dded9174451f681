"""The screens of figures: what they show, whom they refuse, how many questions they ask the database."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mostik.analysis.catalog import METRICS
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.crm.models import Channel, Pipeline, Stage
from tests.analysis.conftest import Story, activity

NOV = date(2026, 11, 1)
OCT = date(2026, 10, 1)


def day(number: int, month: date = NOV) -> date:
    return month + timedelta(days=number)


@pytest.fixture
def web(cast):
    return Channel.objects.create(title="Web")


@pytest.fixture
def stage(db):
    pipeline = Pipeline.objects.create(title="Sales", default=True)
    return Stage.objects.create(pipeline=pipeline, title="New", norm_days=3)


@pytest.fixture
def department(cast, web, stage, happen):
    """October brought more than November; Boris and Vera in the North, Dasha in the South."""
    told = []
    for number in range(24):
        month, who = (OCT, NOV)[number % 2], ("boris", "vera", "dasha")[number % 3]
        team = cast.south if who == "dasha" else cast.north
        story = Story(
            number + 1,
            owner=getattr(cast, who).pk,
            team=team.pk,
            department=cast.sales.pk,
            channel=web.pk if number % 4 else None,
            product=None,
            company=None,
            stage=stage.pk,
            pipeline=stage.pipeline_id,
            amount=1000_00 + number * 100_00,
            held=True,
        ).created(day(number % 10, month))
        if number % 4 < (3 if month == OCT else 2):
            story.won(day(number % 10 + 5, month))
            from mostik.crm import events

            story.tell(
                events.PaymentReceived, day(number % 10 + 6, month), payment=number, paid=story.amount, first=True
            )
        told += story.told
    told += [activity(n, "call", day(n % 15), owner=cast.boris.pk, result="talked") for n in range(1, 30)]
    happen(*told)
    return cast


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def query_budget(django_assert_max_num_queries):
    return django_assert_max_num_queries


SCREENS = [
    reverse("analysis:metrics"),
    reverse("analysis:metric", args=["revenue"]) + "?by=person",
    reverse("analysis:metric", args=["win_rate"]) + "?by=month&first=2026-01-01&last=2026-11-18",
    reverse("analysis:records") + "?metric=deals_won",
    reverse("analysis:funnel") + "?by=person",
    reverse("analysis:gap"),
]


@pytest.mark.parametrize("address", SCREENS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_screen_opens_with_data_in_both_languages(department, as_anna, address, language, query_budget):
    as_anna.cookies["django_language"] = language
    as_anna.get(address)
    with query_budget(26):
        assert as_anna.get(address).status_code == 200


@pytest.mark.parametrize("address", SCREENS)
def test_screen_opens_without_any_data(as_anna, address):
    assert as_anna.get(address).status_code == 200


def test_every_metric_has_a_page_by_every_dimension(department, as_anna):
    for code in METRICS:
        assert as_anna.get(reverse("analysis:metric", args=[code])).status_code == 200, code
    for dim in DIMENSIONS:
        assert as_anna.get(reverse("analysis:metric", args=["deals_won"]) + f"?by={dim}").status_code == 200, dim


def test_unknown_metric_is_a_page_that_does_not_exist(as_anna):
    assert as_anna.get(reverse("analysis:metric", args=["wonder"])).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "first=never&last=2026-11-18",
        "first=2026-11-18&last=2026-11-01",
        "first=0001-01-01&last=2026-11-18",
        "first=2026-11-01&last=99999-01-01",
    ],
)
@pytest.mark.parametrize("name", ["funnel", "gap", "records"])
def test_wrong_days_are_told_at_their_field(department, as_anna, name, query):
    answer = as_anna.get(reverse(f"analysis:{name}") + f"?{query}&metric=leads")
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode() or "error" in answer.content.decode()


@pytest.mark.parametrize("query", ["person=abc", "person=99999999999999999999", "by=nothing", "sector=%00", "page=-1"])
def test_rubbish_in_the_address_is_left_out(department, as_anna, query):
    for name in ("funnel", "gap"):
        assert as_anna.get(reverse(f"analysis:{name}") + f"?{query}").status_code == 200
    assert as_anna.get(reverse("analysis:records") + f"?metric=leads&{query}").status_code == 200


def test_stranger_is_refused(client, cast):
    client.force_login(cast.semyon, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in SCREENS:
        assert client.get(address).status_code == 403


def test_metric_page_exports_what_it_shows(department, as_anna):
    answer = as_anna.get(reverse("analysis:metric", args=["deals_won"]) + "?by=person&format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "Boris Belov" in text
    assert "<" not in text


def test_search_finds_metrics_by_words(as_anna):
    as_anna.cookies["django_language"] = "en"
    text = as_anna.get(reverse("analysis:metrics") + "?q=win rate").content.decode()
    assert "win_rate" in text
    assert "meetings_held" not in text
