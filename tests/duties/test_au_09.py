"""AU-09: the share of the funnel's work done without people, by step, in hours and money; what to automate next."""

from datetime import time

import pytest
from django.urls import reverse

from mostik.analysis.catalog import METRICS
from mostik.analysis.commands.facts import rebuild_facts
from mostik.automation.models import Robot
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.crm.commands.activities import log_activity
from mostik.crm.commands.deals import move_deal
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Activity, Deal, Document
from mostik.crm.terms import ActivityKind, ActivityResult, Outcome
from tests.analysis.lively import NOV, live
from tests.crm.papers import seller
from tests.pages import text_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.duty("AU-09")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def as_anna(client, cast):
    client.force_login(cast.anna, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def test_step_still_by_hand_becomes_a_robots_and_the_share_says_so(cast, as_anna):
    told = live(cast)
    seller()
    seed_templates(by=SYSTEM)
    boris = cast.actor("boris")
    deals = list(Deal.objects.filter(owner=cast.boris, outcome=Outcome.OPEN, stage=told.stages[0])[:3])
    for deal in deals:
        log_activity(by=boris, kind=ActivityKind.CALL, result=ActivityResult.TALKED, deal_id=deal.pk)
    as_anna.post(reverse("analysis:hour_cost"), {"cost": "1200", "currency": "RUB"})

    page = as_anna.get(reverse("analysis:robot_share"))
    assert page.context["share"].whole.robot == 0
    wanted = [str(each["title"]) for each in page.context["next"]]
    assert {"Moving along stages", "Writing a lead down"} <= set(wanted)
    assert str(page.context["next"][0]["why"]) in text_of(page)

    for step in ("draft", "move"):
        as_anna.post(reverse("analysis:step_robot", args=[step]))
        robot = Robot.objects.order_by("-pk")[0]
        on = as_anna.post(reverse("automation:robot_on", args=[robot.pk]))
        assert Robot.objects.get(pk=robot.pk).works, text_of(on)
    for deal in deals:
        log_activity(by=boris, kind=ActivityKind.MEETING, result=ActivityResult.HELD, deal_id=deal.pk)
    while outbox.run_due():
        pass
    for deal in deals:
        move_deal(by=boris, deal_id=deal.pk, stage_id=told.stages[3].pk)
    while outbox.run_due():
        pass
    assert Deal.objects.filter(pk__in=[each.pk for each in deals], stage=told.stages[3]).count() == 3

    share = as_anna.get(reverse("analysis:robot_share")).context["share"]
    found = {row.step.value: row.tally for row in share.steps}
    assert (found["move"].robot, found["draft"].robot, found["draft"].hand) == (3, Document.objects.count(), 0)
    assert share.whole.robot == 6
    assert share.whole.saved == 3 * 1 + 3 * 20
    assert share.saved.minor == 63 * 1200_00 // 60
    apart = {row.step.value: row.tally.hand for row in share.apart}
    assert apart["meet"] == Activity.objects.filter(kind="meeting", done_at__gte=clock.moment(NOV, time(0))).count()

    records = as_anna.get(reverse("analysis:records"), {"metric": "steps_by_robot", "step": "draft"})
    assert all(deal.title in text_of(records) for deal in deals)
    assert {"robot_share", "steps_by_robot", "steps_by_hand"} <= METRICS.keys()
    assert not rebuild_facts(by=SYSTEM, check=True)
