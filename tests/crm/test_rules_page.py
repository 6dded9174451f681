"""Rules of giving leads out on screen: made with each person's share and skills, previewed, changed, put away, back."""

import re

import pytest

from mostik.crm.models import LeadRule, Product
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def said(cast, **more):
    return {
        "title": "Сайт",
        "sort": "0",
        "sources": ["form", "telegram"],
        "least_score": "0",
        "way": "quota",
        "keeper": cast.anna.pk,
        "owner_first": "on",
        "answer_minutes": "15",
        "most_turns": "3",
        "picks_a_day": "5",
        "picks_at_once": "2",
        "return_minutes": "30",
        f"t-{cast.boris.pk}": "1",
        f"q-{cast.boris.pk}": "8",
        f"c-{cast.boris.pk}": "20",
        f"l-{cast.boris.pk}": ["ru", "en"],
        f"q-{cast.vera.pk}": "4",
        **more,
    }


def test_rule_is_made_previewed_changed_put_away_and_brought_back(cast, sign_in):
    pump = Product.objects.create(title="Насос")
    anna = sign_in(cast.anna)
    assert anna.post("/leads/rules/add/", said(cast, **{f"p-{cast.boris.pk}": pump.pk})).status_code == 302
    rule = LeadRule.objects.get()
    [taker] = rule.takers.all()
    assert (taker.person, taker.quota, taker.capacity) == (cast.boris, 8, 20)
    assert (taker.products, taker.languages, rule.sources) == ([pump.pk], ["ru", "en"], ["form", "telegram"])
    shown = text_of(anna.get("/leads/rules/"))
    assert "Сайт" in shown
    assert cast.boris.short_name in shown
    page = text_of(anna.get(f"/leads/rules/{rule.pk}/"))
    assert re.search(r'name="sources" value="telegram" checked', page)
    assert re.search(rf'name="l-{cast.boris.pk}" value="en" checked', page)
    anna.post(f"/leads/rules/{rule.pk}/", said(cast, title="Сайт и бот", version=rule.version))
    rule.refresh_from_db()
    assert (rule.title, rule.takers.get().products) == ("Сайт и бот", [])
    anna.post(f"/leads/rules/{rule.pk}/archive/")
    answer = anna.get("/leads/rules/")
    assert (answer.context["lines"], answer.context["away"]) == ([], [rule])
    anna.post(f"/leads/rules/{rule.pk}/restore/")
    assert "Сайт и бот" in text_of(anna.get("/leads/rules/"))


@pytest.mark.parametrize(("field", "value"), [("t-", ""), ("q-", "-1"), ("q-", "501"), ("c-", "много")])
def test_rule_that_says_nothing_sensible_is_refused_and_nothing_typed_is_lost(cast, sign_in, field, value):
    answer = sign_in(cast.anna).post("/leads/rules/add/", said(cast, **{f"{field}{cast.boris.pk}": value}))
    assert answer.status_code == 422
    assert re.search(r'name="sources" value="telegram" checked', text_of(answer))
    assert not LeadRule.objects.exists()


def test_source_that_is_not_there_is_refused_and_one_gone_stays_with_its_rule(cast, sign_in):
    anna = sign_in(cast.anna)
    assert anna.post("/leads/rules/add/", said(cast, sources=["fax:1"])).status_code == 422
    anna.post("/leads/rules/add/", said(cast))
    LeadRule.objects.update(sources=["form:404", "fax"])
    rule = LeadRule.objects.get()
    answer = anna.post(f"/leads/rules/{rule.pk}/", said(cast, sources=["form:404", "fax"], version=rule.version))
    assert answer.status_code == 302
    rule.refresh_from_db()
    assert rule.sources == ["form:404", "fax"]


def test_rules_are_tried_in_the_order_they_are_moved_to(cast, sign_in):
    anna = sign_in(cast.anna)
    for title in ("А", "Б", "В"):
        anna.post("/leads/rules/add/", said(cast, title=title))
    rows = dict(LeadRule.objects.values_list("title", "pk"))

    def order():
        return "".join(LeadRule.objects.values_list("title", flat=True))

    for title, way, expected in (("В", "up", "АВБ"), ("В", "up", "ВАБ"), ("В", "up", "ВАБ"), ("А", "down", "ВБА")):
        assert anna.post(f"/leads/rules/{rows[title]}/move/{way}/").status_code == 302
        assert order() == expected
    assert sign_in(cast.boris).post(f"/leads/rules/{rows['А']}/move/up/").status_code == 403
