"""Screens of activities: tabs, filters, many at once, the composer, finishing, changing, removing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity
from mostik.crm.models import Activity
from mostik.crm.terms import ActivityKind, ActivityResult
from tests.crm.stage import at, company, deal
from tests.pages import text_of

FRAGMENT = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CALL, TASK = ActivityKind.CALL, ActivityKind.TASK


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend=BACKEND)
        return client

    return enter


def planned(by, row, when, title, kind=CALL):
    return plan_activity(by=by, kind=kind, due_at=at(when), deal_id=row.pk, title=title)


@pytest.fixture
def week(cast):
    """An overdue call, one for today, one for Monday, one far away, one done."""
    row, boris = deal(cast.boris), cast.actor("boris")
    late = planned(boris, row, "2026-11-18 09:00", "LATE")
    Activity.objects.filter(pk=late).update(due_at=at("2026-11-16 09:00"))
    made = {"LATE": late}
    for title, when in (("TODAY", "2026-11-18 16:00"), ("MONDAY", "2026-11-23 10:00"), ("FAR", "2026-12-18 10:00")):
        made[title] = planned(boris, row, when, title)
    made["DONE"] = log_activity(by=boris, kind=CALL, result=ActivityResult.TALKED, title="DONE", deal_id=row.pk)
    return made


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("", {"LATE", "TODAY", "MONDAY", "FAR"}),
        ("overdue", {"LATE"}),
        ("today", {"TODAY"}),
        ("week", {"TODAY", "MONDAY"}),
        ("done", {"DONE"}),
    ],
)
def test_tab_shows_its_own(cast, sign_in, week, tab, shown):
    page = text_of(sign_in(cast.boris).get(reverse("crm:activity_list"), {"tab": tab} if tab else {}))
    assert {title for title in week if f": {title}" in page} == shown


def test_list_is_searched_filtered_and_scoped(cast, sign_in, week):
    planned(cast.actor("vera"), deal(cast.vera), "2026-11-19 10:00", "VERAS")
    boris = sign_in(cast.boris)
    assert "VERAS" not in text_of(boris.get(reverse("crm:activity_list")))
    assert ": MONDAY" not in text_of(boris.get(reverse("crm:activity_list"), {"q": "FAR"}))
    assert ": FAR" not in text_of(boris.get(reverse("crm:activity_list"), {"kind": "meeting"}))
    anna = sign_in(cast.anna)
    page = text_of(anna.get(reverse("crm:activity_list"), {"owner": cast.vera.pk}))
    assert "VERAS" in page
    assert ": FAR" not in page


def test_composer_plans_from_one_line_and_tells_the_card(cast, sign_in):
    row, boris = deal(cast.boris), sign_in(cast.boris)
    assert 'name="step"' in text_of(boris.get(reverse("crm:activity_add"), {"deal": row.pk}, headers=FRAGMENT))
    sent = {"step": "звонок завтра 15:00", "deal": row.pk}
    answer = boris.post(reverse("crm:activity_add"), sent, headers=FRAGMENT)
    assert answer.status_code == 200
    assert "timelineChanged" in answer.headers["HX-Trigger"]
    row.refresh_from_db()
    assert row.next_at == at("2026-11-19 15:00")
    answer = boris.post(reverse("crm:activity_add"), {"step": "как-нибудь", "deal": row.pk}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert "как-нибудь" in text_of(answer)


def test_composer_records_what_was_done_and_notes(cast, sign_in):
    acme, boris = company(cast.boris), sign_in(cast.boris)
    sent = {"ended": "meeting:held", "note": "Shook hands", "minutes": "40", "company": acme.pk}
    assert boris.post(reverse("crm:activity_log"), sent, headers=FRAGMENT).status_code == 200
    assert (
        boris.post(reverse("crm:activity_note"), {"note": "Tea", "company": acme.pk}, headers=FRAGMENT).status_code
        == 200
    )
    assert list(Activity.objects.order_by("pk").values_list("kind", "result", "seconds")) == [
        ("meeting", "held", 2400),
        ("note", "done", 0),
    ]
    for name, bad in (("crm:activity_log", {"ended": "call:held"}), ("crm:activity_note", {"note": " "})):
        assert boris.post(reverse(name), {**bad, "company": acme.pk}, headers=FRAGMENT).status_code == 422


def test_composer_on_a_foreign_card_is_refused(cast, sign_in):
    theirs = deal(cast.vera)
    sent = {"step": "звонок завтра 15:00", "deal": theirs.pk}
    assert sign_in(cast.boris).post(reverse("crm:activity_add"), sent, headers=FRAGMENT).status_code == 404
    assert not Activity.objects.exists()


def test_finishing_asks_for_the_next_step_only_when_there_is_none(cast, sign_in):
    row, boris = deal(cast.boris), sign_in(cast.boris)
    pk = planned(cast.actor("boris"), row, "2026-11-18 16:00", "")
    address = reverse("crm:activity_finish", args=[pk])
    assert 'name="step"' in text_of(boris.get(address, headers=FRAGMENT))
    answer = boris.post(address, {"result": "talked", "note": "Yes", "step": "нет времени"}, headers=FRAGMENT)
    assert answer.status_code == 422
    boris.post(address, {"result": "talked", "note": "Yes", "step": "встреча 25.11 в 10"}, headers=FRAGMENT)
    row.refresh_from_db()
    assert row.next_at == at("2026-11-25 10:00")
    other = planned(cast.actor("boris"), row, "2026-11-18 17:00", "")
    assert 'name="step"' not in text_of(boris.get(reverse("crm:activity_finish", args=[other]), headers=FRAGMENT))


def test_plan_is_changed_with_its_version(cast, sign_in):
    boris = sign_in(cast.boris)
    pk = planned(cast.actor("boris"), deal(cast.boris), "2026-11-18 16:00", "Old")
    address = reverse("crm:activity_edit", args=[pk])
    assert "Old" in text_of(boris.get(address, headers=FRAGMENT))
    sent = {"version": 0, "title": "New", "due_at": "2026-11-20T10:00", "owner": cast.boris.pk}
    assert boris.post(address, sent, headers=FRAGMENT).status_code == 204
    assert Activity.objects.get(pk=pk).due_at == at("2026-11-20 10:00")
    assert boris.post(address, sent, headers=FRAGMENT).status_code == 409
    past = {**sent, "version": 1, "due_at": "2026-11-01T10:00"}
    answer = boris.post(address, past, headers=FRAGMENT)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)


def test_removed_activity_is_brought_back(cast, sign_in):
    boris = sign_in(cast.boris)
    pk = planned(cast.actor("boris"), deal(cast.boris), "2026-11-18 16:00", "")
    answer = boris.post(reverse("crm:activity_drop", args=[pk]))
    assert reverse("crm:activity_restore", args=[pk]) in text_of(boris.get(answer.headers["Location"]))
    boris.post(reverse("crm:activity_restore", args=[pk]))
    assert Activity.objects.get(pk=pk).removed_at is None


def test_many_are_put_off_handed_over_and_ticked_off(cast, sign_in):
    anna, by = sign_in(cast.anna), cast.actor("boris")
    calls = [planned(by, deal(cast.boris), "2026-11-18 16:00", "") for _ in range(3)]
    anna.post(reverse("crm:activities_move"), {"pk": calls, "due_at": "2026-11-20T10:00"}, headers=FRAGMENT)
    assert set(Activity.objects.values_list("due_at", flat=True)) == {at("2026-11-20 10:00")}
    anna.post(reverse("crm:activities_hand_over"), {"pk": calls[:2], "owner": cast.vera.pk}, headers=FRAGMENT)
    assert Activity.objects.filter(owner=cast.vera).count() == 2
    assert anna.post(reverse("crm:activities_finish"), {"pk": calls}, headers=FRAGMENT).status_code == 422
    tasks = [planned(by, deal(cast.boris), "2026-11-18 16:00", "", TASK) for _ in range(2)]
    anna.post(reverse("crm:activities_finish"), {"pk": tasks}, headers=FRAGMENT)
    assert Activity.objects.filter(pk__in=tasks, result="done").count() == 2
    for bad in ({"due_at": ""}, {"due_at": "2020-01-01T10:00"}):
        answer = anna.post(reverse("crm:activities_move"), {"pk": calls, **bad}, headers=FRAGMENT)
        assert answer.status_code == 422


def test_foreign_activity_is_as_good_as_none(cast, sign_in):
    pk = planned(cast.actor("vera"), deal(cast.vera), "2026-11-18 16:00", "")
    boris = sign_in(cast.boris)
    for name in ("finish", "edit"):
        assert boris.get(reverse(f"crm:activity_{name}", args=[pk])).status_code == 404
    for name in ("drop", "restore"):
        assert boris.post(reverse(f"crm:activity_{name}", args=[pk])).status_code == 404
    assert sign_in(cast.semyon).get(reverse("crm:activity_list")).status_code == 403


def test_list_of_many_costs_no_more_than_of_few(cast, sign_in, django_assert_max_num_queries):
    by = cast.actor("boris")
    for number in range(60):
        pk = planned(by, deal(cast.boris, company=company(cast.boris)), "2026-11-18 16:00", f"N{number}")
        if number % 2:
            finish_activity(by=by, activity_id=pk, result=ActivityResult.TALKED, at=clock.now() - timedelta(hours=1))
    client = sign_in(cast.anna)
    with django_assert_max_num_queries(15):
        client.get(reverse("crm:activity_list"))
