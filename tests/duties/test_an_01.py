"""AN-01: every metric is defined once, and screen, command line and records all mean the same by it."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.facts import rebuild_facts
from mostik.config import cli
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import reopen_deal
from mostik.crm.models import Activity, Deal, Payment
from tests.analysis.lively import NOV, OCT, live

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-01")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAYS = "first=2026-11-01&last=2026-11-18"


@pytest.fixture
def lively(cast):
    return live(cast)


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def asked(capsys, code: str, *more: str) -> list[dict]:
    assert cli.run(["metric", code, "--from", "2026-11-01", "--to", "2026-11-18", "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def page(client, code: str, query: str = DAYS):
    return client.get(reverse("analysis:metric", args=[code]) + f"?{query}")


def test_catalogue_says_of_each_metric_what_it_means(as_anna):
    text = as_anna.get(reverse("analysis:metrics")).content.decode()
    for metric in METRICS.values():
        assert metric.code in text
        assert f'href="{reverse("analysis:metric", args=[metric.code])}"' in text
        own = page(as_anna, metric.code).content.decode()
        for word in ("Formula", "Unit", "Source", "Answers for it"):
            assert word in own
        for said in (metric.title, metric.words, metric.source, metric.owner):
            assert str(said).replace("÷", "÷") in own.replace("&amp;", "&"), (metric.code, said)


def test_screen_and_command_line_give_the_same_figures_as_the_records(lively, as_anna, capsys):
    won = Deal.objects.filter(outcome="won", closed_at__gte="2026-11-01T00:00+03:00")
    lost = Deal.objects.filter(outcome="lost", closed_at__gte="2026-11-01T00:00+03:00")
    paid = sum(Payment.objects.filter(paid_on__gte=NOV).values_list("amount_minor", flat=True)) // 100
    calls = Activity.objects.filter(kind="call", done_at__gte="2026-11-01T00:00+03:00").count()
    expected = {
        "deals_won": won.count(),
        "deals_lost": lost.count(),
        "revenue": paid,
        "calls": calls,
        "win_rate": round(100 * won.count() / (won.count() + lost.count()), 2),
        "revenue_won": sum(won.values_list("amount_minor", flat=True)) // 100,
    }
    assert expected["deals_won"] == 6
    for code, value in expected.items():
        assert asked(capsys, code)[0]["value"] == value, code
        [figure] = page(as_anna, code).context["figures"]
        digits = re.sub(r"[^\d.]", "", figure["value"])
        assert Decimal(digits) == Decimal(str(value)), code


def test_split_by_person_sums_to_the_whole_and_each_opens_its_records(lively, as_anna, capsys):
    rows = asked(capsys, "deals_won", "--by", "person")
    assert sum(row["value"] for row in rows) == asked(capsys, "deals_won")[0]["value"]
    text = page(as_anna, "deals_won", f"{DAYS}&by=person").content.decode()
    for row in rows:
        link = f"{reverse('analysis:records')}?metric=deals_won&{DAYS}&person={row['person_id']}"
        assert link in text.replace("&amp;", "&")
        opened = as_anna.get(link).context["drill"]
        assert opened.quantity == row["value"]
        assert {record.ref.id for record in opened.records} <= set(lively.won[NOV])


def test_reopened_deal_leaves_every_figure_at_once(lively, as_anna, cast, capsys):
    deal = Deal.objects.get(pk=lively.won[NOV][0])
    before = asked(capsys, "revenue_won")[0]["value"]
    reopen_deal(by=cast.actor("anna"), deal_id=deal.pk)
    assert asked(capsys, "deals_won")[0]["value"] == 5
    assert asked(capsys, "revenue_won")[0]["value"] == before - deal.amount_minor // 100
    assert len(as_anna.get(f"{reverse('analysis:records')}?metric=deals_won&{DAYS}").context["drill"].records) == 5


def test_figures_can_be_counted_again_from_the_journal_alone(lively):
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_sellers_see_their_own_figures_only(lively, client, cast):
    client.force_login(cast.boris, backend=BACKEND)
    figures = page(client, "deals_won", f"first={OCT}&last=2026-11-18").context["figures"]
    mine = Deal.objects.filter(outcome="won", owner=cast.boris).count()
    assert [figure["value"] for figure in figures] == [str(mine)]


def test_wrong_name_is_answered_with_the_names_there_are(db, capsys):
    assert cli.run(["metric", "revenu", "--from", str(date(2026, 11, 1)), "--to", "2026-11-18"]) == 1
    said = capsys.readouterr().err
    assert "Did you mean revenue" in said
    assert "win_rate" in said
