"""Deals created, moved, won, lost, reopened, handed over, removed; strangers and wrong states refused."""

from datetime import timedelta

import pytest

from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm import events
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.deals import (
    create_deal,
    edit_deal,
    hand_over_deal,
    lose_deal,
    move_deal,
    remove_deal,
    reopen_deal,
    restore_deal,
    win_deal,
)
from mostik.crm.commands.totals import recount_all
from mostik.crm.models import Activity, Deal, Loss, Stage, StageTotal
from mostik.crm.rules.deals import FieldsMissing, NotConfirmed, NoWayThere
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from tests.conftest import TODAY
from tests.crm.stage import company, told


def totals():
    """Return the totals that are not empty."""
    rows = StageTotal.objects.exclude(deals=0, amount_minor=0)
    return sorted(rows.values_list("stage", "owner_id", "team_id", "currency", "deals", "amount_minor"))


@pytest.fixture(autouse=True)
def totals_stay_exact(request, db):
    """After every test the running totals are what counting all deals anew gives."""
    yield
    kept = totals()
    recount_all()
    assert kept == totals()


def test_create_puts_a_lead_into_the_first_stage_with_a_next_step(cast, pipeline):
    client = company(cast.boris)
    call = Step(kind=ActivityKind.CALL, due_at=clock.now() + timedelta(days=1), title="Позвонить")
    fields = {"company": client.pk, "amount": Money.of(90_000)}
    number = create_deal(by=cast.actor("boris"), title=" Станок ", fields=fields, next_step=call)
    deal = Deal.objects.get(pk=number)
    assert (deal.title, deal.stage_id, deal.owner, deal.team) == ("Станок", pipeline["lead"].id, cast.boris, cast.north)
    assert (deal.reached, deal.next_at, deal.amount) == (1, call.due_at, Money.of(90_000))
    (event,) = told(events.DealCreated)
    assert (event.deal, event.owner, event.team, event.department) == (
        number,
        cast.boris.pk,
        cast.north.pk,
        cast.sales.pk,
    )
    assert (event.reached, event.amount, event.company, event.cohort) == (("lead",), 9_000_000, client.pk, TODAY)
    assert totals() == [(pipeline["lead"].id, cast.boris.pk, cast.north.pk, "RUB", 1, 9_000_000)]


def test_create_without_the_right_is_refused(cast, pipeline):
    with pytest.raises(Denied):
        create_deal(by=cast.actor("semyon"), title="x")


def test_create_for_another_needs_the_right_to_hand_over(cast, pipeline):
    with pytest.raises(Invalid) as refused:
        create_deal(by=cast.actor("boris"), title="x", owner_id=cast.vera.pk)
    assert refused.value.field == "owner"
    number = create_deal(by=cast.actor("anna"), title="x", owner_id=cast.vera.pk)
    assert Deal.objects.get(pk=number).owner == cast.vera


def test_create_with_another_teams_client_is_refused_as_missing(cast, pipeline):
    with pytest.raises(Missing) as refused:
        create_deal(by=cast.actor("boris"), title="x", fields={"company": company(cast.dasha).pk})
    assert refused.value.field == "company"


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_create_with_a_bad_title_is_refused_at_its_field(cast, pipeline, title):
    with pytest.raises(Invalid) as refused:
        create_deal(by=cast.actor("boris"), title=title)
    assert refused.value.field == "title"


def test_create_by_the_system_must_say_whose(pipeline):
    with pytest.raises(Invalid):
        create_deal(by=SYSTEM, title="x")


def test_create_in_a_closed_stage_is_refused(cast, pipeline):
    with pytest.raises(Invalid):
        create_deal(by=cast.actor("boris"), title="x", stage_id=pipeline["won"].id)


def test_move_passes_the_links_it_skipped_and_ends_the_stay(cast, pipeline, deal_of):
    deal = deal_of(cast.boris, days=4)
    move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=pipeline["proposal"].id)
    (event,) = told(events.DealMoved)
    assert event.reached == ("qualified", "meeting", "proposal")
    assert (event.from_title, event.to_title, event.seconds) == ("Новая заявка", "Предложение", 4 * 86_400)
    first, second = Deal.objects.get(pk=deal.pk).stays.all()
    assert (first.seconds, first.left_at, second.left_at) == (4 * 86_400, clock.now(), None)
    assert (second.came_from_id, second.by_id, second.via) == (pipeline["lead"].id, cast.boris.pk, "person")
    move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=pipeline["qualified"].id)
    assert told(events.DealMoved)[-1].reached == ()


def test_move_of_a_strangers_deal_is_missing(cast, pipeline, deal_of):
    deal = deal_of(cast.dasha)
    for who in ("boris", "vera"):
        with pytest.raises(Missing):
            move_deal(by=cast.actor(who), deal_id=deal.pk, stage_id=pipeline["proposal"].id)
    move_deal(by=cast.actor("gleb"), deal_id=deal.pk, stage_id=pipeline["proposal"].id)


def test_move_with_a_stale_version_says_who_changed_what(cast, pipeline, deal_of):
    deal = deal_of(cast.boris)
    move_deal(by=cast.actor("anna"), deal_id=deal.pk, stage_id=pipeline["qualified"].id, version=deal.version)
    with pytest.raises(Conflict) as refused:
        move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=pipeline["proposal"].id, version=deal.version)
    assert "Anna Koroleva" in str(refused.value)
    assert "Квалификация" in str(refused.value)


def test_move_where_the_stage_does_not_let_is_refused(cast, pipeline, deal_of):
    Stage.objects.filter(pk=pipeline["lead"].id).update(allowed_next=[pipeline["qualified"].id])
    deal = deal_of(cast.boris)
    with pytest.raises(NoWayThere):
        move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=pipeline["contract"].id)


def test_move_asks_for_fields_and_takes_them_along(cast, pipeline, deal_of):
    Stage.objects.filter(pk=pipeline["contract"].id).update(
        required_fields=["amount", "company"], checklist=["ЛПР назван"]
    )
    deal, by = deal_of(cast.boris, rub=0), cast.actor("boris")
    where = {"by": by, "deal_id": deal.pk, "stage_id": pipeline["contract"].id}
    with pytest.raises(FieldsMissing) as refused:
        move_deal(**where)
    assert refused.value.missing == ("amount", "company")
    fields = {"amount": Money.of(5), "company": company(cast.boris).pk}
    with pytest.raises(NotConfirmed):
        move_deal(**where, fields=fields)
    assert Deal.objects.get(pk=deal.pk).amount_minor == 0
    move_deal(**where, fields=fields, confirmed=["ЛПР назван"])
    assert Deal.objects.get(pk=deal.pk).stage_id == pipeline["contract"].id
    assert told(events.DealEdited)[0].changes == (("amount", "", "5\u00a0₽"), ("company", "", "Acme"))


def test_move_into_a_closing_stage_is_refused(cast, pipeline, deal_of):
    deal = deal_of(cast.boris)
    for word in ("won", "lost"):
        with pytest.raises(Invalid):
            move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=pipeline[word].id)


def test_move_before_the_deal_came_there_is_refused(cast, pipeline, deal_of):
    deal = deal_of(cast.boris, days=2)
    with pytest.raises(Invalid):
        move_deal(
            by=cast.actor("boris"),
            deal_id=deal.pk,
            stage_id=pipeline["proposal"].id,
            at=clock.now() - timedelta(days=3),
        )


def test_win_closes_the_deal_with_its_cycle_and_all_links(cast, pipeline, deal_of):
    deal = deal_of(cast.boris, days=12, rub=7)
    win_deal(by=cast.actor("boris"), deal_id=deal.pk)
    row = Deal.objects.get(pk=deal.pk)
    assert (row.outcome, row.closed_at, row.reached, row.stage_id) == ("won", clock.now(), 7, pipeline["won"].id)
    (event,) = told(events.DealWon)
    assert (event.days, event.amount, event.reached[-1], len(event.reached)) == (12, 700, "payment", 6)
    with pytest.raises(Conflict):
        win_deal(by=cast.actor("boris"), deal_id=deal.pk)


def test_lose_needs_a_reason_and_a_note_where_asked(cast, pipeline, deal_of, reason):
    deal, by = deal_of(cast.boris, stage="meeting"), cast.actor("boris")
    other = type(reason).objects.get(title="Другое")
    for values, field in (({"reason_id": None}, "reason"), ({"reason_id": other.pk}, "note")):
        with pytest.raises(Invalid) as refused:
            lose_deal(by=by, deal_id=deal.pk, **values)
        assert refused.value.field == field
    lose_deal(by=by, deal_id=deal.pk, reason_id=other.pk, note="Закрыли производство")
    loss = Loss.objects.get(deal=deal)
    assert (loss.reason, loss.note, loss.from_stage_id) == (other, "Закрыли производство", pipeline["meeting"].id)
    (event,) = told(events.DealLost)
    assert (event.reason_title, event.days, event.stage) == ("Другое", 5, pipeline["lost"].id)


def test_reopen_brings_the_deal_back_and_takes_skipped_links_away(cast, pipeline, deal_of):
    deal, by = deal_of(cast.boris, stage="meeting"), cast.actor("boris")
    win_deal(by=by, deal_id=deal.pk)
    reopen_deal(by=by, deal_id=deal.pk)
    row = Deal.objects.get(pk=deal.pk)
    assert (row.outcome, row.closed_at, row.stage_id, row.reached) == ("open", None, pipeline["meeting"].id, 3)
    assert told(events.DealReopened)[0].was == "won"
    win_deal(by=by, deal_id=deal.pk)
    assert told(events.DealWon)[1].reached == ("proposal", "contract", "invoice", "payment")
    with pytest.raises(Conflict):
        reopen_deal(by=by, deal_id=deal_of(cast.boris).pk)


def test_edit_tells_before_and_after_and_a_won_sum(cast, pipeline, deal_of):
    deal, by = deal_of(cast.boris, "Старое", stage="won", rub=10), cast.actor("boris")
    edit_deal(by=by, deal_id=deal.pk, fields={"title": "Новое", "amount": Money.of(12)}, version=deal.version)
    (event,) = told(events.DealEdited)
    assert event.changes == (("title", "Старое", "Новое"), ("amount", "10\u00a0₽", "12\u00a0₽"))
    assert (event.was_amount, event.amount, event.won) == (1000, 1200, True)
    edit_deal(by=by, deal_id=deal.pk, fields={"title": "Новое"})
    assert len(told(events.DealEdited)) == 1


def test_edit_refuses_a_negative_sum_and_a_contact_of_another_client(cast, pipeline, deal_of):
    from mostik.crm.models import Contact

    ours, theirs = company(cast.boris), company(cast.boris, "Other")
    contact = Contact.objects.create(
        company=theirs, first_name="Ivan", owner=cast.boris, team=cast.north, created_at=clock.now()
    )
    deal, by = deal_of(cast.boris, company=ours.pk), cast.actor("boris")
    for fields, field in (({"amount": Money(-1)}, "amount"), ({"contact": contact.pk}, "contact")):
        with pytest.raises(Invalid) as refused:
            edit_deal(by=by, deal_id=deal.pk, fields=fields)
        assert refused.value.field == field


def test_hand_over_takes_waiting_steps_along(cast, pipeline, deal_of):
    deal = deal_of(cast.boris)
    due = clock.now() + timedelta(days=1)
    plan_activity(by=cast.actor("boris"), kind=ActivityKind.CALL, due_at=due, deal_id=deal.pk)
    with pytest.raises(Denied):
        hand_over_deal(by=cast.actor("boris"), deal_id=deal.pk, owner_id=cast.vera.pk)
    hand_over_deal(by=cast.actor("anna"), deal_id=deal.pk, owner_id=cast.dasha.pk)
    row = Deal.objects.get(pk=deal.pk)
    assert (row.owner, row.team, row.next_at) == (cast.dasha, cast.south, due)
    assert Activity.objects.get(deal=deal).owner == cast.dasha
    (event,) = told(events.DealHandedOver)
    assert (event.from_name, event.to_name, event.team) == ("Boris Belov", "Dasha Dolina", cast.south.pk)


def test_hand_over_outside_ones_reach_is_refused(cast, pipeline, deal_of):
    deal = deal_of(cast.dasha)
    with pytest.raises(Invalid):
        hand_over_deal(by=cast.actor("gleb"), deal_id=deal.pk, owner_id=cast.boris.pk)


def test_remove_and_restore(cast, pipeline, deal_of):
    deal, anna = deal_of(cast.boris), cast.actor("anna")
    with pytest.raises(Denied):
        remove_deal(by=cast.actor("boris"), deal_id=deal.pk)
    remove_deal(by=anna, deal_id=deal.pk)
    assert totals() == []
    with pytest.raises(Missing):
        edit_deal(by=anna, deal_id=deal.pk, fields={"title": "y"})
    restore_deal(by=anna, deal_id=deal.pk)
    assert [total[4] for total in totals()] == [1]
    assert (len(told(events.DealRemoved)), len(told(events.DealRestored))) == (1, 1)


def test_restore_of_a_deal_imported_again_is_refused(cast, pipeline):
    anna = cast.actor("anna")
    first = create_deal(by=anna, title="x", origin="maven", origin_id="7")
    remove_deal(by=anna, deal_id=first)
    create_deal(by=anna, title="x", origin="maven", origin_id="7")
    with pytest.raises(Conflict):
        restore_deal(by=anna, deal_id=first)
