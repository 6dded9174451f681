"""CT-06: orders from meetings and management are answered, acted, solved, with a person and a date; overdue climbs."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mostik.config import jobs
from mostik.control.commands import assignment_answers as answers
from mostik.control.commands import assignment_moves as moves
from mostik.control.commands import assignments as commands
from mostik.control.commands.climbing import climb_assignments
from mostik.control.models import Assignment, DueChange
from mostik.control.queries import assignments as queries
from mostik.control.tasks import promise_looks
from mostik.core import clock, search
from mostik.core.actors import SYSTEM
from mostik.core.commands import rebuild_search
from mostik.core.models import Entry, Notification, SearchRow
from mostik.home.queries.search import found
from mostik.kernel.refusals import Denied, Invalid, Missing
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-06")]

CALLS = "Обзвонить клиентов, которым предложение ушло две недели назад"


def give(cast, by: str = "anna", to: str = "boris", *, days: int = 2, **more) -> Assignment:
    asked = {"text": CALLS, "owner_id": getattr(cast, to).pk, "due_on": clock.today() + timedelta(days=days), **more}
    return commands.give_assignment(by=cast.actor(by), asked=commands.Asked(**asked))


def told_of(person) -> list[str]:
    rows = Notification.objects.filter(person_id=person.pk, kind="assignment").order_by("pk")
    return list(rows.values_list("text", flat=True))


def on(day: date, hour: int = 9):
    return clock.stopped(clock.moment(day).replace(hour=hour))


def test_assignment_of_a_meeting_is_answered_acted_given_back_and_solved_through_the_screens(cast, sign_in):
    day = clock.today()
    anna = sign_in(cast.anna)
    form = anna.get(
        reverse("control:assignment_add"),
        {"origin": "meeting", "words": "Стендап 18 ноября", "place": "/organisation/"},
    ).context["form"]
    said = {name: form[name].value() for name in ("giver_id", "origin", "origin_words", "place")}
    assert said["giver_id"] == cast.anna.pk
    said |= {"text": CALLS, "owner_id": cast.boris.pk, "due_on": (day + timedelta(days=2)).isoformat()}
    for wrong in ({"text": ""}, {"due_on": (day - timedelta(days=1)).isoformat()}, {"owner_id": "999999"}):
        answer = anna.post(reverse("control:assignment_add"), {**said, **wrong})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    anna.post(reverse("control:assignment_add"), said)
    made = Assignment.objects.get()
    assert (made.owner, made.giver, made.state, made.origin) == (cast.boris, cast.anna, "new", "meeting")
    assert told_of(cast.boris) == ["{who} asks you, by {day}: {what}"]
    assert not told_of(cast.anna)

    boris = sign_in(cast.boris)
    assert reverse("control:my_assignments") in text_of(boris.get(reverse("home:my_day")))
    assert CALLS in text_of(boris.get(reverse("control:my_assignments")))
    page = text_of(boris.get(reverse("control:assignment", args=[made.pk])))
    assert "Стендап 18 ноября" in page
    assert reverse("control:assignment_solve", args=[made.pk]) not in page, "Nobody accepts their own work."
    boris.post(reverse("control:assignment_accept", args=[made.pk]))
    assert boris.post(reverse("control:assignment_act", args=[made.pk]), {"text": " "}).status_code == 422
    boris.post(reverse("control:assignment_act", args=[made.pk]), {"text": "Обзвонил, см. https://crm.test/list"})
    made.refresh_from_db()
    assert (made.state, made.answer, made.acted_text) == ("acted", "accepted", "Обзвонил, см. https://crm.test/list")
    assert boris.post(reverse("control:assignment_solve", args=[made.pk])).status_code == 403

    anna = sign_in(cast.anna)
    assert CALLS in text_of(anna.get(reverse("control:my_assignments"))), "What is done waits for whoever gave it."
    assert anna.post(reverse("control:assignment_return", args=[made.pk]), {"why": ""}).status_code == 422
    anna.post(reverse("control:assignment_return", args=[made.pk]), {"why": "Сколько ждут счёт?"})
    made.refresh_from_db()
    assert (made.state, made.returned_text, made.acted_at) == ("returned", "Сколько ждут счёт?", None)
    answers.act_on_assignment(by=cast.actor("boris"), assignment_id=made.pk, text="Четверо ждут счёт")
    anna.post(reverse("control:assignment_solve", args=[made.pk]), {"text": "Хорошо"})
    made.refresh_from_db()
    assert (made.state, made.solved_text) == ("solved", "Хорошо")
    with pytest.raises(moves.AssignmentEnded):
        answers.act_on_assignment(by=cast.actor("boris"), assignment_id=made.pk, text="ещё раз")
    page = text_of(anna.get(reverse("control:assignment", args=[made.pk])))
    for words in (CALLS, "Четверо ждут счёт", "Хорошо", "Сколько ждут счёт?"):
        assert words in page
    names = Entry.objects.filter(about_kind="control.assignment", about_id=made.pk).order_by("pk")
    assert [each.removeprefix("control.assignment_") for each in names.values_list("name", flat=True)] == [
        *("given", "accepted", "acted", "returned", "acted", "solved"),
    ]


def test_overdue_climbs_from_the_person_to_the_giver_and_their_head_each_step_once(cast, work):
    made = give(cast, days=2)  # given on Wednesday the 18th, due on Friday the 20th
    said = {"boris": [], "anna": [], "olga": []}
    for day in range(18, 31):
        with on(date(2026, 11, day)):
            before = {who: len(told_of(getattr(cast, who))) for who in said}
            for _look in range(2):
                climb_assignments(by=SYSTEM)
            for who, lines in said.items():
                new = told_of(getattr(cast, who))[before[who] :]
                assert len(new) <= 1, "At most one line a day."
                lines += [(day, each) for each in new]
    late = "Overdue since {day}, {who}: {what}"
    assert said == {
        "boris": [(19, "Not answered yet, by {day}: {what}"), (20, "Due by {day}: {what}"), (23, late)],
        "anna": [(23, late)],
        "olga": [(25, "Overdue since {day} and nobody moves it, {who}: {what}")],
    }
    made.refresh_from_db()
    assert made.told == ["answer", "remind", "overdue", "higher"]

    # Done late, it waits for the giver: nobody is late any more, and the giver is reminded to check.
    with on(date(2026, 11, 30), 12):
        answers.act_on_assignment(by=cast.actor("boris"), assignment_id=made.pk, text="Сделал")
    for day in (1, 2, 3):
        with on(date(2026, 12, day)):
            climb_assignments(by=SYSTEM)
    assert told_of(cast.anna)[-2:] == [
        "{who} has done it, check it: {what}",
        "Done, and nobody has checked it, {who}: {what}",
    ]
    assert len(told_of(cast.olga)) == 1


def test_the_morning_job_tells_once_and_not_on_days_off(cast, work):
    assert promise_looks in [each.call for each in jobs.JOBS]
    give(cast, days=1)
    with on(date(2026, 11, 21)):  # Saturday
        promise_looks()
    work()
    assert len(told_of(cast.boris)) == 1
    with on(date(2026, 11, 23)):
        for _beat in range(2):
            promise_looks()
        work()
        assert told_of(cast.boris)[1:] == ["Overdue since {day}, {who}: {what}"]
        with pytest.raises(commands.ToldToday):
            commands.remind_of_assignment(by=cast.actor("anna"), assignment_id=Assignment.objects.get().pk)


def test_another_day_is_asked_for_with_a_reason_granted_or_not_and_every_version_is_kept(cast, sign_in):
    made, day = give(cast, days=2), clock.today()
    boris = sign_in(cast.boris)
    ask = reverse("control:assignment_day", args=[made.pk])
    for wrong in (
        {"due_on": (day + timedelta(days=9)).isoformat(), "why": ""},
        {"due_on": (day - timedelta(days=1)).isoformat(), "why": "Болел"},
        {"due_on": made.due_on.isoformat(), "why": "Болел"},
    ):
        assert boris.post(ask, wrong).status_code == 422
    for days in (9, 12):
        boris.post(ask, {"due_on": (day + timedelta(days=days)).isoformat(), "why": "Жду протокол"})
    made.refresh_from_db()
    assert (made.state, made.answer, made.due_on) == ("asking", "date", day + timedelta(days=2)), "The day stands."
    assert DueChange.objects.count() == 1, "One wish waits, the last."

    anna = sign_in(cast.anna)
    decide = reverse("control:assignment_decide", args=[made.pk])
    assert "Жду протокол" in text_of(anna.get(decide))
    anna.post(decide, {"granted": "", "words": "Протокол есть"})
    made.refresh_from_db()
    assert (made.state, made.due_on, made.wanted_on) == ("accepted", day + timedelta(days=2), None)
    with pytest.raises(answers.NoDayAsked):
        answers.decide_day(by=cast.actor("anna"), assignment_id=made.pk, granted=True)

    answers.ask_other_day(
        by=cast.actor("boris"), assignment_id=made.pk, due_on=day + timedelta(days=5), why="Клиент в отпуске"
    )
    anna.post(decide, {"granted": "1", "words": ""})
    edit = reverse("control:assignment_edit", args=[made.pk])
    form = anna.get(edit).context["form"]
    said = {name: form[name].value() for name in ("text", "owner_id", "origin", "origin_words", "version")}
    later = day + timedelta(days=7)
    anna.post(edit, {**said, "due_on": later.isoformat()})
    made.refresh_from_db()
    assert made.due_on == later
    kept = DueChange.objects.order_by("pk").values_list("was", "wanted", "granted")
    assert list(kept) == [
        (day + timedelta(days=2), day + timedelta(days=12), False),
        (day + timedelta(days=2), day + timedelta(days=5), True),
        (day + timedelta(days=5), later, True),
    ]
    page = text_of(anna.get(reverse("control:assignment", args=[made.pk])))
    assert "Протокол есть" in page
    assert "Клиент в отпуске" in page
    stale = anna.post(edit, {**said, "text": "Иначе", "due_on": later.isoformat()})
    assert (stale.status_code, Assignment.objects.get().text) == (409, CALLS), "Written since it was read."


def test_objection_is_answered_by_withdrawing_handing_over_or_giving_back(cast):
    anna, boris = cast.actor("anna"), cast.actor("boris")
    for each in (first := give(cast), second := give(cast), third := give(cast)):
        with pytest.raises(Invalid):
            answers.object_to_assignment(by=boris, assignment_id=each.pk, text=" ")
        answers.object_to_assignment(by=boris, assignment_id=each.pk, text="Это клиенты Веры")
    commands.withdraw_assignment(by=anna, assignment_id=first.pk, why="Верно")
    commands.hand_assignment(by=anna, assignment_id=second.pk, owner_id=cast.vera.pk)
    answers.return_assignment(by=anna, assignment_id=third.pk, why="Вера в отпуске, всё же вы")
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert [states[each.pk] for each in (first, second, third)] == ["withdrawn", "new", "returned"]
    second.refresh_from_db()
    assert (second.owner, second.answer, second.team) == (cast.vera, "", cast.north)
    assert "Somebody else does it now: {what}" in told_of(cast.boris)
    assert told_of(cast.vera) == ["{who} asks you, by {day}: {what}"]
    with pytest.raises(answers.NothingToReturn):
        answers.return_assignment(by=anna, assignment_id=second.pk, why="рано")
    with pytest.raises(answers.NothingDone):
        answers.solve_assignment(by=anna, assignment_id=second.pk)


def test_who_reads_who_decides_and_in_whose_name(cast):
    of_boris, of_anna = give(cast), give(cast, to="anna", giver_id=cast.olga.pk, origin="management")
    assert of_anna.giver == cast.olga
    seen = {
        who: set(queries.assignments(viewer=cast.actor(who)).values_list("pk", flat=True))
        for who in ("anna", "boris", "vera", "gleb", "olga", "semyon")
    }
    both = {of_boris.pk, of_anna.pk}
    assert seen == {
        "anna": both,
        "boris": {of_boris.pk},
        "olga": both,
        "vera": set(),
        "gleb": set(),
        "semyon": set(),
    }
    answers.act_on_assignment(by=cast.actor("anna"), assignment_id=of_anna.pk, text="Готово")
    with pytest.raises(moves.NotYoursToDecide):
        answers.solve_assignment(by=cast.actor("anna"), assignment_id=of_anna.pk)
    answers.solve_assignment(by=cast.actor("olga"), assignment_id=of_anna.pk)
    with pytest.raises(moves.NotYoursToDo):
        answers.accept_assignment(by=cast.actor("anna"), assignment_id=of_boris.pk)
    with pytest.raises(Denied):
        give(cast, "boris", "vera")
    with pytest.raises(Invalid):
        give(cast, "gleb", "boris")
    with pytest.raises(commands.NobodyGave):
        give(cast, "gleb", "dasha", giver_id=cast.boris.pk)
    with pytest.raises(Missing):
        answers.accept_assignment(by=cast.actor("vera"), assignment_id=of_boris.pk)


def test_list_is_searched_filtered_exported_and_changed_many_at_once(cast, sign_in):
    with clock.stopped(clock.now() - timedelta(days=7)):
        late = give(cast, days=2, text="Собрать возражения по цене")
    mine = give(cast, to="anna", giver_id=cast.olga.pk, text="Премия за оплату в срок")
    other = give(cast, to="vera", text="Отзывы с видео", origin_words="Стендап")
    anna, page = sign_in(cast.anna), reverse("control:assignments")

    def found(**asked) -> set[int]:
        return {row.pk for row in anna.get(page, asked).context["page"].rows}

    assert found() == {late.pk, mine.pk, other.pk}
    assert found(whose="mine") == {mine.pk}
    assert found(whose="given") == {late.pk, other.pk}
    assert found(**{"is": "overdue"}) == {late.pk}
    assert found(owner=cast.vera.pk) == found(q="стендап") == {other.pk}
    assert late.text in text_of(anna.get(reverse("control:overdue_assignments")))
    assert reverse("control:overdue_assignments") in text_of(anna.get(reverse("home:bridge")))
    lines = list(csv.reader(io.StringIO(text_of(anna.get(page, {"format": "csv"})).lstrip("\ufeff")), delimiter=";"))
    assert len(lines) == 4

    picked = {"pk": [late.pk, other.pk]}
    anna.post(reverse("control:assignments_remind"), picked)
    assert told_of(cast.boris)[-1] == told_of(cast.vera)[-1] == "{who} reminds you, by {day}: {what}"
    anna.post(reverse("control:assignments_hand"), {**picked, "owner_id": cast.dasha.pk})
    assert set(Assignment.objects.filter(owner=cast.dasha).values_list("pk", flat=True)) == {late.pk, other.pk}
    anna.post(reverse("control:assignments_withdraw"), {**picked, "why": "Не нужно"})
    assert set(Assignment.objects.filter(state="withdrawn").values_list("pk", flat=True)) == {late.pk, other.pk}
    outcome = commands.withdraw_assignments(by=cast.actor("gleb"), assignment_ids=[mine.pk, late.pk], why="")
    assert (outcome.done, len(outcome.refused)) == ((), 1), "Out of reach is not there; ended refuses."

    anna.post(reverse("control:assignment_remove", args=[other.pk]))
    assert other.pk not in found()
    anna.post(reverse("control:assignment_restore", args=[other.pk]))
    assert other.pk in found()


def test_database_holds_no_objection_without_words_and_nothing_solved_undone(cast):
    made = give(cast)
    for wrong in (
        {"answer": "objected", "answer_text": ""},
        {"solved_at": clock.now()},
        {"acted_at": clock.now(), "acted_text": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.filter(pk=made.pk).update(**wrong)


def test_search_finds_assignments_by_their_words_for_whoever_may_read_them(cast):
    made = give(cast, text="Подготовить договор поставки насосов", origin_words="Стендап вторника")
    other = give(cast, to="gleb", text="Сверить остатки насосов")

    def finds(who: str, words: str) -> set[int]:
        group = found(words, "control.assignment", viewer=cast.actor(who))
        rows = [(each.url, each.note) for each in group.found] if group else []
        return {int(url.strip("/").split("/")[-1]) for url, _note in rows}

    readers = {who: finds(who, "насос") for who in ("anna", "boris", "gleb", "olga", "vera", "dina")}
    assert readers["anna"] == readers["olga"] == {made.pk, other.pk}, "Who gave them, and their head."
    assert (readers["boris"], readers["gleb"]) == ({made.pk}, {other.pk}), "Who does them."
    assert readers["vera"] == readers["dina"] == set(), "Nobody else's."
    assert finds("boris", "стендапа") == finds("anna", f"{cast.boris.last_name} договоры") == {made.pk}

    changed = commands.Asked(text="Подготовить спецификацию", owner_id=cast.boris.pk, due_on=made.due_on)
    commands.edit_assignment(by=cast.actor("anna"), assignment_id=made.pk, asked=changed)
    assert (finds("anna", "договор"), finds("boris", "спецификация")) == (set(), {made.pk})
    answers.act_on_assignment(by=cast.actor("boris"), assignment_id=made.pk, text="Отправлено заказчику")
    assert finds("anna", "заказчик") == {made.pk}, "By what was done."
    commands.hand_assignment(by=cast.actor("anna"), assignment_id=other.pk, owner_id=cast.vera.pk)
    assert (finds("vera", "остаток"), finds("gleb", "остаток")) == ({other.pk}, set())
    commands.remove_assignment(by=cast.actor("anna"), assignment_id=other.pk)
    assert finds("anna", "остаток") == set()
    commands.restore_assignment(by=cast.actor("anna"), assignment_id=other.pk)
    assert finds("anna", "остаток") == {other.pk}

    SearchRow.objects.filter(kind="control.assignment").delete()
    assert search.lost() == ["control.assignment"], "A database of an earlier version knows no such kind."
    rebuild_search(by=SYSTEM, tell=lambda _kind, _done: None, only=search.lost())
    assert (search.lost(), finds("anna", "остаток")) == ([], {other.pk})
