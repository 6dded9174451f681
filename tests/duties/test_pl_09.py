"""PL-09: a plan under way is watched, split anew within what people can bring, offered, answered and put in force."""

from datetime import date, time

import pytest
from django.urls import reverse

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.deals import lose_deal
from mostik.crm.models import Deal, LossReason
from mostik.kernel.money import Money
from mostik.people.commands.people import dismiss_person
from mostik.people.models import Absence
from mostik.planning import tasks
from mostik.planning.commands import plans
from mostik.planning.commands.causes import look_at_plan
from mostik.planning.models import Consent, Part, Plan, PlanCause
from mostik.planning.terms import PlanState
from tests.planning.conftest import lively, sellers  # noqa: F401 - the department with its past

pytestmark = pytest.mark.duty("PL-09")
DECEMBER = date(2026, 12, 1)
TARGET = 3_000_000_00


def in_force(lively, month=DECEMBER, target=TARGET) -> Plan:  # noqa: F811
    by = lively.cast.actor("anna")
    made = plans.make_plan(by=by, department_id=lively.cast.sales.pk, month=month, target=Money(target, "RUB"))
    return plans.put_in_force(by=by, plan_id=made.pk)


@pytest.fixture
def plan(lively) -> Plan:  # noqa: F811
    """December in force."""
    return in_force(lively)


def parts(plan: Plan) -> dict[int, int]:
    return dict(Part.objects.filter(plan=plan).values_list("person", "amount_minor"))


def shown(page, plan, **sent):
    address = reverse("planning:plan_replan", args=[plan.pk])
    answer = page.post(address, sent) if sent else page.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.context


def fall_ill(person, first=7, last=31) -> None:
    Absence.objects.create(person=person, kind="sick", first=date(2026, 12, first), last=date(2026, 12, last))


def offer(page, plan, **sent):
    address = reverse("planning:plan_replan", args=[plan.pk])
    return page.post(address, {"save": "1", "reason": "Boris is ill", "version": plan.version, **sent})


def test_fact_plan_to_date_and_forecast_stand_side_by_side_for_everybody(lively, sign_in):  # noqa: F811
    november = in_force(lively, date(2026, 11, 1), 10_000_000_00)
    seen = shown(sign_in(lively.cast.anna), november)
    assert not seen["holds"]
    assert seen["short"].minor == november.target_minor - seen["expected"].minor
    assert {row["name"] for row in seen["rows"]} == {each.short_name for each in lively.people}
    assert sum(row["done"].minor for row in seen["rows"]) == seen["plan"].standing.fact.minor > 0
    assert sum(row["forecast"].minor for row in seen["rows"]) == seen["expected"].minor
    for row in seen["rows"]:
        assert row["forecast"].minor >= row["done"].minor
    small = in_force(lively, DECEMBER, 300_000_00)
    assert shown(sign_in(lively.cast.anna), small)["holds"]


def test_an_illness_a_dismissal_a_big_deal_and_the_pace_are_found_by_the_clock_and_told_once(
    lively,  # noqa: F811
    sign_in,
    work,
):
    cast = lively.cast
    owned = Deal.objects.filter(owner=cast.vera, outcome="open").order_by("pk")
    big, other = owned[0], owned[1]
    Deal.objects.filter(pk__in=[big.pk, other.pk]).update(amount_minor=900_000_00, expected_on=date(2026, 12, 20))
    plan = in_force(lively)
    assert set(plan.watched) == {str(big.pk), str(other.pk)}
    assert look_at_plan(by=SYSTEM, plan_id=plan.pk) == []
    fall_ill(cast.boris)
    dismiss_person(by=cast.actor("olga"), person_id=cast.gleb.pk, last_day=date(2026, 12, 4))
    lose_deal(by=SYSTEM, deal_id=big.pk, reason_id=LossReason.objects.get(title="Price").pk)
    Deal.objects.filter(pk=other.pk).update(expected_on=date(2027, 1, 15))
    for _ in range(2):
        tasks.promise_looks()
        work()
        outbox.enqueue(tasks.LOOK, key=f"again {_}", payload={"plan": plan.pk})
        work()
    found = {cause.kind: cause for cause in PlanCause.objects.filter(plan=plan)}
    assert set(found) == {"away", "left", "deal lost", "deal moved"}
    assert found["deal lost"].amount_minor == 900_000_00
    assert found["left"].amount_minor == parts(plan)[cast.gleb.pk]
    assert 0 < found["away"].amount_minor < parts(plan)[cast.boris.pk]
    told = Notification.objects.filter(key__startswith=f"plan-{plan.pk}-cause")
    assert {bell.person_id for bell in told} == {cast.anna.pk}
    assert told.count() == 4
    assert {bell.url for bell in told} == {reverse("planning:plan_replan", args=[plan.pk])}
    page = sign_in(cast.anna)
    words = page.get(reverse("planning:plan_version", args=[plan.pk])).content.decode()
    assert cast.boris.short_name in words
    assert big.title in words
    with clock.stopped(clock.moment(date(2026, 12, 14), time(10))):
        page = sign_in(cast.anna)
        page.post(reverse("planning:plan_look", args=[plan.pk]))
        late = PlanCause.objects.get(plan=plan, kind="pace")
        assert late.share == 0
        Absence.objects.all().delete()
        page.post(reverse("planning:plan_look", args=[plan.pk]))
        assert PlanCause.objects.get(plan=plan, kind="away").over_at
        aside = reverse("planning:cause_aside", args=[late.pk])
        assert page.post(aside, {"reason": ""}).status_code == 422
        assert page.post(aside, {"reason": "The fair is on Friday"}).status_code == 302
        open_now = {cause.kind for cause, _ in shown(page, plan)["causes"] if cause.open}
        assert open_now == {"left", "deal lost", "deal moved"}


def test_the_bounds_of_doubt_are_the_companys_to_choose(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    given = {"away_days": "20", "deal_share": "5", "pace": "80", "pace_days": "5"}
    assert page.post(reverse("planning:bounds"), {**given, "pace": "101"}).status_code == 422
    assert page.post(reverse("planning:bounds"), given).status_code == 302
    fall_ill(cast.boris, 7, 18)
    assert look_at_plan(by=SYSTEM, plan_id=plan.pk) == []
    page.post(reverse("planning:bounds"), {**given, "away_days": "10"})
    assert len(look_at_plan(by=SYSTEM, plan_id=plan.pk)) == 1


def test_what_is_left_is_split_anew_to_the_kopeck_within_what_people_can_bring(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    calm = shown(page, plan)
    fall_ill(cast.boris, 1, 31)
    seen = shown(page, plan)
    split = seen["proposal"].split
    assert sum(each.after for each in split.people) + split.uncovered == TARGET
    after = {each.person: each.after for each in split.people}
    was = {each.person: each.after for each in calm["proposal"].split.people}
    assert after[cast.boris.pk] < was[cast.boris.pk]
    for each in split.people:
        assert each.after <= each.most
        if each.person != cast.boris.pk:
            assert each.after >= was[each.person]
    takers = [row for row in seen["rows"] if row["moved"] and row["moved"].minor > 0]
    assert takers
    assert all(row["why"] and row["days"] for row in takers)


def test_what_nobody_can_bring_is_named_with_what_would_cover_it(lively, sign_in):  # noqa: F811
    plan = in_force(lively, DECEMBER, 60_000_000_00)
    seen = shown(sign_in(lively.cast.anna), plan)
    split = seen["proposal"].split
    assert split.uncovered > 0
    assert sum(each.after for each in split.people) + split.uncovered == 60_000_000_00
    assert all(each.after == each.most for each in split.people)
    assert seen["binding"]
    assert len(seen["ways"]) == 3
    assert seen["proposal"].hands > 0
    assert seen["proposal"].leads > 0
    page = sign_in(lively.cast.anna)
    assert offer(page, plan, reason="As it can be").status_code == 302
    made = Plan.objects.latest("pk")
    assert made.uncovered_minor == split.uncovered
    assert sum(parts(made).values()) == made.target_minor - made.uncovered_minor


def test_the_work_of_who_left_stays_and_their_open_deals_fall_to_the_others(plan, lively, sign_in):  # noqa: F811
    cast = lively.cast
    dismiss_person(by=cast.actor("olga"), person_id=cast.gleb.pk, last_day=date(2026, 11, 17))
    page = sign_in(cast.anna)
    seen = shown(page, plan)
    rows = {row["name"]: row for row in seen["rows"]}
    assert rows[cast.gleb.short_name]["after"].minor == 0
    assert sum(row["handed"].minor for row in seen["rows"]) > 0
    assert not rows[cast.gleb.short_name]["handed"]
    assert offer(page, plan, reason="Gleb has left").status_code == 302
    made = Plan.objects.latest("pk")
    assert parts(made)[cast.gleb.pk] == 0
    assert sum(parts(made).values()) + made.uncovered_minor == TARGET
    assert page.post(reverse("planning:plan_force", args=[made.pk]), {"reason": "He left"}).status_code == 302
    assert "left" not in {cause.kind for cause in look_at_plan(by=SYSTEM, plan_id=made.pk)}
    copied = plans.copy_plan(by=cast.actor("anna"), plan_id=made.pk)
    assert sum(parts(copied).values()) + copied.uncovered_minor == TARGET


def test_parts_by_hand_keep_the_sum_and_wrong_ones_are_said_at_their_field(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    fall_ill(cast.boris, 1, 31)
    field = f"part_{cast.vera.pk}"
    seen = shown(page, plan, **{field: "700 000", "version": plan.version})
    split = seen["proposal"].split
    assert seen["proposal"].of(cast.vera.pk).after == 700_000_00
    assert sum(each.after for each in split.people) + split.uncovered == TARGET
    address = reverse("planning:plan_replan", args=[plan.pk])
    wrong = page.post(address, {field: "99 000 000"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors[field]
    assert wrong.context["form"][field].value() == "99 000 000"
    assert offer(page, plan, reason=" ").status_code == 422
    assert Plan.objects.count() == 1


def test_people_see_what_changes_for_them_and_agree_or_object_and_the_head_enforces_with_a_reason(
    plan,
    lively,  # noqa: F811
    sign_in,
):
    cast, page = lively.cast, sign_in(lively.cast.anna)
    fall_ill(cast.boris, 1, 31)
    assert offer(page, plan).status_code == 302
    made = Plan.objects.latest("pk")
    assert (made.state, made.former_id, made.note, made.made_by) == (
        PlanState.PROPOSED,
        plan.pk,
        "Boris is ill",
        cast.anna.pk,
    )
    changed = [who for who, amount in parts(made).items() if amount != parts(plan)[who]]
    bells = Notification.objects.filter(key__startswith=f"plan-{made.pk}-split")
    assert {bell.person_id for bell in bells} == set(changed)
    board = reverse("planning:plan_changes", args=[made.pk])
    vera = sign_in(cast.vera)
    own = vera.get(board).context["view"]
    assert [line.person for line in own.people] == [cast.vera.pk]
    assert own.people[0].before.minor == parts(plan)[cast.vera.pk]
    assert own.people[0].after.minor == parts(made)[cast.vera.pk]
    answer = reverse("planning:plan_answer", args=[made.pk])
    assert vera.post(answer, {"agrees": "no", "note": ""}).status_code == 422
    assert vera.post(answer, {"agrees": "no", "note": "Too much with the fair"}).status_code == 302
    head = sign_in(cast.anna)
    view = head.get(board).context["view"]
    assert (view.asked, view.objecting, view.agreed) == (len(changed), 1, 0)
    back = reverse("planning:plan_take_back", args=[made.pk])
    assert head.post(back).status_code == 409
    head.post(reverse("planning:plan_remind", args=[made.pk]))
    reminded = Notification.objects.filter(key__startswith=f"plan-{made.pk}-remind")
    assert {bell.person_id for bell in reminded} == set(changed) - {cast.vera.pk}
    force = reverse("planning:plan_force", args=[made.pk])
    refused = head.post(force, {"reason": ""})
    assert refused.status_code == 422
    assert head.post(force, {"reason": "The month will not wait"}).status_code == 302
    made.refresh_from_db()
    plan.refresh_from_db()
    assert (made.state, plan.state) == (PlanState.ACTIVE, PlanState.SUPERSEDED)
    assert "The month will not wait" in sign_in(cast.vera).get(board).content.decode()


def test_an_offer_is_taken_back_until_the_first_answer_and_versions_stand_side_by_side(
    plan,
    lively,  # noqa: F811
    sign_in,
):
    cast, page = lively.cast, sign_in(lively.cast.anna)
    fall_ill(cast.boris, 1, 31)
    offer(page, plan)
    made = Plan.objects.latest("pk")
    assert page.post(reverse("planning:plan_take_back", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.state == PlanState.DRAFT
    assert not Consent.objects.exists()
    board = reverse("planning:plan_changes", args=[made.pk])
    beside = page.get(board, {"with": plan.pk}).context["view"]
    assert beside.other.id == plan.pk
    assert {line.person: line.before.minor for line in beside.people} == parts(plan)
    assert any(line.counts for line in beside.people)
    again = page.get(reverse("planning:plan_changes", args=[plan.pk]), {"with": made.pk}).context["view"]
    assert {line.person: line.after.minor for line in again.people} == parts(plan)


def test_programs_read_offer_and_answer_and_sellers_do_not_replan(plan, lively, sign_in):  # noqa: F811
    cast, page = lively.cast, sign_in(lively.cast.anna)
    fall_ill(cast.boris, 1, 31)
    found = page.get(f"/api/v1/plans/{plan.pk}/replan").json()
    assert found["holds"] in {True, False}
    whole = sum(round(float(each["after"]["amount"]) * 100) for each in found["people"])
    assert whole + round(float(found["uncovered"]["amount"]) * 100) == TARGET
    given = {"reason": "Boris is ill", "parts": {str(cast.vera.pk): {"amount": "700000", "currency": "RUB"}}}
    made = page.post(f"/api/v1/plans/{plan.pk}/replan", given, content_type="application/json")
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert parts(Plan.objects.get(pk=number))[cast.vera.pk] == 700_000_00
    vera = sign_in(cast.vera)
    said = vera.post(f"/api/v1/plans/{number}/answer", {"agrees": True}, content_type="application/json")
    assert said.status_code == 200, said.content
    assert vera.get(f"/api/v1/plans/{number}/changes").json()["people"][0]["answer"]["agrees"] is True
    assert vera.get(reverse("planning:plan_replan", args=[plan.pk])).status_code == 403
    assert vera.get(f"/api/v1/plans/{plan.pk}/replan").status_code == 403
    assert vera.post(reverse("planning:plan_remind", args=[number])).status_code == 403
