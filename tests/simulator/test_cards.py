"""The demo department's cards are full: every state of a paper and a request is there to be looked at."""

import pytest

from mostik.analysis.commands.facts import rebuild_facts
from mostik.core.actors import SYSTEM
from mostik.crm.commands.templates import seed_templates
from mostik.crm.models import Benefit, Campaign, Document, LetterTemplate, Loss, PriceList, RegisterRow, Segment
from mostik.people.models import Approval
from mostik.simulator.commands import fill_cards
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
    assert (Benefit.objects.count(), LetterTemplate.objects.count(), RegisterRow.objects.count()) == (3, 4, 6)
    assert Loss.objects.filter(reason__of="lead").count() == 5
    assert not rebuild_facts(by=SYSTEM, check=True)
