"""PL-12: a head's own rhythm, each duty opening its screen and ticking itself when the fact exists."""

from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from mostik.control.commands import processes as commands
from mostik.control.commands import turns
from mostik.control.commands.assignments import Asked, give_assignment
from mostik.control.commands.processes import Said
from mostik.control.queries import processes as queries
from mostik.control.queries.rhythm import own_rhythm
from mostik.control.rules.usual import USUAL
from mostik.control.terms import Recurs
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Denied, Invalid, Missing
from mostik.organisation.commands.standups import begin_standup, end_standup
from mostik.people.commands.calendar import add_absence
from mostik.people.commands.tokens import make_token
from mostik.people.terms import AbsenceKind
from tests.kept import kept
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PL-12")]


def at(day: int, hour: int = 9):
    return clock.stopped(clock.moment(date(2026, 11, day), time(hour)))


def given(cast, text: str) -> None:
    asked = Asked(text=text, owner_id=cast.boris.pk, due_on=clock.today() + timedelta(days=2))
    give_assignment(by=cast.actor("anna"), asked=asked)


@pytest.fixture
def world(cast):
    return SimpleNamespace(cast=cast, **kept("pl-12", lambda: _world(cast)))


def _world(cast) -> dict[str, int]:
    """Since Monday the 9th: a standup by the system's own eyes, a look at the plan ticked by hand, a weekly letter."""
    anna = cast.actor("anna")
    with at(9, 8):
        duties = [
            commands.add_duty(by=anna, said=Said(owner_id=cast.anna.pk, **said))
            for said in (
                {"title": "Планёрка", "recurs": Recurs.DAY, "by": time(10), "proof": "organisation.standup"},
                {"title": "Ведение плана", "recurs": Recurs.DAY, "by": time(18)},
                {"title": "Один на один", "recurs": Recurs.WEEK, "by": time(18), "weekdays": (4,)},
                {"title": "Пересмотр скриптов", "recurs": Recurs.MONTH, "by": time(18), "day": 25},
            )
        ]
    standup, plan, ones, scripts = (each.pk for each in duties)
    for day in (9, 10, 11, 12, 16, 17):  # on Friday the 13th neither
        with at(day):
            end_standup(by=anna, standup_id=begin_standup(by=anna).pk)
        with at(day, 17):
            turns.tick_turn(by=anna, process_id=plan, on=date(2026, 11, day))
    return {"standup": standup, "plan": plan, "ones": ones, "scripts": scripts}


def test_head_begins_with_the_usual_list_and_facts_tick_it(cast, sign_in):
    anna, page = sign_in(cast.anna), reverse("control:rhythm")
    assert reverse("control:duties_usual") in text_of(anna.get(page)), "An empty rhythm says what to do first."
    usual = reverse("control:duties_usual")
    assert anna.post(usual, {}).status_code == 422
    anna.post(usual, {"codes": [each.code for each in USUAL]})
    view = anna.get(page).context["view"]
    assert len(view.rows) == len(USUAL)
    asked = ["Пересмотр скриптов", "График смен на следующий месяц", "План следующего месяца введён"]
    assert [each.process.title for each in view.month] == asked

    anna.post(
        reverse("control:duty_add"),
        {"title": "Два поручения в день", "recurs": "day", "by": "17:00", "count": 2, "proof": "control.assignments"},
    )
    added = queries.rhythm(viewer=cast.actor("anna")).get(title="Два поручения в день")

    def line():
        return next(each for each in own_rhythm(viewer=cast.actor("anna")).today if each.process.pk == added.pk)

    given(cast, "Обзвонить клиентов")
    assert (line().state, line().found) == ("waiting", 1)
    now = text_of(anna.get(reverse("control:rhythm_now")))
    assert added.title in now
    assert reverse("control:assignments") in now, "It opens the screen where it is done."
    given(cast, "Собрать отзывы")
    assert (line().state, line().done_at) == ("ran", clock.now()), "Two different facts tick it by themselves."
    assert added.title not in text_of(anna.get(reverse("control:rhythm_now")))
    assert reverse("control:rhythm_now") in text_of(anna.get(reverse("home:bridge")))


def test_days_kept_make_a_row_and_vacation_and_pause_are_not_counted(world, sign_in):
    cast, anna = world.cast, world.cast.actor("anna")

    def view():
        return own_rhythm(viewer=anna)

    assert view().days == {
        **{date(2026, 11, day): True for day in (9, 10, 11, 12, 16, 17)},
        date(2026, 11, 13): False,
        date(2026, 11, 18): None,
    }
    assert view().streak == 0, "Today's standup is missed already."
    assert [each.process.pk for each in view().today] == [world.standup, world.plan]
    assert [each.process.pk for each in view().week] == [world.ones]
    assert [each.process.pk for each in view().month] == [world.scripts]
    assert view().share == 12 / 16, "Twelve of sixteen: Friday's three and today's standup are not."
    end_standup(by=anna, standup_id=begin_standup(by=anna).pk)
    assert view().streak == 2, "Late is kept; what waits is not judged yet."
    turns.tick_turn(by=anna, process_id=world.plan, on=clock.today())
    assert (view().streak, view().done, view().left) == (3, 2, [])
    add_absence(
        by=anna,
        person_id=cast.anna.pk,
        kind=AbsenceKind.HOLIDAY,
        first=date(2026, 11, 13),
        last=date(2026, 11, 13),
    )
    assert view().streak == 3, "One-to-ones could have been held before the day off."
    assert turns.excuse_turn(by=anna, process_id=world.ones, on=date(2026, 11, 13), why="Все на выставке")
    assert view().streak == 7, "A holiday neither counts nor breaks the row."

    page = sign_in(cast.anna).get(reverse("control:rhythm"), {"month": "2026-11-01"})
    assert [len(week) for week in page.context["weeks"]] == [7] * 6
    signs = {day.number: day.items[0].text for week in page.context["weeks"] for day in week if day.items}
    assert signs == {**dict.fromkeys((9, 10, 11, 12, 16, 17, 18), "✓"), 13: "·"}, "An excused day is neither."
    [friday] = [day for week in page.context["weeks"] for day in week if day.items and day.number == 13]
    assert "Все на выставке" in text_of(sign_in(cast.anna).get(friday.href)), "A day opens what it asked for."
    assert reverse("control:rhythm_day") + "?on=2026-11-13" == friday.href
    assert sign_in(cast.anna).get(reverse("control:rhythm_day"), {"on": "вчера"}).status_code == 200
    pause = reverse("control:rhythm_pause")
    signed = sign_in(cast.anna)
    signed.post(pause)
    with at(19, 20):
        assert (view().today, view().streak) == ([], 7)
    signed.post(pause, {"go": "on"})
    with at(19, 20):
        assert len(view().today) == 2
        assert view().streak == 0


def test_rhythm_is_ones_own_ticked_undone_reordered_changed_and_removed(world, sign_in):
    cast = world.cast
    anna, page = sign_in(cast.anna), reverse("control:rhythm")
    tick, clear = (reverse(f"control:duty_{each}", args=[world.plan]) + "?on=2026-11-18" for each in ("tick", "clear"))
    anna.post(tick)
    assert own_rhythm(viewer=cast.actor("anna")).done == 1, "One press ticks."
    anna.post(clear)
    assert own_rhythm(viewer=cast.actor("anna")).done == 0

    def order() -> list[int]:
        return [row.pk for row, _last in anna.get(page).context["view"].rows]

    move = reverse("control:duty_move", args=[world.plan])
    anna.post(move, {"to": "up"})
    assert order() == [world.plan, world.standup, world.ones, world.scripts]
    anna.post(move, {"to": "up"})
    anna.post(move, {"to": "down"})
    assert order() == [world.standup, world.plan, world.ones, world.scripts]

    edit = reverse("control:duty_edit", args=[world.plan])
    form = anna.get(edit).context["form"]
    assert "owner_id" not in form.fields
    typed = {name: form[name].value() for name in ("title", "recurs", "day", "count", "version")} | {"by": "19:00"}
    assert anna.post(edit, {**typed, "title": ""}).status_code == 422
    anna.post(edit, typed)
    assert own_rhythm(viewer=cast.actor("anna")).today[-1].schedule.by == time(19)
    anna.post(reverse("control:duty_remove", args=[world.plan]))
    assert world.plan not in order()
    anna.post(reverse("control:duty_restore", args=[world.plan]))
    assert world.plan in order()

    for who in ("olga", "gleb", "boris"):
        with pytest.raises(Missing):
            queries.process(viewer=cast.actor(who), process_id=world.plan)
    assert not queries.processes(viewer=cast.actor("anna")).exists(), "It is no process of the department."
    with pytest.raises(Denied):
        commands.adopt_duties(by=cast.actor("boris"), codes=["standup"])
    with pytest.raises(Invalid):
        commands.add_duty(
            by=cast.actor("gleb"), said=Said(title="x", recurs=Recurs.DAY, by=time(9), owner_id=cast.anna.pk)
        )
    with at(18, 20):
        turns.mind_processes(by=SYSTEM)
    assert not Notification.objects.filter(kind="process").exists(), "Of one's own rhythm nobody is told."


def test_what_the_department_asks_of_a_head_stands_in_their_rhythm_too(cast):
    with at(17):
        commands.add_process(
            by=cast.actor("anna"),
            said=Said(title="Чистка", recurs=Recurs.DAY, by=time(18), owner_id=cast.gleb.pk, deputy_id=cast.anna.pk),
        )
    assert [each.process.title for each in own_rhythm(viewer=cast.actor("gleb")).today] == ["Чистка"]
    assert not own_rhythm(viewer=cast.actor("anna")).today, "The deputy is asked only while the owner is away."
    away = {"first": date(2026, 11, 18), "last": date(2026, 11, 18), "kind": AbsenceKind.SICK}
    add_absence(by=cast.actor("anna"), person_id=cast.gleb.pk, **away)
    month = Period.of(PeriodKind.MONTH, date(2026, 11, 1))
    assert [each.process.title for each in own_rhythm(viewer=cast.actor("anna"), month=month).today] == ["Чистка"]
    assert not own_rhythm(viewer=cast.actor("gleb")).today


def test_program_of_a_person_keeps_their_rhythm_and_reads_every_turn(world, sign_in, client):
    cast, anna = world.cast, sign_in(world.cast.anna)

    def post(way: str, **said):
        return anna.post(f"/api/v1/{way}", said, content_type="application/json")

    told = anna.get("/api/v1/rhythm").json()
    assert [(each["title"], each["state"]) for each in told["today"]] == [
        ("Планёрка", "missed"),
        ("Ведение плана", "waiting"),
    ]
    assert {each["on"]: each["kept"] for each in told["days"]}["2026-11-13"] is False
    assert told["streak"] == own_rhythm(viewer=cast.actor("anna")).streak

    def state_of(number: int) -> str:
        today = anna.get("/api/v1/rhythm").json()["today"]
        return next(each["state"] for each in today if each["process"] == number)

    turn = {"on": "2026-11-18"}
    assert post(f"duties/{world.plan}/tick", **turn).status_code == 200
    assert state_of(world.plan) == "ran"
    post(f"duties/{world.plan}/clear", **turn)
    assert post(f"duties/{world.plan}/excuse", **turn, why="").status_code == 422
    post(f"duties/{world.plan}/excuse", **turn, why="Весь день на выставке")
    assert state_of(world.plan) == "excused"

    made = post("duties", title="Два разбора звонков", recurs="day", by="17:00", count=2)
    number = made.json()["id"]
    assert (made.status_code, made.json()["owner"], state_of(number)) == (201, cast.anna.pk, "waiting")
    changed = anna.patch(f"/api/v1/duties/{number}", {"title": "Разбор звонка"}, content_type="application/json")
    assert changed.json()["title"] == "Разбор звонка"
    assert anna.delete(f"/api/v1/duties/{number}").status_code == 204
    assert post(f"duties/{number}/restore").status_code == 200
    assert len(anna.get("/api/v1/duties").json()["items"]) == 5

    common = commands.add_process(
        by=cast.actor("anna"), said=Said(title="Сверка KPI", recurs=Recurs.DAY, by=time(18), owner_id=cast.gleb.pk)
    )
    turns_of = "/api/v1/turns?first=2026-11-16&last=2026-11-20"
    assert {each["process"] for each in anna.get(turns_of).json()} == {common.pk}, "A rhythm is nobody else's."
    assert next(iter(anna.get(f"{turns_of}&state=waiting&owner={cast.gleb.pk}").json()))["on"] == "2026-11-18"
    assert anna.get("/api/v1/turns?first=2025-11-16&last=2026-11-20").status_code == 422
    assert anna.get("/api/v1/rhythm?month=2099-01-01").status_code == 422
    assert anna.get("/api/v1/turns?first=2026-11-16&last=2026-11-15").status_code == 422

    olga = sign_in(cast.olga)
    assert olga.get(f"/api/v1/duties/{number}").status_code == 404, "Whoever leads her sees it neither."
    token = make_token(by=SYSTEM, title="KPI", role="head")
    headers = {"Authorization": f"Bearer {token}"}
    client.logout()
    duty = {"title": "X", "recurs": "day", "by": "10:00"}
    asked = [client.get(f"/api/v1/{way}", headers=headers) for way in ("rhythm", "duties", f"duties/{number}")]
    for answer in (*asked, client.post("/api/v1/duties", duty, "application/json", headers=headers)):
        assert (answer.status_code, answer.json()["code"]) == (403, "only-a-persons")
        assert "/api/v1/turns?owner=" in answer.json()["message"], "It says where the turns are read instead."
    assert client.get(f"/api/v1/turns?owner={cast.gleb.pk}", headers=headers).status_code == 200
    assert "only-a-persons" in client.get("/api/openapi.json").json()["paths"]["/api/v1/rhythm"]["get"]["description"]
