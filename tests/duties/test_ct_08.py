"""CT-08: the live load of each person beside the norm, and an even one proposed, handed over and taken back."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.models import Account, Talk
from mostik.control.commands import rebalances
from mostik.control.commands import workload as commands
from mostik.control.models import Rebalance
from mostik.control.pages.workload_table import table
from mostik.control.queries.workload import TAKES, workload
from mostik.control.rules.workload import Handing
from mostik.control.terms import Burden, Came, Evening
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.clients import add_company
from mostik.crm.commands.deals import create_deal, hand_over_deal, remove_deal
from mostik.crm.commands.leads import capture_lead, keep_leads_apart
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Deal
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.models import Absence, User
from mostik.planning.queries.basis import time_norms
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
    [group] = sign_in(cast.anna).get(reverse("control:workload")).context["groups"]
    assert (group["giver"], group["moves"]) == (cast.boris.short_name, list(view.moves)), "By whom it goes from."
    assert set(group["takers"]) == {each.taker_name for each in view.moves}
    lines = text_of(sign_in(cast.anna).get(reverse("control:workload"), {"format": "csv"})).lstrip("\ufeff")
    assert [row[2] for row in csv.reader(io.StringIO(lines), delimiter=";")][1] == "12"


def test_each_figure_of_a_person_opens_just_what_it_counts(cast, loaded, sign_in):
    now, boris = clock.now(), cast.actor("boris")
    deals = iter(loaded["boris"][3:])
    with clock.stopped(now - timedelta(days=2)):
        for hours in (-30, -2, 1, 3, 40):  # two overdue, one of them of this morning; two more today, one later
            plan_activity(by=boris, deal_id=next(deals), kind=ActivityKind.CALL, due_at=now + timedelta(hours=hours))
    remove_deal(by=cast.actor("anna"), deal_id=loaded["boris"][6])  # due in three hours
    account = Account.objects.create(way="telegram", title="Bot", owner=cast.boris, made_at=now)
    for state, unread in (("waiting", 2), ("person", 1), ("person", 0), ("robot", 3), ("closed", 1)):
        told = {"owner": cast.boris, "team": cast.boris.team, "last_at": now, "made_at": now}
        Talk.objects.create(account=account, address=f"{state}{unread}", state=state, unread=unread, **told)
    Talk.objects.create(
        account=account,
        address="v",
        state="person",
        unread=1,
        last_at=now,
        made_at=now,
        owner=cast.vera,
        team=cast.vera.team,
    )
    User.objects.filter(pk=cast.vera.pk).update(left_on=clock.today() + timedelta(days=40))
    anna = sign_in(cast.anna)
    load, home = workload(viewer=cast.actor("anna")), reverse("control:workload")
    row = next(each for each in load.people if each.id == cast.boris.pk)
    counts = {"deals": 11, "overdue": 2, "today": 1, "leads": 11, "talks": 2}
    assert {name: getattr(row, name) for name in counts} == counts
    hrefs = set(re.findall(r'href="([^"]+)"', text_of(anna.get(home))))
    context = anna.get(home).context
    assert {name: each["count"] for name, each in context["sums"].items()} == {
        "deals": 15,
        "overdue": 2,
        "today": 1,
        "leads": 15,
        "talks": 3,
    }, "Of all, one who leaves too."
    for name, total in context["sums"].items():
        own = f"{total['href'].partition('&owner=')[0]}&owner={cast.boris.pk}"
        assert own.replace("&", "&amp;") in hrefs, name
        for href, count in ((own, counts[name]), (total["href"], total["count"])):
            page = anna.get(href).context["page"]
            assert (len(page.rows), page.is_narrowed) == (count, True), href
    keep_leads_apart(by=cast.actor("anna"))
    capture_lead(by=cast.actor("anna"), title="Asks the price", owner_id=cast.dasha.pk)
    apart = anna.get(home).context["sums"]
    assert (apart["deals"]["count"], apart["leads"]["count"]) == (16, 16)
    for total in apart.values():
        assert len(anna.get(total["href"]).context["page"].rows) == total["count"], "Leads in their own pipeline too."
    assert len(anna.get(reverse("crm:deal_list")).context["page"].rows) == 15, "Unasked, leads stay apart."
    call = sum(time_norms()[kpi] for kpi in TAKES["call"])
    assert row.booked == pytest.approx(1.5 + 4 * call / 60), "A removed deal books nothing."


def test_people_are_found_sorted_by_every_figure_narrowed_and_paged(cast, loaded, sign_in):
    anna, home = sign_in(cast.anna), reverse("control:workload")

    def shown(**asked):
        page = anna.get(home, {"department": cast.sales.pk, **asked}).context["page"]
        return [re.search(r"person=(\d+)", str(row.cells[0].html)).group(1) for row in page.rows]

    people = {str(each.id): each for each in workload(viewer=cast.actor("anna")).people}
    assert shown() == list(people), "The most loaded first."
    assert shown(size=25, after="2") == list(people)[2:]
    for column in table(workload(viewer=cast.actor("anna")), {}, cast.actor("anna")).columns:
        if column.sort:
            told = [getattr(people[each], column.sort[0]) for each in shown(sort=column.key)]
            assert told == sorted(told, key=lambda each: (each is None, each)), column.key
            assert len(told) == len(people)
    boris, vera = str(cast.boris.pk), str(cast.vera.pk)
    assert shown(q=cast.vera.last_name.upper()) == [vera]
    assert shown(burden="over") == [boris]
    assert boris not in shown(takes="yes")
    assert vera in shown(takes="yes")
    north = {pk for pk, each in people.items() if each.team == cast.boris.team_id}
    assert boris in north < set(people)
    assert set(shown(team=cast.boris.team_id)) == north
    file = text_of(anna.get(home, {"format": "csv", "burden": "over"}))
    assert cast.boris.short_name in file
    assert cast.vera.short_name not in file


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
    with pytest.raises(rebalances.UndoneAlready):
        rebalances.undo_rebalance(by=cast.actor("anna"), rebalance_id=made.pk)


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
        rebalances.rebalance_deals(by=cast.actor("anna"), **told)
    with pytest.raises(Denied):
        rebalances.rebalance_deals(by=cast.actor("boris"), **told)
    with pytest.raises(Invalid):
        rebalances.rebalance_deals(by=cast.actor("anna"), department_id=cast.sales.pk, moves=[])
    with pytest.raises(Missing):
        rebalances.rebalance_deals(by=cast.actor("anna"), department_id=cast.service.pk, moves=[move])
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


@pytest.fixture
def little(monkeypatch):
    """Four deals are many, and a worker takes two at once."""
    monkeypatch.setattr(rebalances, "AT_ONCE", 4)
    monkeypatch.setattr(rebalances, "PORTION", 2)


def test_many_deals_go_in_the_background_are_watched_stopped_and_taken_back(cast, loaded, sign_in, little, work):
    anna, by = sign_in(cast.anna), cast.actor("anna")
    before = dict(Deal.objects.values_list("pk", "owner"))
    view = workload(viewer=by)
    picked = [f"{each.deal}-{each.giver}-{each.taker}" for each in view.moves]
    strange = [f"999999-{cast.boris.pk}-{cast.dasha.pk}", f"{loaded['boris'][5]}-{cast.boris.pk}-{cast.boris.pk}"]
    answer = anna.post(reverse("control:workload_even"), {"department": cast.sales.pk, "move": [*picked, *strange]})
    made = Rebalance.objects.get()
    card, progress = (reverse(f"control:rebalance{end}", args=[made.pk]) for end in ("", "_progress"))
    assert (answer.headers["Location"], made.state, made.total, made.count) == (card, Evening.RUNNING, 6, 0)
    assert dict(Deal.objects.values_list("pk", "owner")) == before, "A worker does it, not the person who waits."
    with pytest.raises(rebalances.UnderWay):
        rebalances.undo_rebalance(by=by, rebalance_id=made.pk)

    assert rebalances.take_portion(by=by, rebalance_id=made.pk)
    assert "2 из 6" in text_of(anna.get(progress))
    assert progress in text_of(anna.get(reverse("control:workload")))
    anna.post(reverse("control:rebalance_cancel", args=[made.pk]))
    work()
    made.refresh_from_db()
    assert (made.state, made.seen, made.count) == (Evening.CANCELLED, 2, 2)
    assert anna.get(progress).headers["HX-Redirect"] == card
    page = anna.get(card)
    assert {words: count for words, count, _href in page.context["counts"]} == {"передана": 2, "не дошла очередь": 4}
    assert len(anna.get(card, {"came": "gone"}).context["page"].rows) == 2, "Each figure opens its deals."
    told = Notification.objects.get(person_id=cast.anna.pk, kind="work")
    assert told.params == {"count": "2", "total": "6"}
    anna.post(reverse("control:workload_undo", args=[made.pk]))
    assert dict(Deal.objects.values_list("pk", "owner")) == before, "Two are few: back at once."

    moves = [Handing(each.deal, each.giver, each.taker) for each in view.moves]
    again, _outcome = rebalances.rebalance_deals(by=by, department_id=cast.sales.pk, moves=moves)
    hand_over_deal(by=by, deal_id=moves[3].deal, owner_id=cast.gleb.pk)
    work()
    again.refresh_from_db()
    assert (again.state, again.seen, again.count) == (Evening.DONE, 6, 5)
    [stayed] = again.moves.filter(came=Came.STAYED)
    assert (stayed.deal_id, bool(stayed.why)) == (moves[3].deal, True), "What changed hands meanwhile stays, and why."
    assert Entry.objects.filter(name="control.deals_rebalanced", about_id=again.pk).count() == 1
    assert not rebalances.take_portion(by=by, rebalance_id=again.pk), "A second worker finds nothing to do."

    hand_over_deal(by=by, deal_id=moves[0].deal, owner_id=cast.vera.pk)
    rebalances.undo_rebalance(by=by, rebalance_id=again.pk)
    work()
    again.refresh_from_db()
    assert (again.state, again.moves.filter(came=Came.BACK).count()) == (Evening.UNDONE, 4)
    assert again.moves.get(came=Came.KEPT).deal_id == moves[0].deal, "What went further stays."
    after = {moves[0].deal: cast.vera.pk, moves[3].deal: cast.gleb.pk}
    assert dict(Deal.objects.values_list("pk", "owner")) == before | after


def test_work_of_somebody_who_has_left_is_given_up_and_can_be_taken_back(cast, loaded, little, work):
    by = cast.actor("anna")
    moves = [Handing(each.deal, each.giver, each.taker) for each in workload(viewer=by).moves]
    made, _outcome = rebalances.rebalance_deals(by=by, department_id=cast.sales.pk, moves=moves)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    work()
    made.refresh_from_db()
    assert (made.state, made.count) == (Evening.CANCELLED, 0)


def test_program_reads_the_load_hands_over_what_is_proposed_and_takes_it_back(cast, loaded, sign_in):
    anna = sign_in(cast.anna)

    def post(way: str, **said):
        return anna.post(f"/api/v1/rebalances{way}", said, content_type="application/json")

    told = anna.get("/api/v1/workload").json()
    boris = next(each for each in told["people"] if each["id"] == cast.boris.pk)
    assert (boris["deals"], boris["norm"], boris["burden"], boris["hours_booked"]) == (12, 6, "over", 1.5)
    moves = [{name: each[name] for name in ("deal", "giver", "taker")} for each in told["moves"]]
    said = {"department_id": told["department"], "moves": moves}
    made = post("", **said)
    assert (made.status_code, made.json()["state"], made.json()["count"]) == (201, "done", 6)
    number = made.json()["id"]
    owners = dict(Deal.objects.values_list("pk", "owner"))
    assert all(owners[each["deal"]] == each["taker"] for each in moves)
    rows = anna.get(f"/api/v1/rebalances/{number}/moves").json()
    assert {(each["deal"], each["came"]) for each in rows} == {(each["deal"], "gone") for each in moves}
    again = post("", **said)
    assert (again.status_code, "Ничего не передано" in str(again.json())) == (409, True)
    assert post(f"/{number}/cancel").status_code == 409
    assert post(f"/{number}/undo").json()["state"] == "undone"
    assert post("", **{**said, "moves": []}).status_code == 422
    boris = sign_in(cast.boris)
    assert boris.get("/api/v1/workload").status_code == 403
    assert boris.get(f"/api/v1/rebalances/{number}").status_code == 403
