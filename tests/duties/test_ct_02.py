"""CT-02: a deviation opens by itself, asks the cause, keeps the action, looks whether the figure came back."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from mostik.control import tasks
from mostik.control.models import Action, Case
from mostik.control.terms import CaseState, Ending
from mostik.core import clock, outbox
from mostik.core.models import Entry, Notification
from mostik.crm.terms import ActivityKind, ActivityResult
from mostik.kernel.money import Money
from mostik.people.models import User
from mostik.planning.commands import cells, plans
from mostik.planning.queries.counts import METRICS
from mostik.planning.rules.options import Options
from tests.kept import kept
from tests.planning.conftest import sellers  # noqa: F401 - the department that sells
from tests.planning.stage import count

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-02")]

MONDAY = date(2026, 11, 30)
#: What each person is to do every working day of December.
DAILY = {"calls": 10, "talks": 4, "meetings": 2}
DAYS = [date(2026, 12, 1) + timedelta(days=number) for number in range(31)]
WORKED = [day for day in DAYS if day.weekday() < 5][:22]


@pytest.fixture
def december(sellers):  # noqa: F811
    """December in force: the same numbers for everybody on every working day, nothing asked of later links."""
    kept("december of plain counts", lambda: put_in_force(sellers), whole=True)
    return sellers


def put_in_force(sellers) -> None:  # noqa: F811
    cast, by = sellers.cast, sellers.cast.actor("anna")
    with clock.stopped(clock.moment(MONDAY, time(9))):
        made = plans.make_plan(
            by=by,
            department_id=cast.sales.pk,
            month=date(2026, 12, 1),
            target=Money.of(5_000_000),
            options=Options(check_minor=300_000_00),
        )
        for person in sellers.people:
            for kpi in METRICS:
                cells.set_count(
                    by=by, plan_id=made.pk, person_id=person.pk, kpi=kpi, count=DAILY.get(kpi, 0) * len(WORKED)
                )
        plans.put_in_force(by=by, plan_id=made.pk)


def work(people: list[User], day: date, *, meetings: dict[User, int]) -> None:
    """Let everybody do their day: calls and talks as planned, meetings as planned unless told otherwise."""
    for person in people:
        count(person, ActivityKind.CALL, ActivityResult.NO_ANSWER, day, DAILY["calls"] - DAILY["talks"])
        count(person, ActivityKind.CALL, ActivityResult.TALKED, day, DAILY["talks"])
        count(person, ActivityKind.MEETING, ActivityResult.HELD, day, meetings.get(person, DAILY["meetings"]))


def look(day: date) -> None:
    """Let the workers do what the clock promises on a morning."""
    with clock.stopped(clock.moment(day, time(8, 40))):
        tasks.promise_looks()
        while outbox.run_due(most=50):
            pass


def enter(client, user: User):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_twenty_meetings_due_and_eight_held_becomes_an_action_and_a_figure_that_came_back(december, client):
    cast, boris = december.cast, december.cast.boris
    for number, day in enumerate(WORKED[:10]):
        work(december.people, day, meetings={boris: 1 if number < 8 else 0})
        look(day)
    look(WORKED[10])
    case = Case.objects.get()
    assert (case.person, case.owner, case.kpi, case.state) == (boris, cast.anna, "meetings", CaseState.ASKED)
    assert case.fact_then < 0.85 * case.plan_then
    assert {each.person_id for each in Notification.objects.filter(kind="case")} == {boris.pk, cast.anna.pk}

    # Boris is asked on his own day and answers in one line; what the figures point to is chosen beforehand.
    found = WORKED.index(case.opened_on)
    morning = clock.moment(WORKED[found], time(9))
    page, cause = reverse("control:case", args=[case.pk]), reverse("control:case_cause", args=[case.pk])
    with clock.stopped(morning):
        mine = enter(client, boris)
        assert page in mine.get(reverse("control:my_cases")).content.decode()
        assert "Sales" not in mine.get(page).content.decode()
        assert mine.get(cause).context["form"].initial["cause"] == "skill"
        assert mine.post(cause, {"cause": "other"}).status_code == 422
        said = mine.post(cause, {"cause": "skill", "text": "Clients ask for a demo I cannot give"})
        assert said.status_code == 302
        assert page not in mine.get(reverse("control:my_cases")).content.decode()
        # The head sees what the figures say, and decides.
        head = enter(client, cast.anna)
        shown = head.get(page)
        assert [each.code for each in shown.context["behind"].clues] == ["wasted", "others well"]
        assert shown.context["behind"].likely == "skill"
        take = shown.context["ways"][0][1]
        asked = head.get(take)
        assert str(asked.context["form"]["case"].value()) == str(case.pk)
        until = WORKED[found + 2]
        taken = head.post(
            reverse("control:action_add"),
            {
                "kind": "help",
                "text": "Sit in on two demos",
                "owner_id": cast.vera.pk,
                "due_on": until.isoformat(),
                "person_id": boris.pk,
                "metric": case.metric,
                "case": case.pk,
            },
        )
        assert taken.status_code == 302
    case.refresh_from_db()
    assert (case.state, Action.objects.get().case) == (CaseState.ACTING, case)
    assert case.due_on == WORKED[found + 3], "it is judged the working day after"

    # Days on pace: the case closes by itself and says with what.
    for day in WORKED[10:15]:
        work(december.people, day, meetings={boris: 3})
        look(day)
    look(WORKED[15])
    case.refresh_from_db()
    assert (case.state, case.ending) == (CaseState.ENDED, Ending.RECOVERED)
    assert case.fact_since >= 0.95 * case.plan_since
    assert Case.objects.count() == 1, "the same days are not held against him twice"
    told = set(Entry.objects.filter(about_kind="control.case").values_list("name", flat=True))
    assert told == {"control.case_opened", "control.cause_named", "control.case_ended"}


def test_what_nobody_answers_is_raised_once_to_whoever_stands_above(december):
    cast = december.cast
    for day in WORKED[:12]:
        work(december.people, day, meetings={cast.dasha: 0})
        look(day)
    case = Case.objects.get()
    assert (case.person, case.owner) == (cast.dasha, cast.gleb)
    assert (case.state, case.raised_to) == (CaseState.ASKED, cast.anna)
    raised = Entry.objects.filter(name="control.case_raised", about_id=case.pk)
    assert raised.count() == 1, "raised once, not every morning"
    assert case.raised_on > case.due_on


def test_looking_twice_on_one_day_changes_nothing(december):
    for day in WORKED[:6]:
        work(december.people, day, meetings={december.cast.boris: 0})
    look(WORKED[6])
    before = (list(Case.objects.values()), Notification.objects.count(), Entry.objects.count())
    with clock.stopped(clock.moment(WORKED[6], time(15))):
        tasks.look(department=december.cast.sales.pk)
    assert Case.objects.count() == 1
    assert (list(Case.objects.values()), Notification.objects.count(), Entry.objects.count()) == before


def test_nothing_is_looked_at_on_a_day_off_or_before_the_morning(december):
    saturday = date(2026, 12, 5)
    look(saturday)
    with clock.stopped(clock.moment(WORKED[3], time(6, 30))):
        tasks.promise_looks()
    assert not outbox.due().filter(name=tasks.LOOK).exists()


def test_a_case_is_closed_by_hand_taken_back_and_closed_among_many(december, client):
    cast = december.cast
    for day in WORKED[:6]:
        work(december.people, day, meetings={cast.boris: 0, cast.dasha: 0})
    look(WORKED[6])
    one, other = Case.objects.order_by("pk")
    with clock.stopped(clock.moment(WORKED[6], time(9))):
        assert enter(client, cast.boris).post(reverse("control:case_end", args=[one.pk])).status_code == 403
        head, page = enter(client, cast.anna), reverse("control:case", args=[one.pk])
        assert head.post(reverse("control:case_end", args=[one.pk]), {"outcome": ""}).status_code == 422
        head.post(reverse("control:case_end", args=[one.pk]), {"outcome": "The plan was wrong"})
        one.refresh_from_db()
        assert (one.ending, one.outcome) == (Ending.CLOSED, "The plan was wrong")
        head.post(reverse("control:case_resume", args=[one.pk]))
        one.refresh_from_db()
        assert (one.state, one.ended_at, one.ending) == (CaseState.ASKED, None, "")
        assert head.get(page).status_code == 200
        many = head.post(reverse("control:cases_end"), {"pk": [one.pk, other.pk], "outcome": "Holidays"})
        assert many.status_code == 302
        assert set(Case.objects.values_list("ending", flat=True)) == {Ending.CLOSED}
        listed = head.get(reverse("control:cases"), {"is": "open"})
        assert "Boris" not in listed.content.decode()
    work(december.people, WORKED[6], meetings={})
    look(WORKED[7])
    assert Case.objects.count() == 2, "what was closed by hand is not opened again by the same days"


def test_a_case_of_another_department_is_out_of_reach(december, client):
    for day in WORKED[:6]:
        work(december.people, day, meetings={december.cast.boris: 0})
    look(WORKED[6])
    page = reverse("control:case", args=[Case.objects.get().pk])
    assert enter(client, december.cast.vera).get(page).status_code == 404
    assert enter(client, december.cast.olga).get(page).status_code == 200
