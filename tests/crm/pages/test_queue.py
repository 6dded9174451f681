"""The queue worked in place through the browser's requests."""

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.activities import finish_activity, plan_activity
from mostik.crm.models import Activity, Contact
from mostik.crm.terms import ActivityKind, ActivityResult
from tests.crm.stage import at, company, deal

FRAGMENT = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend=BACKEND)
        return client

    return enter


@pytest.fixture
def boris(cast, sign_in):
    return sign_in(cast.boris)


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data, headers=FRAGMENT)


def step_on(row, by, when="2026-11-18 12:00", **more):
    return plan_activity(by=by, kind=ActivityKind.CALL, due_at=at(when), deal_id=row.pk, **more)


def test_queue_opens_the_first_item_with_all_one_needs(cast, boris, django_assert_max_num_queries):
    acme = company(cast.boris, "Acme")
    ivan = Contact.objects.create(
        first_name="Ivan", phone="+79123456789", company=acme, owner=cast.boris, team=cast.north, created_at=clock.now()
    )
    row = deal(cast.boris, "Ten machines", company=acme, contact=ivan)
    step_on(row, cast.actor("boris"), promised=True, title="About the price")
    for _ in range(20):
        deal(cast.boris)
    with django_assert_max_num_queries(15):  # three of them write down whose contacts were seen
        page = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    assert 'href="tel:+79123456789"' in page
    assert "About the price" in page
    assert page.count("data-key=") >= 5


def test_result_asks_for_the_next_step_in_one_field(cast, boris, django_assert_max_num_queries):
    row = deal(cast.boris)
    pk = step_on(row, cast.actor("boris"))
    page = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    assert f'name="asks" value="{row.pk}"' in page
    with django_assert_max_num_queries(27):  # two let the note be found, four end the turn of a lead and its robots
        answer = post(boris, "crm:queue_result", pk, result="talked", note="Wants a discount", asks=row.pk)
    assert answer.status_code == 200
    assert "dayChanged" in answer.headers["HX-Trigger"]
    assert reverse("crm:queue_step", args=[row.pk]) in answer.content.decode()
    done = Activity.objects.get(pk=pk)
    assert (done.result, done.note) == ("talked", "Wants a discount")
    with django_assert_max_num_queries(27):  # the step and the next item of the queue in one answer
        answer = post(boris, "crm:queue_step", row.pk, step="встреча 25.11 в 10")
    assert answer.headers["HX-Retarget"] == "#queue"
    assert "Всё на сегодня сделано" in answer.content.decode()
    row.refresh_from_db()
    assert row.next_at == at("2026-11-25 10:00")


def test_result_goes_straight_on_when_the_deal_has_another_step(cast, boris):
    row = deal(cast.boris)
    pk = step_on(row, cast.actor("boris"))
    step_on(row, cast.actor("boris"), "2026-11-20 12:00")
    assert 'name="asks"' not in boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    answer = post(boris, "crm:queue_result", pk, result="no answer")
    assert answer.headers["HX-Retarget"] == "#queue"


def test_same_again_is_suggested_after_no_answer(cast, boris):
    row = deal(cast.boris)
    pk = step_on(row, cast.actor("boris"))
    page = post(boris, "crm:queue_result", pk, result="no answer", asks=row.pk).content.decode()
    suggested = page.partition('name="step" value="')[2].partition('"')[0]
    assert suggested == "звонок завтра"
    assert post(boris, "crm:queue_step", row.pk, step=suggested).status_code == 200
    row.refresh_from_db()
    assert row.next_at == at("2026-11-19 09:00")


def test_unclear_step_keeps_what_was_typed_and_says_what_to_write(cast, boris):
    row = deal(cast.boris)
    answer = post(boris, "crm:queue_step", row.pk, step="when the moon is full")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "when the moon is full" in page
    assert 'aria-invalid="true"' in page
    assert not Activity.objects.exists()


@pytest.mark.parametrize("result", ["", "held", "nonsense"])
def test_result_that_does_not_fit_is_refused_and_the_note_kept(cast, boris, result):
    pk = step_on(deal(cast.boris), cast.actor("boris"))
    answer = post(boris, "crm:queue_result", pk, result=result, note="Half a page of notes")
    assert answer.status_code == 422
    assert "Half a page of notes" in answer.content.decode()
    assert Activity.objects.get(pk=pk).done_at is None


def test_slip_of_the_hand_is_taken_back(cast, boris):
    row = deal(cast.boris)
    pk = step_on(row, cast.actor("boris"))
    post(boris, "crm:queue_result", pk, result="wrong number")
    answer = post(boris, "crm:queue_undo", pk)
    assert answer.status_code == 200
    assert Activity.objects.get(pk=pk).done_at is None


def test_new_lead_is_answered_from_the_queue(cast, boris):
    lead = deal(cast.boris, stage="New", rub=0)
    page = boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()
    assert reverse("crm:queue_log", args=[lead.pk]) in page
    answer = post(boris, "crm:queue_log", lead.pk, ended="call:talked", note="Wants ten")
    assert answer.status_code == 200
    assert Activity.objects.get().note == "Wants ten"
    assert post(boris, "crm:queue_log", lead.pk, ended="call:held").status_code == 422


def test_foreign_items_are_as_good_as_none(cast, boris):
    row = deal(cast.vera)
    pk = step_on(row, cast.actor("vera"))
    assert post(boris, "crm:queue_result", pk, result="talked").status_code == 404
    assert post(boris, "crm:queue_step", row.pk, step="завтра").status_code == 404
    assert post(boris, "crm:queue_step", row.pk, step="").status_code == 404
    assert post(boris, "crm:queue_log", row.pk, ended="call:talked").status_code == 404
    assert boris.get(reverse("crm:queue") + f"?person={cast.vera.pk}", headers=FRAGMENT).status_code == 404


def test_head_works_a_persons_queue_and_stays_in_it(cast, sign_in):
    pk = step_on(deal(cast.boris), cast.actor("boris"))
    anna = sign_in(cast.anna)
    page = anna.get(reverse("crm:queue") + f"?person={cast.boris.pk}", headers=FRAGMENT).content.decode()
    assert f'name="person" value="{cast.boris.pk}"' in page
    answer = post(anna, "crm:queue_result", pk, result="talked", person=cast.boris.pk)
    assert f'value="{cast.boris.pk}"' in answer.content.decode()
    assert Activity.objects.get(pk=pk).owner == cast.boris


def test_empty_queue_says_what_to_do(cast, boris):
    assert "Всё на сегодня сделано" in boris.get(reverse("crm:queue"), headers=FRAGMENT).content.decode()


def test_item_done_elsewhere_is_refused_in_clear_words(cast, boris):
    pk = step_on(deal(cast.boris), cast.actor("boris"))
    finish_activity(by=cast.actor("boris"), activity_id=pk, result=ActivityResult.TALKED)
    answer = post(boris, "crm:queue_result", pk, result="talked")
    assert (answer.status_code, answer.content.decode()) == (409, "Это уже сделано.")


def test_a_number_no_deal_can_have_is_taken_up_by_nobody(cast, sign_in):
    assert sign_in(cast.boris).post(f"/queue/deals/{10**30}/take-up/").status_code == 404
