"""Lists of robots, of their runs, of what they could begin with: found, narrowed, counted, many worked on at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.commands import enrolments, robots
from mostik.automation.models import Enrolment, Robot, Run
from mostik.automation.terms import RobotKind
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.people.models import Role
from tests.automation.test_robots import move, note, offer, plan, robot
from tests.crm import stage
from tests.pages import text_of

__all__ = ["robot"]
pytestmark = pytest.mark.django_db
WAIT = {"kind": "wait", "amount": 1, "unit": "days"}
DEAR = {"subject": "deal", "match": "all", "groups": [{"match": "all", "rules": []}]}


def url(name, *args):
    return reverse(f"automation:{name}", args=args)


@pytest.fixture
def anna(cast, sign_in):
    return sign_in(cast.anna)


def titles(page):
    return [Robot.objects.get(pk=row.pk).title for row in page.rows]


def shown(client, name, *args, **asked):
    return client.get(url(name, *args), asked).context["page"]


def undo_of(answer, client):
    """Return the address the toast's way back posts to."""
    words = text_of(client.get(answer.url))
    return words.split('hx-post="')[1].split('"')[0].replace("&amp;", "&")


def test_robots_are_found_narrowed_and_sorted(cast, anna, robot):
    first, second = robot(note("раз")), robot(WAIT)
    robots.rename_robot(by=cast.actor("anna"), robot_id=first.pk, title="Альфа")
    robots.rename_robot(by=cast.actor("anna"), robot_id=second.pk, title="Бета")
    robots.switch_off(by=cast.actor("anna"), robot_id=second.pk)
    move(cast, stage.deal(cast.boris, rub=10))
    Run.objects.update(state="stuck")
    assert titles(shown(anna, "robots")) == ["Альфа", "Бета"]
    assert titles(shown(anna, "robots", q="бет")) == titles(shown(anna, "robots", state="off")) == ["Бета"]
    assert titles(shown(anna, "robots", state="on")) == titles(shown(anna, "robots", state="stuck")) == ["Альфа"]
    assert titles(shown(anna, "robots", sort="-stuck")) == ["Альфа", "Бета"]
    assert titles(shown(anna, "robots", state="changed")) == []
    robots.put_step(by=cast.actor("anna"), robot_id=first.pk, path="1", step=WAIT, new=True)
    assert titles(shown(anna, "robots", state="changed")) == ["Альфа"]
    assert titles(shown(anna, "robots", trigger="deal.won")) == []


def test_picked_robots_are_switched_off_and_work_again_as_they_did(cast, anna, robot):
    rows = [robot(note("раз")), robot(note("два"))]
    Robot.objects.filter(pk=rows[0].pk).update(owner=cast.vera)
    robots.put_step(by=cast.actor("anna"), robot_id=rows[0].pk, path="1", step=WAIT, new=True)
    numbers = [row.pk for row in rows]
    answer = anna.post(url("robots_off", "robot"), {"pk": numbers})
    assert not Robot.objects.filter(works_since__isnull=False).exists()
    anna.post(undo_of(answer, anna))
    again = Robot.objects.get(pk=rows[0].pk)
    assert (again.works, again.owner_id, again.edition_id) == (True, cast.vera.pk, rows[0].edition_id)
    assert Robot.objects.filter(works_since__isnull=False).count() == 2


def test_robots_another_person_switched_off_are_not_brought_to_work_by_the_way_back(cast, sign_in, robot):
    row = robot(note("раз"))
    robots.switch_off(by=cast.actor("anna"), robot_id=row.pk)
    cast.vera.role = Role.objects.get(code=cast.anna.role.code)
    cast.vera.save()
    sign_in(cast.vera).post(f"{url('robots_again', 'robot')}?pk={row.pk}")
    assert not Robot.objects.get().works


def test_picked_robots_are_switched_on_those_without_steps_named(cast, anna, robot):
    row = robot(note("раз"))
    robots.switch_off(by=cast.actor("anna"), robot_id=row.pk)
    told = {"stage": str(offer().pk)}
    robots.make_robot(by=cast.actor("anna"), title="Пустой", trigger="deal.entered", told=told)
    answer = anna.post(url("robots_on", "robot"), {"everything": "1"})
    assert [each.works for each in Robot.objects.order_by("pk")] == [True, False]
    words = text_of(anna.get(answer.url))
    assert "Включено: 1." in words
    assert "Пустой: Выберите, когда он начинает, и добавьте хотя бы один шаг." in words
    anna.post(words.split('hx-post="')[1].split('"')[0].replace("&amp;", "&"))
    assert not Robot.objects.filter(works_since__isnull=False).exists()


def test_a_seller_switches_nothing_on_or_off(cast, sign_in, robot):
    row = robot(note("раз"))
    for name in ("robots_on", "robots_off", "robots_again"):
        assert sign_in(cast.boris).post(url(name, "robot"), {"pk": row.pk}).status_code == 403
    assert Robot.objects.get().works


def test_ready_sequence_taken_already_is_opened_and_not_switched_on_twice(cast, anna):
    assert {each.taken for each in anna.get(url("sequences")).context["ready"]} == {None}
    made = robots.take_ready(by=cast.actor("anna"), code="warm_up", on=True)
    (line,) = [each for each in anna.get(url("sequences")).context["ready"] if each.taken]
    assert (line.taken.pk, line.taken.works) == (made, True)
    page = text_of(anna.get(url("sequences")))
    assert url("ready_take", "warm_up") not in page
    assert url("robot_on", made) not in page
    robots.switch_off(by=cast.actor("anna"), robot_id=made)
    assert url("robot_on", made) in text_of(anna.get(url("sequences")))
    robots.remove_robot(by=cast.actor("anna"), robot_id=made)
    assert url("ready_take", "warm_up") in text_of(anna.get(url("sequences")))


def test_runs_are_found_by_record_and_figures_stay_while_they_are_sorted(cast, anna, robot, work):
    row = robot(note("раз"), WAIT)
    for title in ("Насосы", "Задвижки"):
        move(cast, stage.deal(cast.boris, title, rub=10))
    work()
    assert len(shown(anna, "runs", row.pk).rows) == 2
    (found,) = shown(anna, "runs", row.pk, q="насос").rows
    assert "Насосы" in str(found.cells[0].html)
    page = shown(anna, "runs", row.pk, at="done:0")
    assert ("at=done%3A0" in page.heads[0].href or "at=done" in page.heads[1].href, len(page.chips)) == (True, 1)
    assert shown(anna, "runs", row.pk, at="left:0").rows == []
    assert shown(anna, "runs", row.pk, at="что-то").rows == []


def test_picked_runs_are_stopped_and_stuck_ones_go_on(cast, anna, robot, work):
    row = robot(WAIT, plan())
    for _each in range(3):
        move(cast, stage.deal(cast.boris, rub=10))
    work()
    stuck, kept, ended = Run.objects.order_by("pk")
    Run.objects.filter(pk=stuck.pk).update(state="stuck", error="сломалось", ended_at=clock.now())
    anna.post(url("runs_retry", row.pk), {"pk": [stuck.pk, kept.pk]})
    stuck.refresh_from_db()
    assert (stuck.state, stuck.error, stuck.ended_at) == ("waiting", "", None)
    anna.post(url("runs_stop", row.pk), {"pk": [stuck.pk, ended.pk]})
    assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == ["stopped", "waiting", "stopped"]
    assert cast.actor("anna").name in text_of(anna.get(url("run", ended.pk)))
    anna.post(url("runs_stop", row.pk), {"pk": [stuck.pk]})
    assert Run.objects.get(pk=stuck.pk).steps.filter(mark="ended").count() == 1


def test_run_says_what_it_does_next_where_a_way_forks_first(cast, anna, robot, work):
    fork = {"kind": "fork", "when": DEAR, "then": [plan()], "else": []}
    row = robot(WAIT, {"kind": "split", "shares": {"a": 50, "b": 50}, "a": [note("А")], "b": [{"kind": "stop"}]})
    other = robot(WAIT, fork)
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    split = anna.get(url("run", Run.objects.get(robot=row).pk)).context["card"]
    forked = anna.get(url("run", Run.objects.get(robot=other).pk)).context["card"]
    assert (split.ahead, forked.ahead) == (None, None)
    assert "A – " in split.ahead_words
    assert "больше ничего" in split.ahead_words
    assert "если нет: больше ничего" in forked.ahead_words
    assert "если нет: больше ничего" in text_of(anna.get(url("runs", other.pk)))


@pytest.fixture
def standing(cast, robot):
    """A robot at work, and three deals that were in its stage before."""
    told = [stage.deal(cast.boris, title, stage="Offer", rub=10) for title in ("Насосы", "Задвижки", "Клапаны")]
    return robot(WAIT), told


def test_records_there_already_are_found_and_the_picked_begun_with(cast, anna, standing, work):
    row, (pumps, gates, valves) = standing
    assert {each.pk for each in shown(anna, "standing", row.pk).rows} == {pumps.pk, gates.pk, valves.pk}
    assert [each.pk for each in shown(anna, "standing", row.pk, q="клап").rows] == [valves.pk]
    other = stage.deal(cast.boris, "Чужая", rub=10)
    anna.post(url("enrol_picked", row.pk), {"pk": [pumps.pk, gates.pk, other.pk]})
    work()
    assert set(Run.objects.values_list("number", flat=True)) == {pumps.pk, gates.pk}
    assert [each.pk for each in shown(anna, "standing", row.pk).rows] == [valves.pk]
    made = Enrolment.objects.get()
    assert (made.total, made.done, bool(made.ended_at)) == (2, 2, True)
    robots.switch_off(by=cast.actor("anna"), robot_id=row.pk)
    assert anna.post(url("enrol_picked", row.pk), {"pk": [valves.pk]}).status_code == 409


def test_many_picked_are_the_workers_to_begin_with_part_by_part_until_left(cast, anna, standing, work, monkeypatch):
    row, (pumps, gates, valves) = standing
    later = stage.deal(cast.boris, "Позже", stage="Offer", rub=10)
    monkeypatch.setattr(enrolments, "PICKED_AT_ONCE", 1)
    monkeypatch.setattr(enrolments, "AT_ONCE", 1)
    anna.post(url("enrol_picked", row.pk), {"pk": [pumps.pk, gates.pk, later.pk]})
    made = Enrolment.objects.get()
    assert (Run.objects.count(), made.total, made.done, made.ended_at) == (0, 3, 0, None)
    assert anna.post(url("enrol_picked", row.pk), {"pk": [gates.pk, valves.pk]}).status_code == 409

    enrolments.enrol_part(by=SYSTEM, enrolment_id=made.pk)
    gates.stage = stage.deal(cast.boris, stage="Talks").stage
    gates.save()
    made.refresh_from_db()
    assert (made.done, made.ended_at) == (1, None)
    going = url("enrolment_going", made.pk)
    page = text_of(anna.get(url("standing", row.pk)))
    assert (going in page, f'"{url("enrol", row.pk)}"' in page) == (True, False), (
        "One at a time: none is offered meanwhile."
    )
    part = text_of(anna.get(going))
    assert (made.share, 'class="pace"' in part) == (1 / 3, True)
    assert ("1 из 3" in part, f'hx-get="{going}"' in part, "<html" in part) == (True, True, False)
    work()
    over = text_of(anna.get(going))
    assert "hx-get" not in over, "What is over is asked for no more."
    assert 'class="pace"' not in over
    made.refresh_from_db()
    assert (made.done, bool(made.ended_at), made.picked) == (3, True, None)
    assert set(Run.objects.values_list("number", flat=True)) == {pumps.pk, later.pk}, "One is elsewhere by now."


def test_enrolments_are_counted_narrowed_and_their_figures_lead_to_runs(cast, anna, standing, work):
    row, (pumps, gates, valves) = standing
    anna.post(url("enrol_picked", row.pk), {"pk": [pumps.pk, gates.pk]})
    anna.post(url("enrol", row.pk))
    work()
    first, second = Enrolment.objects.order_by("pk")
    page = shown(anna, "enrolments", row.pk, sort="-done")
    assert [each.pk for each in page.rows] == [first.pk, second.pk]
    at = f"{url('runs', row.pk)}?enrolment={first.pk}"
    assert f"{at}&amp;state=waiting" in str(page.rows[0].cells[4].html)
    assert len(shown(anna, "runs", row.pk, enrolment=first.pk, state="waiting").rows) == 2
    assert [each.pk for each in shown(anna, "enrolments", row.pk, state="left").rows] == []
    anna.post(url("enrolments_stop", row.pk), {"pk": first.pk})
    states = dict(Run.objects.values_list("number", "state"))
    assert states == {pumps.pk: "stopped", gates.pk: "stopped", valves.pk: "waiting"}
    assert anna.get(url("enrolments", row.pk), {"format": "csv"}).status_code == 200


def test_enrolments_under_way_are_left_many_at_once(cast, anna, standing):
    row, _deals = standing
    anna.post(url("enrol", row.pk))
    assert [each.pk for each in shown(anna, "enrolments", row.pk, state="going").rows] == [Enrolment.objects.get().pk]
    anna.post(url("enrolments_leave", row.pk), {"everything": "1"})
    assert Enrolment.objects.get().cancelled


def test_figures_of_the_past_month_lead_to_their_records(cast, anna, robot):
    row = robot(note("раз"))
    for title in ("Насосы", "Задвижки"):
        move(cast, stage.deal(cast.boris, title, rub=10))
    shown_past = anna.get(url("robot_rehearsal", row.pk))
    ((day, count),) = shown_past.context["found"].by_day
    assert f"{url('robot_rehearsed', row.pk)}?day={day.isoformat()}" in text_of(shown_past)
    assert len(shown(anna, "robot_rehearsed", row.pk, day=day.isoformat()).rows) == count == 2
    assert len(shown(anna, "robot_rehearsed", row.pk, which="all", q="насос").rows) == 1
    before = day - timedelta(days=1)
    assert shown(anna, "robot_rehearsed", row.pk, day=before.isoformat()).rows == []


def test_robot_is_tried_on_a_chosen_record_and_does_nothing(cast, anna, robot):
    fork = {"kind": "fork", "when": DEAR, "then": [note("дорогой"), {"kind": "stop"}], "else": []}
    split = {"kind": "split", "shares": {"a": 1, "b": 1}, "a": [note("А")], "b": [note("Б")]}
    row = robot(WAIT, split, fork, note("после"))
    pumps, gates = (stage.deal(cast.boris, title, rub=10) for title in ("Насосы", "Задвижки"))
    found = anna.get(url("robot_try", row.pk)).context["found"]
    assert (found.chosen, found.title) == (gates.pk, "Задвижки")
    asked = {"try-text": "насос", "try-record": gates.pk}
    found = anna.get(url("robot_try", row.pk), asked, headers={"HX-Request": "true"}).context["found"]
    assert (found.chosen, found.records) == (pumps.pk, ((pumps.pk, "Насосы"),))
    said = [each.text or each.words for each in found.steps]
    assert [said.index(words) for words in ("А", "Б", "дорогой")] == sorted(
        said.index(words) for words in ("А", "Б", "дорогой")
    )
    assert "после" not in said, "The way taken stops."
    assert not anna.get(url("robot_try", row.pk), {"try-text": "нет такой"}).context["found"].records
    assert Run.objects.count() == 0


def test_step_is_tried_as_it_is_filled_in_before_it_is_kept(cast, anna, robot):
    row, deal = robot(WAIT), stage.deal(cast.boris, "Насосы", rub=10)
    asked = {"deed": "deal.note", "text": "Отправить кейсы", "try-record": deal.pk}
    assert "Отправить кейсы" in text_of(anna.get(url("step_try", row.pk), asked))
    assert anna.get(url("step_try", row.pk), {"deed": "deal.note"}).context["unfilled"]
    assert anna.get(url("step_try", row.pk), {"deed": "deal.unheard"}).context["unfilled"]
    assert len(Robot.objects.get().draft["steps"]) == 1


def test_switching_off_asks_about_what_is_on_its_way(cast, anna, robot, work):
    row = robot(WAIT, plan())
    move(cast, stage.deal(cast.boris, rub=10))
    work()
    assert "1 запуск" in text_of(anna.get(url("robot_off", row.pk)))
    anna.post(url("robot_off", row.pk), {"stop": "1"})
    work(timedelta(days=2))
    assert (Run.objects.get().state, Robot.objects.get().works) == ("stopped", False)


def test_pages_about_a_robot_stand_under_its_list_in_the_menu(cast, anna, robot):
    row = robot(note("раз"))
    made = robots.take_ready(by=cast.actor("anna"), code="warm_up", on=True)
    for number, place in ((row.pk, "robots"), (made, "sequences")):
        for name in ("robot", "runs", "robot_rehearsal", "robot_try", "enrolments"):
            answer = anna.get(url(name, number))
            assert answer.context["stands_in"] == url(place)
            menu = text_of(answer).split("</aside>")[0]
            lit = [each for each in menu.split("<a ") if 'aria-current="page"' in each]
            assert len(lit) == 1
            assert f'href="{url(place)}"' in lit[0]
    assert Robot.objects.get(pk=made).kind == RobotKind.SEQUENCE
