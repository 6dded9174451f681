"""Promised work on screen: whoever may sees it, does it again or says it is done; doubts are asked about; health says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.core import clock, doubts, outbox
from mostik.core.models import Effect, EffectState, Entry

pytestmark = pytest.mark.django_db
DONE: list[str] = []


@outbox.effect("trial.note")
def note(word: str = "", token: str = "", doubt: bool = False, fail: bool = False) -> None:
    """Do as asked."""
    if doubt:
        raise outbox.InDoubt("the answer was lost")
    if fail:
        raise RuntimeError("as asked")
    DONE.append(word)


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def stuck(key: str, **payload) -> Effect:
    outbox.enqueue("trial.note", key=key, payload=payload)
    outbox.run_due()
    if payload.get("fail"):
        Effect.objects.filter(key=key).update(state=EffectState.PARKED)
    return Effect.objects.get(key=key)


def test_head_sees_stuck_work_first_does_it_again_and_says_it_is_done(cast, sign_in):
    done = stuck("done", word="x")
    parked, doubted = stuck("broken", fail=True, token="hush"), stuck("lost", doubt=True)
    anna = sign_in(cast.anna)
    page = anna.get(reverse("core:effects"), headers={"Accept-Language": "en"}).content.decode()
    places = [page.index(reverse("core:effect", args=[row.pk])) for row in (doubted, done)]
    assert (places == sorted(places), "as asked" in page) == (True, True)
    card = anna.get(reverse("core:effect", args=[parked.pk]), headers={"Accept-Language": "en"}).content.decode()
    assert ("hush" in card, "•••" in card, "as asked" in card) == (False, True, True)
    assert anna.post(reverse("core:effects_again"), {"pk": parked.pk}).status_code in {204, 302}
    assert anna.post(reverse("core:effect_settle", args=[doubted.pk])).status_code in {204, 302}
    states = dict(Effect.objects.values_list("key", "state"))
    assert states == {"done": "done", "broken": "new", "lost": "done"}
    told = Entry.objects.filter(name__startswith="core.effect_").order_by("pk").values_list("name", "actor_id")
    assert list(told) == [("core.effect_replayed", cast.anna.pk), ("core.effect_settled", cast.anna.pk)]


def test_work_that_is_done_or_running_is_not_replayed(cast, sign_in):
    done = stuck("done", word="x")
    sign_in(cast.anna).post(reverse("core:effect_again", args=[done.pk]))
    assert (Effect.objects.get().state, DONE) == ("done", ["x"])


def test_seller_is_refused(cast, sign_in):
    row = stuck("broken", fail=True)
    boris = sign_in(cast.boris)
    assert boris.get(reverse("core:effects")).status_code == 403
    assert boris.post(reverse("core:effects_again"), {"pk": row.pk}).status_code == 403
    assert Effect.objects.get().state == "parked"


@pytest.mark.parametrize(("answer", "state"), [(True, "done"), (False, "new"), (None, "in doubt")])
def test_doubt_is_settled_by_asking_the_far_side_after_the_grace(monkeypatch, answer, state):
    asked = []
    monkeypatch.setitem(doubts.QUESTIONS, "trial.note", lambda **told: asked.append(told) or answer)
    row = stuck("lost", doubt=True)
    doubts.promise_questions()
    assert Effect.objects.count() == 1
    with clock.stopped(clock.now() + doubts.GRACE + timedelta(seconds=1)):
        doubts.promise_questions()
        doubts.promise_questions()
        outbox.run_due(most=1)
    row.refresh_from_db()
    assert (row.state, asked) == (state, [{"doubt": True}])


def test_health_knows_a_stuck_queue_and_says_nothing_else(client):
    outbox.enqueue("trial.note", key="k", payload={"word": "canary"})
    assert client.get("/health/live/").json() == {"live": True}
    assert client.get("/health/ready/").json() == {"ready": True, "troubles": []}
    with clock.stopped(clock.now() + timedelta(minutes=6)):
        late = client.get("/health/ready/")
    assert (late.status_code, late.json()) == (503, {"ready": False, "troubles": ["queue"]})
    outbox.claim("dead")
    with clock.stopped(clock.now() + 2 * outbox.LEASE + timedelta(seconds=1)):
        assert client.get("/health/ready/").json()["troubles"] == ["queue"]
