"""Rules of giving leads out on screen: made with each person's share and skills, previewed, changed, put away, back."""

import pytest

from mostik.crm.models import LeadRule, Product
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def said(cast, **more):
    return {
        "title": "Сайт",
        "sort": "0",
        "sources": "form, telegram",
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
        f"l-{cast.boris.pk}": "RU, en",
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
    assert 'value="ru, en"' in page
    anna.post(f"/leads/rules/{rule.pk}/", said(cast, title="Сайт и бот", version=rule.version))
    rule.refresh_from_db()
    assert (rule.title, rule.takers.get().products) == ("Сайт и бот", [])
    anna.post(f"/leads/rules/{rule.pk}/archive/")
    assert "Сайт и бот" not in text_of(anna.get("/leads/rules/"))
    anna.post(f"/leads/rules/{rule.pk}/restore/")
    assert "Сайт и бот" in text_of(anna.get("/leads/rules/"))


@pytest.mark.parametrize(
    ("field", "value"), [("t-", ""), ("q-", "-1"), ("q-", "501"), ("c-", "много"), ("l-", "русский")]
)
def test_rule_that_says_nothing_sensible_is_refused_and_nothing_typed_is_lost(cast, sign_in, field, value):
    answer = sign_in(cast.anna).post("/leads/rules/add/", said(cast, **{f"{field}{cast.boris.pk}": value}))
    assert answer.status_code == 422
    assert 'value="form, telegram"' in text_of(answer)
    assert not LeadRule.objects.exists()
