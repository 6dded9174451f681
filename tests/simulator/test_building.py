"""The virtual department: twelve people, three teams, eight channels; the same every time, facts from its journal."""

import pytest

from mostik.analysis.commands.facts import rebuild_facts
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.models import Activity, Channel, Deal, Payment
from mostik.people.models import Absence, Team, User
from mostik.planning.models import Plan

pytestmark = pytest.mark.django_db


def test_department_is_whole_and_made_through_commands(virtual):
    assert (User.objects.count(), Team.objects.count(), Channel.objects.count()) == (12, 3, 8)
    assert Deal.objects.count() == 700
    assert {"open", "won", "lost"} == set(Deal.objects.values_list("outcome", flat=True))
    assert Activity.objects.filter(done_at__isnull=False).count() > 2000
    assert Payment.objects.exists()
    assert Absence.objects.exists()
    assert Plan.objects.get().state == "active"
    assert Entry.objects.filter(name="crm.deal_created").count() == 700
    assert not rebuild_facts(by=SYSTEM, check=True)


def test_the_same_seed_and_day_give_the_same_lives(virtual):
    from random import Random

    from mostik.core import clock
    from mostik.kernel.period import Span
    from mostik.people.queries.calendar import working_days
    from mostik.simulator.rules.cast import SELLERS
    from mostik.simulator.rules.market import lives_of
    from mostik.simulator.terms import Days

    seller = SELLERS[3]
    first = clock.today().replace(month=6, day=1)
    worked = working_days(person_id=virtual[seller.last].pk, span=Span(first, clock.today()))
    days = Days(tuple(worked), clock.today())
    twice = [
        lives_of(Random("7-3"), number=3, seller=seller, days=days, first=first, clients=range(36)) for _ in (1, 2)
    ]
    assert twice[0] == twice[1]
    assert len(twice[0]) > 50
