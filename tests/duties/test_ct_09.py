"""CT-09: recurring processes of the department with owner, period and evidence: which ran, which were missed."""

import csv
import io
from datetime import date, time, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mostik.config import jobs
from mostik.control.commands import processes as commands
from mostik.control.commands import turns
from mostik.control.commands.processes import Said
from mostik.control.models import Process, ProcessMark, ProcessSchedule
from mostik.control.queries import processes as queries
from mostik.control.rules.processes import Schedule, reach_of
from mostik.control.rules.processes import turns as turns_in
from mostik.control.terms import Recurs, Turnout
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Notification
from mostik.kernel.period import Span
from mostik.kernel.refusals import Denied, Invalid, Missing
from mostik.organisation.commands.standups import begin_standup, end_standup
from mostik.people.commands.calendar import add_absence
from mostik.people.models import User
from mostik.people.terms import AbsenceKind
from tests.kept import kept
from tests.pages import text_of

pytestmark = pytest.mark.duty("CT-09")

MONDAY = date(2026, 11, 9)
FORTNIGHT = Span(MONDAY, date(2026, 11, 20))


def at(day: int, hour: int = 9, minute: int = 0):
    return clock.stopped(clock.moment(date(2026, 11, day), time(hour, minute)))


def said(owner, title: str, recurs: Recurs = Recurs.DAY, by: time = time(10), **more) -> Said:
    return Said(title=title, recurs=recurs, by=by, owner_id=owner.pk, **more)


@pytest.fixture
def world(cast):
    return SimpleNamespace(cast=cast, **kept("ct-09", lambda: _world(cast)))


def _world(cast) -> dict[str, int]:
    """Anna's standup proved by itself, the letter ticked by hand with Boris as her deputy, Gleb's revision."""
    anna = cast.actor("anna")
    with at(9, 8):
        standup = commands.add_process(by=anna, said=said(cast.anna, "Планёрка", proof="organisation.standup"))
        letter = commands.add_process(
            by=anna,
            said=said(
                cast.anna,
                "Письмо о качестве лидов",
                Recurs.WEEK,
                time(12),
                weekdays=(1, 4),
                deputy_id=cast.boris.pk,
            ),
        )
        scripts = commands.add_process(
            by=anna, said=said(cast.gleb, "Пересмотр скриптов", Recurs.MONTH, time(18), day=14)
        )
    for day, hour in ((9, 9), (10, 9), (11, 10), (16, 9), (17, 9)):  # on the 11th late, the 12th and 13th not at all
        with at(day, hour, 40):
            held = begin_standup(by=anna)
            end_standup(by=anna, standup_id=held.pk)
    return {"standup": standup.pk, "letter": letter.pk, "scripts": scripts.pk}


def states(cast, number: int, span: Span = FORTNIGHT) -> dict[int, str]:
    found = queries.process(viewer=cast.actor("anna"), process_id=number)
    return {each.on.day: each.state.value for each in queries.runs([found], span, viewer=cast.actor("anna"))}


@pytest.mark.django_db
def test_facts_prove_by_themselves_hands_tick_with_evidence_and_late_is_late(world, sign_in):
    cast = world.cast
    assert states(cast, world.standup) == {
        **dict.fromkeys((9, 10, 16, 17), "ran"),
        **dict.fromkeys((12, 13, 18), "missed"),
        11: "late",
        **dict.fromkeys((19, 20), "waiting"),
    }
    assert states(cast, world.letter) == {10: "missed", 13: "missed", 17: "missed", 20: "waiting"}
    assert states(cast, world.scripts, Span(date(2026, 11, 1), date(2026, 11, 30))) == {13: "missed"}, (
        "14th is Saturday."
    )

    anna = sign_in(cast.anna)
    tick, on = reverse("control:process_tick", args=[world.letter]), {"on": "2026-11-20"}
    assert anna.post(tick, {**on, "note": " "}).status_code == 422, "Something shows that it was done."
    assert anna.post(tick, {**on, "link": "not a link"}).status_code == 422
    paper = SimpleUploadedFile("letter.txt", "Качество лидов".encode())
    anna.post(tick, {**on, "note": "Отправила", "link": "https://mail.test/1", "file": paper})
    anna.post(tick, {"on": "2026-11-17", "note": "На день позже"})
    assert states(cast, world.letter) == {10: "missed", 13: "missed", 17: "late", 20: "ran"}
    mark = ProcessMark.objects.get(on=date(2026, 11, 20))
    assert (mark.note, mark.link, mark.file.title) == ("Отправила", "https://mail.test/1", "letter.txt")
    assert anna.get(reverse("core:file", args=[mark.file_id])).status_code == 200

    excuse = reverse("control:process_excuse", args=[world.letter])
    assert anna.post(excuse, {"on": "2026-11-13", "why": " "}).status_code == 422
    anna.post(excuse, {"on": "2026-11-13", "why": "Сайт не работал, лидов не было"})
    clear = reverse("control:process_clear", args=[world.letter])
    anna.post(clear, {"on": "2026-11-20"})
    assert states(cast, world.letter) == {10: "missed", 13: "excused", 17: "late", 20: "waiting"}

    page = anna.get(reverse("control:processes"), {"day": "2026-11-13"})
    assert page.context["share"] == 2 / 7, "Of five standups two in time, a letter missed, the scripts missed."
    assert page.context["counts"] == {"ran": 2, "late": 1, "missed": 4, "excused": 1, "waiting": 0, "off": 0}
    for words in ("Планёрка", "Пересмотр скриптов", "Сайт не работал, лидов не было"):
        assert words in text_of(page)
    narrowed = anna.get(reverse("control:processes"), {"day": "2026-11-13", "owner": cast.gleb.pk, "state": "missed"})
    assert [each["run"].process.pk for each in narrowed.context["late"]] == [world.scripts]
    week = anna.get(reverse("control:processes"), {"day": "2026-11-18"}).context
    ahead = anna.get(week["hrefs"]["waiting"]).context["late"]
    assert [each["run"].on.day for each in ahead] == [19, 20, 20], "“Still to come” opens just what it counts."
    assert len(ahead) == week["counts"]["waiting"]
    month = anna.get(reverse("control:processes"), {"span": "month", "team": cast.south.pk})
    assert [row.pk for row in month.context["page"].rows] == [world.scripts]
    found = anna.get(reverse("control:processes"), {"q": "письмо", "owner": cast.anna.pk})
    assert [row.pk for row in found.context["page"].rows] == [world.letter]
    told = text_of(anna.get(reverse("control:processes"), {"day": "2026-11-13", "format": "csv"}))
    lines = list(csv.reader(io.StringIO(told.lstrip("\ufeff")), delimiter=";"))
    assert len(lines) == 1 + 5 + 2 + 1
    turn = text_of(anna.get(reverse("control:process_turn", args=[world.standup]), {"on": "2026-11-12"}))
    assert reverse("organisation:standup") in turn, "It opens the screen where it is done."
    assert "Сайт не работал" in text_of(anna.get(reverse("control:process", args=[world.letter])))


@pytest.mark.django_db
def test_day_off_goes_to_the_deputy_or_is_not_asked_and_a_change_rewrites_nothing(world, sign_in):
    cast, anna = world.cast, world.cast.actor("anna")

    def away(first: int, last: int) -> None:
        add_absence(
            by=anna,
            person_id=cast.anna.pk,
            kind=AbsenceKind.HOLIDAY,
            first=date(2026, 11, first),
            last=date(2026, 11, last),
        )

    away(10, 10)
    away(12, 12)
    before = states(cast, world.standup)
    assert (before[10], before[12], before[13]) == ("ran", "off", "missed"), "Done all the same; nobody to ask."
    letter = queries.process(viewer=anna, process_id=world.letter)
    assert queries.run(letter, date(2026, 11, 20), viewer=anna).who == cast.anna
    away(18, 20)
    asked = queries.run(letter, date(2026, 11, 20), viewer=anna)
    assert (asked.who, asked.state) == (cast.boris, Turnout.WAITING)
    boris = sign_in(cast.boris)
    boris.post(reverse("control:process_tick", args=[world.letter]), {"on": "2026-11-20", "note": "За Анну"})
    assert states(cast, world.letter)[20] == "ran"
    with pytest.raises(Denied):
        turns.excuse_turn(by=cast.actor("boris"), process_id=world.letter, on=date(2026, 11, 17), why="Так")


@pytest.mark.django_db
def test_schedule_has_versions_pause_undo_and_the_usual_list(world, sign_in):
    cast, anna = world.cast, sign_in(world.cast.anna)
    before = states(cast, world.standup)
    edit = reverse("control:process_edit", args=[world.standup])
    form = anna.get(edit).context["form"]
    names = ("title", "recurs", "day", "count", "proof", "owner_id", "version")
    typed = {name: form[name].value() for name in names} | {"by": "09:15", "text": "Десять минут"}
    for wrong in ({"title": ""}, {"by": "25:00"}, {"recurs": "week"}, {"owner_id": "999"}, {"proof": "none"}):
        answer = anna.post(edit, {**typed, **wrong})
        named = "weekdays" if "recurs" in wrong else next(iter(wrong))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [named])
    anna.post(edit, typed)
    assert ProcessSchedule.objects.filter(process=world.standup).count() == 2
    assert states(cast, world.standup) == before, "What was due before the change stays as it was."
    assert anna.post(edit, typed).status_code == 409, "Written since it was read."
    with at(19, 9, 30):
        assert states(cast, world.standup)[19] == "missed", "From now on the new hour holds."

    anna.post(reverse("control:process_pause", args=[world.standup]))
    assert 19 not in states(cast, world.standup)
    assert states(cast, world.standup)[18] == "missed"
    anna.post(reverse("control:process_resume", args=[world.standup]))
    assert states(cast, world.standup)[19] == "waiting"
    anna.post(reverse("control:process_remove", args=[world.standup]))
    assert anna.get(reverse("control:process", args=[world.standup])).status_code == 404
    anna.post(reverse("control:process_restore", args=[world.standup]))
    assert states(cast, world.standup)[9] == "ran"
    assert [each.split("_")[1] for each in _journal(world.standup)[-4:]] == ["paused", "resumed", "removed", "restored"]

    usual = reverse("control:processes_usual")
    assert anna.post(usual, {"owner_id": cast.anna.pk}).status_code == 422
    anna.post(usual, {"owner_id": cast.anna.pk, "codes": ["standup", "reviews", "plan"]})
    anna.post(usual, {"owner_id": cast.anna.pk, "codes": ["standup", "rules"]})
    assert Process.objects.count() == 3 + 4, "What is there already is passed over."


@pytest.mark.django_db
def test_list_is_narrowed_put_in_order_paged_and_many_are_changed_and_brought_back(world, sign_in):
    cast, anna = world.cast, sign_in(world.cast.anna)
    home, week = reverse("control:processes"), {"day": "2026-11-13"}

    def listed(**asked) -> list[int]:
        return [row.pk for row in anna.get(home, {**week, **asked}).context["page"].rows]

    assert listed() == [world.standup, world.letter, world.scripts], "Daily ones first."
    assert listed(sort="title") == [world.scripts, world.letter, world.standup]
    assert listed(sort="share") == [world.letter, world.scripts, world.standup], "Those that ran least first."
    assert listed(**{"is": "late"}) == [world.standup]
    assert listed(often="week", q="БОРИС") == []
    assert listed(often="month", q=cast.gleb.last_name.upper()) == [world.scripts]
    page = anna.get(home, {**week, "span": "month", "sort": "share"}).context["page"]
    assert all("day=2026-11-13" in address and "span=month" in address for address in (page.clear_href, page.csv_href))
    part = {"HX-Request": "true", "HX-Target": page.region}
    told = text_of(anna.get(home, {**week, "is": "late"}, headers=part))
    assert 'id="processes-figures"' in told, "What the list comes to is told anew with its rows."
    assert "Пересмотр скриптов" not in told

    def many(what: str, *numbers: int, **asked):
        return anna.post(reverse(f"control:processes_{what}"), {"pk": numbers, **asked}, follow=True)

    said = many("pause", world.standup, world.letter)
    assert listed(**{"is": "paused"}) == [world.standup, world.letter]
    undo = f"{reverse('control:processes_resume')}?these={world.standup}&these={world.letter}"
    assert undo.replace("&", "&amp;") in text_of(said)
    anna.post(undo)
    assert listed(**{"is": "paused"}) == []

    assert many("hand", world.letter, owner_id="999").status_code == 422
    assert anna.get(reverse("control:processes_hand"), {"pk": world.letter}).status_code == 200
    had = _hands()
    said = text_of(many("hand", world.letter, world.standup, world.scripts, owner_id=cast.gleb.pk))
    assert {owner for owner, _deputy in _hands().values()} == {cast.gleb.pk}
    told = [f"these={pk}-{Process.objects.get(pk=pk).version}" for pk in (world.standup, world.letter)]
    back = f"{reverse('control:processes_hand_back')}?{'&'.join(told)}"
    assert back.replace("&", "&amp;") in said, "What was Gleb's already is not taken from him."
    commands.pause_process(by=cast.actor("anna"), process_id=world.standup)
    said = text_of(anna.post(back, follow=True))
    assert "Планёрка: Процесс тем временем изменили" in said
    assert _hands() == had | {world.standup: (cast.gleb.pk, None)}, "The letter has its owner and deputy again."
    assert anna.post(back, follow=True).status_code == 200
    assert _hands() == had | {world.standup: (cast.gleb.pk, None)}, "Twice is once."
    many("hand", world.standup, owner_id=cast.anna.pk)
    commands.resume_process(by=cast.actor("anna"), process_id=world.standup)

    many("hand", world.letter, world.scripts, owner_id=cast.boris.pk)
    rows = dict(Process.objects.values_list("pk", "owner_id"))
    assert (rows[world.letter], rows[world.scripts]) == (cast.boris.pk, cast.boris.pk)
    assert Process.objects.get(pk=world.letter).deputy is None, "Who answers for it is no deputy of theirs."
    before = states(cast, world.letter)
    assert (before[10], before[17]) == ("missed", "missed"), "The past stays whose it was."
    changed = ["process_changed"] * 3  # handed over, given back, handed over again
    assert _journal(world.letter)[-5:] == ["process_paused", "process_resumed", *changed]

    anna.post(reverse("control:processes_remove"), {"everything": "1"}, QUERY_STRING=f"owner={cast.boris.pk}")
    assert listed() == [world.standup], "All that the filters leave."
    anna.post(f"{reverse('control:processes_restore')}?these={world.letter}&these={world.scripts}")
    assert states(cast, world.letter) == before

    for number in range(60):
        commands.add_process(by=cast.actor("anna"), said=of_many(cast.anna, number))
    page = anna.get(home).context["page"]
    assert (len(page.rows), page.count) == (50, 63)
    assert len(anna.get(page.after).context["page"].rows) == 13
    gleb = sign_in(cast.gleb)
    for what in ("pause", "hand", "remove"):
        assert gleb.post(reverse(f"control:processes_{what}"), {"pk": world.scripts}).status_code == 403


def _hands() -> dict[int, tuple[int, int | None]]:
    return {pk: (owner, deputy) for pk, owner, deputy in Process.objects.values_list("pk", "owner", "deputy")}


def of_many(owner, number: int) -> Said:
    return said(owner, f"Дело {number}", by=time(18))


def _journal(number: int) -> list[str]:
    rows = Entry.objects.filter(about_kind="control.process", about_id=number).order_by("pk")
    return [each.removeprefix("control.") for each in rows.values_list("name", flat=True)]


@pytest.mark.django_db
def test_missed_reminds_the_owner_at_its_hour_then_tells_the_head_once(world):
    cast = world.cast
    assert "mind recurring processes" in [each.name for each in jobs.JOBS]

    def told(person) -> list[str]:
        rows = Notification.objects.filter(person_id=person.pk, kind="process").order_by("pk")
        return [each.params["what"] for each in rows]

    for day, hour in ((21, 11), (22, 11), (18, 6)):
        with at(day, hour):
            assert turns.mind_processes(by=SYSTEM) == 0, "Nobody is told on a day off or at night."
    with at(13, 9):
        turns.mind_processes(by=SYSTEM)
    assert (told(cast.anna), told(cast.gleb)) == ([], [])
    assert told(cast.olga) == ["Планёрка (Анна)".replace("Анна", cast.anna.short_name)], "Of the day before."
    for hour in (10, 12, 19, 20):
        with at(13, hour, 30):
            turns.mind_processes(by=SYSTEM)
    assert told(cast.anna) == ["Планёрка", "Письмо о качестве лидов"]
    assert told(cast.gleb) == ["Пересмотр скриптов"]
    with at(16, 9):
        for _again in range(2):
            turns.mind_processes(by=SYSTEM)
    assert told(cast.anna)[2:] == [f"Пересмотр скриптов ({cast.gleb.short_name})"], "Gleb's head, in one line."
    assert len(told(cast.olga)) == 2
    assert told(cast.olga)[1].count(";") == 1, "What Anna did not run, both in one line."
    assert _journal(world.scripts)[-2:] == ["turn_missed", "turn_raised"]


@pytest.mark.django_db
def test_process_of_whoever_has_left_is_missed_and_told_of_until_somebody_answers_for_it(world):
    User.objects.filter(pk=world.cast.gleb.pk).update(left_on=date(2026, 11, 10))
    with at(16, 10):
        turns.mind_processes(by=SYSTEM)
    [line] = Notification.objects.filter(person_id=world.cast.anna.pk, kind="process")
    assert "Пересмотр скриптов (Gleb Gromov)" in line.params["what"]


@pytest.mark.django_db
def test_who_sees_who_keeps_and_what_the_database_refuses(world):
    cast = world.cast
    seen = {
        who: set(queries.processes(viewer=cast.actor(who)).values_list("pk", flat=True))
        for who in ("olga", "anna", "gleb", "boris", "vera", "dina")
    }
    everything = {world.standup, world.letter, world.scripts}
    assert seen == {
        "olga": everything,
        "anna": everything,
        "gleb": {world.scripts},
        "boris": {world.letter},
        "vera": set(),
        "dina": set(),
    }
    with pytest.raises(Denied):
        commands.pause_process(by=cast.actor("gleb"), process_id=world.scripts)
    with pytest.raises(Missing):
        turns.tick_turn(by=cast.actor("gleb"), process_id=world.standup, on=date(2026, 11, 18), note="x")
    with pytest.raises(turns.NotYet):
        turns.tick_turn(by=cast.actor("anna"), process_id=world.standup, on=date(2026, 11, 19), note="x")
    with pytest.raises(queries.NoSuchTurn):
        turns.tick_turn(by=cast.actor("anna"), process_id=world.standup, on=date(2026, 11, 21), note="x")
    with pytest.raises(Invalid):
        commands.add_process(by=cast.actor("anna"), said=said(cast.dina, "Чужой"))

    for wrong in ({"kind": "excused", "note": ""}, {"on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProcessMark.objects.create(
                **{"process_id": world.letter, "on": MONDAY, "kind": "done", "at": clock.now(), **wrong}
            )


@given(
    recurs=st.sampled_from(Recurs),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    day=st.integers(0, 31),
    off=st.sets(st.integers(0, 200), max_size=60),
)
def test_turns_fall_on_working_days_and_share_out_each_period_without_gap(recurs, weekdays, day, off):
    span = Span(date(2026, 10, 1), date(2026, 12, 31))
    whole = reach_of(span)
    worked = {each for place, each in enumerate(whole.days()) if each.weekday() < 5 and place not in off}
    schedule = Schedule(recurs=recurs, by=time(18), weekdays=tuple(sorted(weekdays)), day=day)
    found = turns_in(schedule, span, worked)
    assert all(each.on in worked and each.first <= each.on <= each.last for each in found)
    for before, after in pairwise(found):
        assert before.last < after.first, "No fact counts twice."
        if recurs is Recurs.WEEK and before.on.isocalendar()[:2] == after.on.isocalendar()[:2]:
            assert before.last + timedelta(days=1) == after.first, "And none falls between."
    parts = [Span(span.first, date(2026, 11, 10)), Span(date(2026, 11, 11), span.last)]
    assert [each for part in parts for each in turns_in(schedule, part, worked)] == found
