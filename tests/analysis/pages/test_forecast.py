"""The forecast on screen: within one's reach, judged by its past, each figure opening its records."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.analysis.queries.forecast import By, forecast
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.payments import record_payment
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import LossReason, Stage
from mostik.crm.terms import DealHistory, Via
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from tests.pages import text_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = date(2026, 11, 18)


@pytest.fixture
def past(cast):
    """Ten months: ten deals on every 5th, four of them paid on the 25th; Boris has six of each ten, Dasha four."""
    seed_default_pipeline(by=SYSTEM)
    stage = {row.kind: row for row in Stage.objects.order_by("-sort")}
    reason = LossReason.objects.filter(of="deal").earliest("pk").pk
    month = Period.of(PeriodKind.MONTH, TODAY)
    for back in range(10):
        month = month.previous() if back else month
        first, ends = clock.moment(month.first.replace(day=5)), clock.moment(month.first.replace(day=25))
        past = ends < clock.now()
        histories = [
            DealHistory(
                title=f"Deal {month.code} {at}",
                pipeline=stage["open"].pipeline_id,
                owner=(cast.boris if at % 5 < 3 else cast.dasha).pk,
                stays=((stage["open"].pk, first), *(((stage["won" if at < 4 else "lost"].pk, ends),) if past else ())),
                amount_minor=100_000_00,
                reason=reason if past and at >= 4 else None,
            )
            for at in range(10)
        ]
        made = record_histories(by=SYSTEM, histories=histories, via=Via.PERSON)
        for deal in made[:4] if past else []:
            record_payment(by=SYSTEM, deal_id=deal, amount=Money.of(100_000), paid_on=ends.date())


def test_head_sees_what_comes_and_a_salesperson_their_own(cast, past):
    whole = forecast(viewer=cast.actor("anna")).periods[0]
    deals = next(each for each in whole.ways if each.by is By.DEALS)
    assert deals.value == Money.of(400_000)
    assert deals.error == Money.of(0)
    assert deals.standing == Money.of(400_000)
    assert whole.best is deals
    mine = [forecast(viewer=cast.actor(name)).periods[0].best.value.major for name in ("boris", "dasha")]
    assert sum(mine) == 400_000
    assert mine == [300_000, 100_000]
    quarter = forecast(viewer=cast.actor("anna")).periods[2]
    assert (quarter.fact, quarter.best.value) == (Money.of(400_000), Money.of(1_200_000))


def test_screen_shows_bounds_and_misses_and_opens_payments(cast, past, sign_in):
    anna = sign_in(cast.anna)
    anna.cookies["django_language"] = "en"
    page = anna.get(reverse("analysis:forecast"))
    text = text_of(page)
    assert "This quarter" in text
    assert "from deals" in text
    assert "Seasons are not known yet" in text
    links = [line for line in text.split('"') if line.startswith("/analysis/records/?metric=revenue")]
    assert links
    assert anna.get(links[-1].replace("&amp;", "&")).status_code == 200


def test_with_no_past_it_says_what_is_needed(cast, sign_in):
    anna = sign_in(cast.anna)
    anna.cookies["django_language"] = "en"
    assert "Too little of the past" in text_of(anna.get(reverse("analysis:forecast")))
    assert forecast(viewer=cast.actor("boris")).periods[0].best is None
