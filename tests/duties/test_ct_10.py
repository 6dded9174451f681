"""CT-10: what endangers life, health, clients or data is reported in one step, told at once, followed to the end."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from mostik.control.commands import incidents as commands
from mostik.control.commands.measure_climbs import climb_measures
from mostik.control.models import Incident, Measure
from mostik.control.queries import incidents as queries
from mostik.core import clock
from mostik.core.actors import SYSTEM, ActorKind
from mostik.core.models import Entry, Notification
from mostik.kernel.refusals import Invalid, Missing
from mostik.people.models import Delivery, NoticeChoice
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("CT-10")]

FALL = "На складе упал стеллаж, человек ранен"


def report(cast, who: str = "boris", *, text: str = FALL, **more):
    told = {"kind": "health", "severity": "critical", "key": "one", **more}
    return commands.report_incident(by=cast.actor(who), text=text, **told)


def told_of(person) -> list[str]:
    return list(
        Notification.objects.filter(person_id=person.pk, kind="incident").order_by("pk").values_list("text", flat=True)
    )


def test_one_field_and_a_press_tell_management_at_once_by_mail_even_at_night(cast, post, work, sign_in):
    quiet = {"quiet_from": "00:00", "quiet_to": "15:00", "urgent_passes": False}
    NoticeChoice.objects.create(person=cast.anna, ways={"incident": []}, letter_at="09:00", **quiet)
    boris = sign_in(cast.boris)
    assert reverse("control:incident_report") in boris.get(reverse("crm:deal_list")).content.decode()
    form = boris.get(reverse("control:incident_report")).context["form"]
    said = {name: form[name].value() for name in ("severity", "kind", "key")}
    empty = boris.post(reverse("control:incident_report"), {**said, "text": " "})
    assert (empty.status_code, bool(empty.context["form"].errors["text"])) == (422, True)
    for _press in range(2):
        boris.post(reverse("control:incident_report"), {**said, "text": FALL})
    found = Incident.objects.get()
    assert (found.reporter, found.text, found.state, found.owner) == (cast.boris, FALL, "new", None)
    work()
    (letter,) = [each for each in post.letters if each["To"] == cast.anna.email]
    assert FALL in letter["Subject"]
    assert Delivery.objects.filter(person=cast.anna, state="sent", way="mail").count() == 1
    assert told_of(cast.anna) == ["{who} reports an incident: {what}"]
    assert FALL in sign_in(cast.anna).get(reverse("home:bridge")).content.decode()
    assert not told_of(cast.boris), "Nobody is told what they said themselves."
    work(timedelta(minutes=5))
    assert len([each for each in post.letters if each["To"] == cast.anna.email]) == 1, "Once."


def test_incident_is_taken_acted_upon_and_closed_only_with_a_conclusion(cast, sign_in):
    found, day = report(cast), clock.today()
    anna = sign_in(cast.anna)
    card = reverse("control:incident", args=[found.pk])
    anna.post(reverse("control:incident_take", args=[found.pk]))
    asked = {"text": "Закрепить стеллажи", "owner_id": cast.vera.pk, "due_on": (day + timedelta(days=2)).isoformat()}
    past = {**asked, "due_on": (day - timedelta(days=1)).isoformat()}
    assert anna.post(reverse("control:measure_add", args=[found.pk]), past).status_code == 422
    anna.post(reverse("control:measure_add", args=[found.pk]), asked)
    made = Measure.objects.get()
    assert told_of(cast.vera) == ["A measure about an incident is yours, by {day}: {todo}"]

    close = reverse("control:incident_close", args=[found.pk])
    ended = {"cause": "Стеллаж не был закреплён", "conclusion": "Крепим всё выше двух метров"}
    assert anna.post(close, {**ended, "conclusion": ""}).status_code == 422
    with pytest.raises(Invalid):
        commands.close_incident(by=cast.actor("anna"), incident_id=found.pk, cause="x", conclusion=" ")
    with pytest.raises(commands.MeasuresOpen):
        commands.close_incident(by=cast.actor("anna"), incident_id=found.pk, **ended)
    commands.finish_measure(by=cast.actor("vera"), measure_id=made.pk, outcome="Закреплены все")
    anna.post(close, ended)
    found.refresh_from_db()
    assert (found.state, found.owner, found.conclusion) == ("closed", cast.anna, ended["conclusion"])
    assert told_of(cast.boris) == ["The incident you reported is closed: {what}"]
    page = text_of(anna.get(card))
    for words in (FALL, "Закрепить стеллажи", "Закреплены все", *ended.values()):
        assert words in page

    # Who reported it says that it is not over: it is open again, with whom it was.
    with pytest.raises(Invalid):
        commands.reopen_incident(by=cast.actor("boris"), incident_id=found.pk, why="")
    commands.reopen_incident(by=cast.actor("boris"), incident_id=found.pk, why="Стеллаж снова шатается")
    found.refresh_from_db()
    assert (found.state, found.owner, found.closed_at) == ("taken", cast.anna, None)
    names = Entry.objects.filter(about_kind="control.incident", about_id=found.pk).order_by("pk")
    assert [each.removeprefix("control.") for each in names.values_list("name", flat=True)] == [
        *("incident_reported", "incident_taken", "measure_set", "measure_done", "incident_closed", "incident_reopened"),
    ]


def test_bridge_does_not_say_the_words_of_a_confidential_incident(cast, sign_in):
    found = report(cast, confidential=True)
    page = sign_in(cast.anna).get(reverse("home:bridge")).content.decode()
    assert FALL not in page
    assert reverse("control:incident", args=[found.pk]) in page


def test_program_does_not_close_what_nobody_answers_for(cast):
    found, program = report(cast), replace(cast.actor("anna"), id=None, kind=ActorKind.TOKEN)
    ended = {"cause": "Стеллаж", "conclusion": "Закрепить"}
    with pytest.raises(commands.NobodysIncident):
        commands.close_incident(by=program, incident_id=found.pk, **ended)
    commands.take_incident(by=cast.actor("anna"), incident_id=found.pk)
    commands.close_incident(by=program, incident_id=found.pk, **ended)
    found.refresh_from_db()
    assert (found.state, found.owner) == ("closed", cast.anna)


def test_what_nobody_takes_in_its_norm_time_is_told_again_until_somebody_does(cast, work):
    found = report(cast, severity="critical")
    work(timedelta(minutes=14))
    assert len(told_of(cast.anna)) == 1
    work(timedelta(minutes=16))
    work(timedelta(minutes=20))
    assert told_of(cast.anna)[1:] == ["Nobody has taken an incident: {what}"]
    with clock.stopped(clock.now() + timedelta(minutes=21)):
        commands.take_incident(by=cast.actor("anna"), incident_id=found.pk)
    work(timedelta(hours=3))
    assert len(told_of(cast.anna)) == 2
    found.refresh_from_db()
    assert found.raised == 1


def test_confidential_one_is_read_by_who_reported_it_who_answers_and_management(cast):
    open_one = report(cast, "boris", key="open")
    secret = report(cast, "boris", key="secret", confidential=True, text="Утечка базы")
    seen = {
        who: set(queries.incidents(viewer=cast.actor(who)).values_list("pk", flat=True))
        for who in ("boris", "vera", "gleb", "anna")
    }
    both = {open_one.pk, secret.pk}
    assert (seen["boris"], seen["anna"], seen["vera"]) == (both, both, set())
    assert secret.pk not in seen["gleb"], "A team lead is no management."
    with pytest.raises(Missing):
        commands.take_incident(by=cast.actor("vera"), incident_id=secret.pk)
    with pytest.raises(commands.NotYoursToLead):
        commands.take_incident(by=cast.actor("boris"), incident_id=secret.pk)
    commands.take_incident(by=cast.actor("anna"), incident_id=secret.pk, owner_id=cast.vera.pk)
    assert queries.incidents(viewer=cast.actor("vera")).get() == secret
    commands.set_measure(
        by=cast.actor("vera"), incident_id=secret.pk, text="Сменить пароли", owner_id=cast.vera.pk, due_on=clock.today()
    )
    assert not [each for each in Entry.objects.values_list("payload", flat=True) if "пароли" in str(each)]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_report(cast):
    found, gate = [], threading.Barrier(2)

    def press():
        try:
            gate.wait(10)
            found.append(report(cast).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert found == [Incident.objects.get().pk] * 2
    assert len(told_of(cast.anna)) == 1


def test_measure_nobody_does_climbs_to_who_answers_and_to_management(cast):
    found, anna = report(cast, severity="minor"), cast.actor("anna")
    commands.take_incident(by=anna, incident_id=found.pk, owner_id=cast.gleb.pk)
    due = date(2026, 11, 20)
    made = commands.set_measure(by=anna, incident_id=found.pk, text="Закрепить", owner_id=cast.vera.pk, due_on=due)

    def lines(person) -> list[str]:
        rows = Notification.objects.filter(person_id=person.pk, key__startswith=f"measure-{made.pk}-").order_by("pk")
        return list(rows.values_list("text", flat=True))

    when = {}
    for day in range(18, 28):
        with clock.stopped(clock.moment(date(2026, 11, day), time(9))):
            for _look in range(2):
                if climb_measures(by=SYSTEM):
                    when[day] = [who for who in ("vera", "gleb", "anna") if lines(getattr(cast, who))]
    assert when == {19: ["vera"], 23: ["vera", "gleb"], 25: ["vera", "gleb", "anna"]}
    assert [len(lines(each)) for each in (cast.vera, cast.gleb, cast.anna)] == [2, 1, 1]
    assert not lines(cast.boris), "Who reported it is not asked to do it."
    commands.finish_measure(by=cast.actor("vera"), measure_id=made.pk, outcome="Закреплены")
    with clock.stopped(clock.moment(date(2026, 12, 10), time(9))):
        assert climb_measures(by=SYSTEM) == 0
