"""The trend of refusals: split three ways, with honest shares; every figure leads to the answers it counts."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.models import Refusal
from mostik.channels.queries.refusals import By, summary, trend
from mostik.core import clock
from mostik.crm.models import LossReason
from tests.crm import stage

pytestmark = pytest.mark.django_db
NOW = "2026-11-18 12:00"


@pytest.fixture
def asked(cast):
    """Five clients asked: three of Boris answered, one of Vera; the fifth is silent."""
    price, dates = (LossReason.objects.create(title=title) for title in ("Дорого", "Сроки"))
    told = [
        ("boris", price, price, 3),
        ("boris", price, dates, 3),
        ("boris", None, dates, 40),
        ("vera", dates, dates, 3),
    ]
    for who, given, reason, days in told:
        owner, at = getattr(cast, who), stage.at(NOW) - timedelta(days=days)
        more = {"given": given, "reason": reason, "state": "read", "answer": "…", "answered_at": at, "asked_at": at}
        Refusal.objects.create(deal=stage.deal(owner), owner=owner, team=owner.team, **more)
    Refusal.objects.create(deal=stage.deal(cast.vera), owner=cast.vera, team=cast.vera.team, asked_at=stage.at(NOW))
    with clock.stopped(stage.at(NOW)):
        yield {"price": price, "dates": dates}


def test_answers_are_split_by_either_reason_and_by_seller(cast, asked):
    viewer = cast.actor("anna")
    split = {
        by: [(each.words, each.counts[-2:], each.total, each.apart.hits) for each in trend(viewer=viewer, by=by)[1]]
        for by in By
    }
    assert split[By.REASON] == [("Сроки", (1, 2), 3, 1), ("Дорого", (0, 1), 1, 0)]
    assert split[By.GIVEN] == [("Дорого", (0, 2), 2, 1), ("Сроки", (0, 1), 1, 0)]
    assert split[By.SELLER] == [(cast.boris.short_name, (1, 2), 3, 1), (cast.vera.short_name, (0, 1), 1, 0)]
    assert [each.total for each in trend(viewer=cast.actor("vera"), by=By.SELLER)[1]] == [1]
    told = summary(viewer=viewer)
    assert (told.asked, told.answered.hits, told.apart.hits, told.apart.of) == (5, 4, 1, 3)
    assert told.apart.low < 1 / 3 < told.apart.high


@pytest.mark.parametrize("by", list(By))
def test_every_figure_leads_to_as_many_answers(cast, asked, sign_in, by):
    anna = sign_in(cast.anna)
    page = anna.get(reverse("channels:refusals"), {"by": by}).content.decode()
    found = re.findall(r'class="num[^"]*"\s+href="([^"]+)"[^>]*>(\d+)<', page)
    assert len(found) >= 4
    for address, count in found:
        assert len(anna.get(html.unescape(address)).context["page"].rows) == int(count), address
    for name, count in (("said=yes", 4), ("apart=1", 1)):
        assert len(anna.get(f"{reverse('channels:refusals')}?{name}").context["page"].rows) == count


def test_split_that_is_none_is_the_usual_one(cast, asked, sign_in):
    page = sign_in(cast.anna).get(reverse("channels:refusals"), {"by": "password"})
    assert (page.status_code, [each["current"] for each in page.context["splits"]]) == (200, [True, False, False])
