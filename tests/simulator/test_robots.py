"""The demo department has robots at work: weeks of runs behind them, and a share of the work by the product's figures."""

import re
from datetime import timedelta

import pytest
from django.utils.translation import override

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.queries.robot_share import robot_share
from mostik.analysis.terms import Step
from mostik.automation.models import DialogueTalk, Robot, Run
from mostik.channels.models import Account, Booking, Enquiry, Refusal, Sending, Talk
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Deal
from mostik.kernel.period import Span
from mostik.simulator.commands import put_robots_to_work
from mostik.simulator.commands.robots import DAYS
from tests.crm.papers import seller

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AU-10")]


@pytest.mark.once  # the same commands as the rooms' own tests ask both databases for
def test_robots_have_weeks_of_work_behind_them_and_nothing_leaves_the_demo_afterwards(virtual):
    seller()
    seed_templates(by=SYSTEM)
    before = set(Deal.objects.values_list("pk", flat=True))
    with override("en"):
        put_robots_to_work(by=SYSTEM)

    now = clock.now()
    assert Robot.objects.filter(works_since__isnull=False).count() == Robot.objects.count() > 8
    runs = list(Run.objects.values_list("number", "state", "made_at"))
    assert {"done", "reached"} <= {state for _deal, state, _at in runs}
    asking = Robot.objects.get(ready="ask_why")
    ours = list(Run.objects.exclude(robot=asking).values_list("number", "made_at"))
    theirs = Run.objects.exclude(robot=asking).filter(number__in=before)
    assert set(theirs.values_list("state", flat=True)) <= {"skipped"}, "Clients of the people are left to them."
    assert all(now - timedelta(days=DAYS + 1) < at < now for _deal, at in ours)
    assert min(at for _deal, at in ours) < now - timedelta(days=14)
    asked_why(before)
    assert Enquiry.objects.exists()
    assert Booking.objects.exists()
    assert DialogueTalk.objects.filter(end="done").exists()
    assert Effect.objects.filter(state="in doubt", name="channels.send").count() == 1
    assert not Robot.objects.filter(title__regex="[A-Za-z]").exists(), "Its robots speak as its people do."
    said = Sending.objects.values_list("subject", "text").union(Talk.objects.values_list("name", "last_text"))
    assert not [line for line in said if re.match("[A-Za-z]", line[0] + line[1])], "Its clients too."
    assert not Effect.objects.filter(state="parked").exists()
    assert not Effect.objects.filter(state="new", name="channels.hook").exists(), "No messenger is called."
    assert set(Account.objects.filter(paused_at__isnull=True).values_list("way", flat=True)) == {"chat"}

    today = clock.today()
    month = Span(today - timedelta(days=29), today + timedelta(days=1))
    share = robot_share(viewer=SYSTEM, span=month, before=Span(today - timedelta(days=59), today - timedelta(days=29)))
    assert share.before.robot < share.whole.robot < share.whole.hand
    by_robot = {row.step for row in share.steps if row.tally.robot}
    assert {Step.INTAKE, Step.ASSIGN, Step.ANSWER, Step.QUALIFY, Step.WARM, Step.BOOK, Step.MOVE} <= by_robot
    assert not rebuild_facts(by=SYSTEM, check=True)


def asked_why(before):
    """Of the people's lost clients many were asked why; most answered, some are silent, some answers name no reason."""
    rows = Refusal.objects.filter(deal__in=before)
    months = {f"{each:%Y-%m}" for each in rows.values_list("asked_at", flat=True)}
    silent, read = (rows.filter(state=state).count() for state in ("asked", "read"))
    assert len(months) >= 3
    assert rows.count() > 8
    assert 0 < silent < read
    assert rows.filter(decided_by="", state="read").exists()
    assert rows.filter(state="read").exclude(decided_by="").exists(), "A person read what the rules could not."
    assert len(set(rows.filter(state="read").values_list("reason", flat=True))) > 2
    assert Run.objects.filter(robot__ready="ask_why", number__in=rows.values("deal")).count() == rows.count()
    assert not Talk.objects.filter(contact__in=rows.values("deal__contact"), unread__gt=0).exists()
