"""The demo department's cards are full: every state of a paper and a request is there to be looked at."""

from datetime import timedelta

import pytest
from django.db.models import Max, Min

from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import QualityLetter, QualitySending
from mostik.channels.models import Touch, Visit
from mostik.channels.queries.roi import Asked, report
from mostik.control.models import Assignment, Incident, Process, ProcessMark
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Benefit, Campaign, Document, LetterTemplate, Loss, PriceList, RegisterRow, Segment
from mostik.organisation.models import OwnerLetter
from mostik.people.models import Approval
from mostik.planning.models import Commitment, Part, YearPlan
from mostik.simulator.commands import fill_cards
from mostik.simulator.commands.visits import fill_visits
from mostik.simulator.rules.advertising import DAYS
from tests.crm.papers import seller

pytestmark = pytest.mark.django_db


def test_cards_are_filled_through_commands_and_the_facts_agree(virtual):
    seller()
    seed_templates(by=SYSTEM)
    fill_cards(by=SYSTEM)
    states = {(each.kind, each.status) for each in Document.objects.all()}
    assert {"draft", "issued", "sent", "viewed", "accepted", "paid", "cancelled"} <= {state for _kind, state in states}
    assert {"proposal", "contract", "invoice"} == {kind for kind, _state in states}
    assert {"waiting", "approved", "declined"} <= set(Approval.objects.values_list("state", flat=True))
    assert (Segment.objects.filter(live=True).count(), Campaign.objects.count()) == (3, 1)
    assert PriceList.objects.count() == 2
    assert set(Incident.objects.values_list("state", "confidential")) == {("closed", False), ("taken", True)}
    assert {"new", "accepted", "asking", "objected", "acted", "solved"} <= set(
        Assignment.objects.values_list("state", flat=True)
    )
    assert {"done", "excused"} == set(ProcessMark.objects.values_list("kind", flat=True))
    assert set(Process.objects.values_list("personal", flat=True)) == {True, False}
    assert (Benefit.objects.count(), LetterTemplate.objects.count(), RegisterRow.objects.count()) == (3, 4, 6)
    assert Loss.objects.filter(reason__of="lead").count() == 5
    first, last = QualityLetter.objects.order_by("last")
    assert (first.answers.count(), last.answers.count()) == (1, 0)
    assert set(OwnerLetter.objects.values_list("kind", "step")) == {("month", "approved"), ("week", "draft")}
    assert set(QualitySending.objects.values_list("state", flat=True)) == {"sent"}
    assert YearPlan.objects.get().target_minor > 0
    assert Commitment.objects.count() == Part.objects.filter(plan__state="active").count() > 5
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_the_way_from_click_to_money_is_there_to_be_looked_at(virtual):
    fill_visits(by=SYSTEM)
    today = clock.today()
    found = report(Asked(first=today - timedelta(days=DAYS), last=today), viewer=SYSTEM)
    lines = {key[:2]: line for key, line in found.lines}
    direct = lines["yandex", "cpc"]
    assert min(direct.spend, direct.clicks, direct.visits, direct.leads, direct.paid) > 0
    assert lines["yandex", "organic"].spend == 0 < lines["yandex", "organic"].leads
    traced = Touch.objects.values("deal").annotate(first=Min("at"), last=Max("at"))
    assert all(each["first"] < each["last"] <= clock.now() for each in traced)
    assert Visit.objects.count() > 3 * traced.count() > 30
