"""Leads that wait on screen: listed by urgency, given to a person with a timer, out by rules, rejected; the pool."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock
from mostik.crm.commands.distribution import save_rule
from mostik.crm.models import LeadTurn, LossReason
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(cast):
    stage.pipeline()
    values = {"title": "Сайт", "keeper_id": cast.anna.pk, "only_at_work": False, "working_time": False}
    people = [(cast.boris.pk,), (cast.vera.pk,)]
    return save_rule(by=cast.actor("anna"), values={**values, "picks_at_once": 1, "takers": people})


def turn(cast, rule, title, person=None, *, waits=5, ended=None):
    """Let a lead wait for so many minutes: somebody's turn, or in the pool."""
    owner = getattr(cast, person or "anna")
    deal, came = stage.deal(owner, title, stage="New"), clock.now() - timedelta(minutes=waits)
    told = {"rule_id": rule, "how": "quota" if person else "pool", "source": "api", "came_at": came, "at": came}
    told |= {"due_at": came + timedelta(minutes=15), "person": getattr(cast, person) if person else None}
    told |= {"ended_at": came + timedelta(minutes=ended), "end": "answered"} if ended else {}
    return LeadTurn.objects.create(deal=deal, **told)


def titles(answer):
    return [row.cells[0].html.split(">")[1].split("<")[0] for row in answer.context["page"].rows]


def test_leads_that_wait_are_listed_by_urgency_narrowed_and_given_as_a_file(cast, rule, sign_in):
    turn(cast, rule, "Горит", "boris", waits=60)
    turn(cast, rule, "Свежий", "vera", waits=1)
    turn(cast, rule, "Ничей", waits=10)
    turn(cast, rule, "Отвечен", "vera", waits=30, ended=4)
    anna, page = sign_in(cast.anna), reverse("crm:leads_waiting")
    assert titles(anna.get(page)) == ["Горит", "Ничей", "Свежий"]
    for asked, expected in (
        ("late=yes", ["Горит"]),
        ("pool=yes", ["Ничей"]),
        (f"person={cast.vera.pk}", ["Свежий"]),
        ("source=api", ["Горит", "Ничей", "Свежий"]),
        ("source=form", []),
        (f"rule={rule}&sort=-came", ["Свежий", "Ничей", "Горит"]),
        ("q=Свеж", ["Свежий"]),
    ):
        assert titles(anna.get(f"{page}?{asked}")) == expected, asked
    file = b"".join(anna.get(f"{page}?format=csv").streaming_content).decode("utf-8-sig")
    assert len(file.splitlines()) == 4
    assert titles(sign_in(cast.boris).get(page)) == ["Горит"]


def test_every_figure_of_answering_leads_to_as_many_turns(cast, rule, sign_in):
    turn(cast, rule, "Горит", "boris", waits=60)
    turn(cast, rule, "Отвечен", "boris", waits=30, ended=4)
    anna = sign_in(cast.anna)
    [(line, address)] = anna.get(reverse("crm:leads_waiting")).context["people"]
    assert (line.given, line.answered, line.late, line.half) == (2, 1, 1, 4)
    for asked, count in (("", 2), ("&end=answered", 1), ("&late=yes", 1), ("&lost=yes", 0)):
        assert len(titles(anna.get(f"{address}{asked}"))) == count
    [(by_source, address)] = anna.get(reverse("crm:leads_waiting")).context["sources"]
    assert (by_source.given, len(titles(anna.get(address)))) == (2, 2)


def test_picked_leads_become_somebodys_turn_with_a_timer(cast, rule, sign_in):
    rows = [turn(cast, rule, "Горит", "boris", waits=60), turn(cast, rule, "Ничей")]
    theirs = turn(cast, rule, "Свой", "vera")
    picked = {"pk": [row.pk for row in (*rows, theirs)], "owner": cast.vera.pk}
    anna = sign_in(cast.anna)
    assert "Ничей" not in text_of(anna.get(reverse("crm:turns_give"), picked))
    answer = anna.post(reverse("crm:turns_give"), picked, follow=True)
    assert "Свой: " in text_of(answer)
    now = LeadTurn.objects.filter(ended_at__isnull=True, deal__in=[row.deal_id for row in rows])
    assert {(row.person, row.how, row.number) for row in now} == {(cast.vera, "given", 2)}
    assert all(row.due_at > clock.now() for row in now)
    assert {row.deal.owner for row in now} == {cast.vera}
    assert sign_in(cast.boris).post(reverse("crm:turns_give"), picked).status_code == 403


def test_picked_leads_are_given_out_by_the_rules_and_rejected(cast, rule, sign_in):
    row, other = turn(cast, rule, "Ничей"), turn(cast, rule, "Мусор", "boris")
    anna = sign_in(cast.anna)
    anna.post(reverse("crm:turns_by_rules"), {"pk": [row.pk]})
    assert LeadTurn.objects.get(deal=row.deal_id, ended_at__isnull=True).person in {cast.boris, cast.vera}
    reason = LossReason.objects.create(title="Спам", of="lead").pk
    anna.post(reverse("crm:turns_reject"), {"pk": [other.pk], "reason": reason, "note": "Спам"})
    other.deal.refresh_from_db()
    other.refresh_from_db()
    assert (other.deal.outcome, other.end) == ("lost", "closed")


def test_lead_of_the_pool_is_looked_at_and_taken_no_more_than_one_may(cast, rule, sign_in):
    first, second = turn(cast, rule, "Первый", waits=9), turn(cast, rule, "Второй", waits=8)
    boris, page = sign_in(cast.boris), reverse("crm:lead_pool")
    assert titles(boris.get(page)) == ["Первый", "Второй"]
    assert "Первый" in text_of(boris.get(reverse("crm:lead_pick", args=[first.pk])))
    answer = boris.post(reverse("crm:turns_take"), {"pk": [first.pk, second.pk]}, follow=True)
    assert titles(boris.get(page)) == ["Второй"]
    assert "Второй" in text_of(answer)
    assert LeadTurn.objects.get(deal=first.deal_id, ended_at__isnull=True).person == cast.boris
    assert sign_in(cast.dasha).get(reverse("crm:lead_pick", args=[second.pk])).status_code in {403, 404}
