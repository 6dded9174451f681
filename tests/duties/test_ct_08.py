"""CT-08: the live load of each person beside the norm, and an even one proposed, handed over and taken back."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.control.commands import workload as commands
from mostik.control.models import Rebalance
from mostik.control.queries.workload import workload
from mostik.control.rules.workload import Handing
from mostik.control.terms import Burden
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.deals import create_deal, hand_over_deal
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.models import Absence
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-08")]


@pytest.fixture
def loaded(cast):
    """Boris has twelve deals of which two are of one client and one has a meeting; Vera two, Gleb one, Dasha one."""
    seed_default_pipeline(by=SYSTEM)
    deals = {
        who: [create_deal(by=cast.actor(who), title=f"{who} {number}") for number in range(count)]
        for who, count in (("boris", 12), ("vera", 2), ("gleb", 1), ("dasha", 1))
    }
    plant = add_company(by=cast.actor("anna"), fields={"title": "Plant"}, owner_id=cast.boris.pk)
    Deal.objects.filter(pk__in=[*deals["boris"][:2], deals["dasha"][0]]).update(company=plant)
    plan_activity(
        by=cast.actor("boris"),
        deal_id=deals["boris"][2],
        kind=ActivityKind.MEETING,
        due_at=clock.now() + timedelta(hours=20),
        title="Показ",
    )
    commands.set_deals_norm(by=cast.actor("anna"), count=6)
    return deals


def test_load_is_live_beside_the_norm_and_what_would_even_it_keeps_clients(cast, loaded, sign_in):
    view = workload(viewer=cast.actor("anna"))
    rows = {each.name: each for each in view.people}
    boris, dasha = rows[cast.boris.short_name], rows[cast.dasha.short_name]
    assert (boris.deals, boris.norm, boris.burden, dasha.burden) == (12, 6, Burden.OVER, Burden.ROOM)
    assert view.people[0] == boris, "The most loaded first."
    assert boris.booked == pytest.approx(1.5), "A meeting takes an hour and a half."
    moved = {each.deal: each.taker for each in view.moves}
    assert len(moved) == 6, "Down to the norm, no lower."
    assert {moved[loaded["boris"][0]], moved[loaded["boris"][1]]} == {cast.dasha.pk}, "Who knows the client takes it."
    assert loaded["boris"][2] not in moved
    assert view.stay == 1
    taken = {each.id: view.after(each) for each in view.people}
    assert all(count <= 6 for count in taken.values())
    page = text_of(sign_in(cast.anna).get(reverse("control:workload")))
    assert f"{loaded['boris'][0]}-{cast.boris.pk}-{cast.dasha.pk}" in page
    lines = text_of(sign_in(cast.anna).get(reverse("control:workload"), {"format": "csv"})).lstrip("\ufeff")
    assert [row[2] for row in csv.reader(io.StringIO(lines), delimiter=";")][1] == "12"


def test_picked_deals_are_handed_over_in_one_step_and_taken_back(cast, loaded, sign_in):
    anna = sign_in(cast.anna)
    view = workload(viewer=cast.actor("anna"))
    picked = [f"{each.deal}-{each.giver}-{each.taker}" for each in view.moves]
    late = view.moves[-1]
    hand_over_deal(by=cast.actor("anna"), deal_id=late.deal, owner_id=cast.gleb.pk)
    anna.post(reverse("control:workload_even"), {"department": cast.sales.pk, "move": picked})
    made = Rebalance.objects.get()
    assert (made.count, made.made_by) == (5, cast.anna), "What changed hands meanwhile stays where it is."
    owners = dict(Deal.objects.values_list("pk", "owner"))
    assert [owners[each.deal] for each in view.moves[:-1]] == [each.taker for each in view.moves[:-1]]
    assert Entry.objects.filter(name="control.deals_rebalanced", about_id=made.pk).count() == 1
    assert Entry.objects.filter(name="crm.deal_handed_over").count() == 6
    first = view.moves[0]
    hand_over_deal(by=cast.actor("anna"), deal_id=first.deal, owner_id=cast.vera.pk)
    anna.post(reverse("control:workload_undo", args=[made.pk]))
    owners = dict(Deal.objects.values_list("pk", "owner"))
    assert owners[first.deal] == cast.vera.pk, "What went further stays."
    assert {owners[each.deal] for each in view.moves[1:-1]} == {cast.boris.pk}
    with pytest.raises(commands.UndoneAlready):
        commands.undo_rebalance(by=cast.actor("anna"), rebalance_id=made.pk)


def test_nobody_away_takes_and_a_stale_or_strange_proposal_is_refused(cast, loaded, sign_in):
    today = clock.today()
    Absence.objects.create(person=cast.dasha, kind="vacation", first=today, last=today + timedelta(days=10))
    view = workload(viewer=cast.actor("anna"))
    rows = {each.name: each for each in view.people}
    assert rows[cast.dasha.short_name].burden is Burden.AWAY
    assert cast.dasha.pk not in {each.taker for each in view.moves}
    move = Handing(loaded["boris"][0], cast.boris.pk, cast.dasha.pk)
    told = {"department_id": cast.sales.pk, "moves": [move]}
    with pytest.raises(Conflict):
        commands.rebalance_deals(by=cast.actor("anna"), **told)
    with pytest.raises(Denied):
        commands.rebalance_deals(by=cast.actor("boris"), **told)
    with pytest.raises(Invalid):
        commands.rebalance_deals(by=cast.actor("anna"), department_id=cast.sales.pk, moves=[])
    with pytest.raises(Missing):
        commands.rebalance_deals(by=cast.actor("anna"), department_id=cast.service.pk, moves=[move])
    assert not Rebalance.objects.exists()


def test_without_a_norm_of_the_head_the_middle_decides_and_the_norm_is_set_on_screen(cast, loaded, sign_in):
    anna = sign_in(cast.anna)
    page = reverse("control:workload_norm")
    assert anna.post(page, {"count": "-1"}).status_code == 422
    anna.post(page, {"count": "0"})
    view = workload(viewer=cast.actor("anna"))
    assert (view.is_set, view.middle, view.norm) == (False, 1.5, 2)
    anna.post(page, {"count": "20"})
    view = workload(viewer=cast.actor("anna"))
    assert (view.is_set, view.norm, view.moves) == (True, 20, ())
