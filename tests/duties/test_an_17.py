"""AN-17: what clients ask for - heard on deals, counted and valued, passed to the product's people, answered, told."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import transaction
from django.urls import reverse

from mostik.analysis.commands.need_joins import NotJoined, join_needs, part_needs
from mostik.analysis.commands.needs import mind_needs
from mostik.analysis.models import Need, Voice
from mostik.analysis.queries.needs import needs
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.models import Notification
from mostik.crm.commands.deals import lose_deal
from mostik.crm.models import LossReason
from tests.crm import stage
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-17")]
FRAGMENT = {"HX-Request": "true"}
SAID = {"words": "Берём, если дадите рассрочку на год", "title": "Рассрочка на 12 месяцев", "kind": "terms"}


@pytest.fixture
def desk(cast, sign_in):
    """Anybody's browser, in English."""

    def of(name):
        client = sign_in(getattr(cast, name))
        client.cookies["django_language"] = "en"
        return client

    return of


@pytest.fixture
def heard(cast, desk):
    """Three clients of three people ask for installments: two deals are open, one is lost."""
    deals = {}
    for who, rub in (("boris", 300_000), ("vera", 200_000), ("dasha", 150_000)):
        person = getattr(cast, who)
        deals[who] = stage.deal(person, rub=rub, company=stage.company(person, f"Client of {who}"))
        known = {"need": Need.objects.get().pk, "kind": "terms"} if Need.objects.exists() else SAID
        answer = hear(desk(who), deals[who], **{**known, "words": f"Words of {who}"})
        assert answer.status_code == 204, answer.content.decode()
    reason = LossReason.objects.create(title="Price")
    lose_deal(by=cast.actor("dasha"), deal_id=deals["dasha"].pk, reason_id=reason.pk)
    return deals


def hear(client, deal, **said):
    return client.post(reverse("analysis:need_hear", args=[deal.pk]), {**SAID, **said}, headers=FRAGMENT)


def ask(client, **said):
    told = {"answer_by": "2026-11-25", **said}
    return client.post(reverse("analysis:need_pass", args=[Need.objects.get().pk]), told, headers=FRAGMENT)


def answer(client, **said):
    told = {"verdict": "planned", "answer": "Будет с нового года", "promised_on": "2027-01-11", **said}
    return client.post(reverse("analysis:need_answer", args=[Need.objects.get().pk]), told, headers=FRAGMENT)


def bell(user):
    return [
        (each.text, each.params.get("title"))
        for each in Notification.objects.filter(person_id=user.pk, kind="need").order_by("pk")
    ]


def test_need_is_counted_and_valued_within_ones_reach(cast, heard):
    row = needs(viewer=cast.actor("anna")).get()
    assert (row.clients, row.open_minor, row.lost_minor) == (3, 50_000_000, 15_000_000)
    row = needs(viewer=cast.actor("boris")).get()
    assert (row.clients, row.open_minor, row.lost_minor) == (1, 30_000_000, 0)


def test_register_is_searched_sorted_filtered_and_taken_out(cast, desk, heard):
    hear(desk("boris"), heard["boris"], title="Доставка в выходные", kind="service")
    anna = desk("anna")
    page = text_of(anna.get(reverse("analysis:needs")))
    assert page.index("Рассрочка на 12 месяцев") < page.index("Доставка в выходные"), "who is asked more stands first"
    assert "Доставка" not in text_of(anna.get(reverse("analysis:needs"), {"q": "рассроч"}))
    assert "Рассрочка" not in text_of(anna.get(reverse("analysis:needs"), {"kind": "service"}))
    assert "Рассрочка на 12 месяцев" in text_of(anna.get(reverse("analysis:needs"), {"format": "csv"}))


def test_need_heard_twice_on_a_deal_counts_once_with_its_newest_words(cast, desk, heard):
    number = Need.objects.get().pk
    hear(desk("boris"), heard["boris"], need=number, words="Без рассрочки никак")
    assert Voice.objects.filter(deal=heard["boris"]).count() == 1
    assert "Без рассрочки никак" in text_of(desk("anna").get(reverse("analysis:need", args=[number])))


def test_need_like_one_of_the_register_is_pointed_at(desk, heard):
    page = desk("boris").get(reverse("analysis:needs_like"), {"title": "рассрочка 12 мес"})
    assert "Рассрочка на 12 месяцев" in text_of(page)
    assert text_of(desk("boris").get(reverse("analysis:needs_like"), {"title": "Скидка"})).strip() == ""


@pytest.mark.parametrize(("said", "words"), [({"words": " "}, "required"), ({"title": " "}, "Say in one line")])
def test_what_says_too_little_is_refused_at_its_field(cast, desk, said, words):
    refused = hear(desk("boris"), stage.deal(cast.boris), **said)
    assert refused.status_code == 422
    assert words in text_of(refused)
    assert not Need.objects.exists()


def test_need_is_passed_answered_and_clients_are_told(cast, desk, heard):
    number = Need.objects.get().pk
    assert ask(desk("anna"), asked=cast.dina.pk).status_code == 204
    assert bell(cast.dina) == [("Clients ask for “{title}”: answer by {day}", "Рассрочка на 12 месяцев")]
    assert "answer by" in text_of(desk("anna").get(reverse("analysis:need", args=[number])))
    assert answer(desk("vera")).status_code == 403, "it was not asked of her"
    assert answer(desk("dina")).status_code == 204
    for who in ("boris", "vera", "dasha"):
        assert bell(getattr(cast, who))[-1][0] == "“{title}” is answered: tell your clients"
    card = text_of(desk("boris").get(reverse("analysis:needs_of_deal", args=[heard["boris"].pk]), headers=FRAGMENT))
    assert "Будет с нового года" in card
    assert "will be done" in card
    voice = Voice.objects.get(deal=heard["boris"])
    desk("boris").post(reverse("analysis:need_told", args=[voice.pk]), headers=FRAGMENT)
    page = text_of(desk("anna").get(reverse("analysis:need", args=[number])))
    assert "2 clients were not told yet" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [({"promised_on": ""}, "Say by when it will be there"), ({"answer": " "}, "required"), ({"verdict": "x"}, "x")],
)
def test_answer_that_says_too_little_is_refused_at_its_field(desk, heard, said, words):
    refused = answer(desk("anna"), **said)
    assert refused.status_code == 422
    assert words in text_of(refused)
    assert Need.objects.get().verdict == ""


def test_need_is_asked_of_somebody_who_is_there_and_for_a_day_to_come(desk, heard):
    assert "Choose a colleague, or write an e-mail address." in text_of(ask(desk("anna"), address="nobody"))
    assert "That day is over" in text_of(ask(desk("anna"), address="p@x.test", answer_by="2026-11-01"))
    assert ask(desk("anna"), address="p@x.test").status_code == 204


def test_late_answer_is_reminded_of_once_a_week_and_told_to_its_keeper(cast, desk, heard):
    ask(desk("anna"), asked=cast.dina.pk)
    told = []
    for days in range(18):
        with clock.stopped(clock.now() + timedelta(days=days)):
            for _again in range(2):
                told += [days] * (mind_needs(by=SYSTEM) > 0)
    assert told == [6, 13], "a day before and a week later"
    texts = [text for text, _title in bell(cast.boris)]
    assert texts == ["Clients wait for an answer to “{title}”: it was due by {day}"]
    with clock.stopped(clock.now() + timedelta(days=10)):
        assert "answer is late" in text_of(desk("anna").get(reverse("analysis:needs"), {"late": "yes"}))


def test_somebody_outside_is_asked_by_letter_reminded_and_answers_by_its_link(cast, desk, heard, client, post, work):
    number = Need.objects.get().pk
    assert ask(desk("anna"), address="maker@x.test").status_code == 204
    assert "waits for the mail server" in text_of(desk("anna").get(reverse("analysis:need", args=[number])))
    work()
    [letter] = post.letters
    words = letter.get_body(("plain",)).get_content()
    assert (letter["To"], "Об этом просят 3 клиента." in words) == ("maker@x.test", True)
    assert not any(name in words for name in ("Client of", "Words of")), "how many ask, not who"
    [link] = [each for each in words.split() if each.startswith("https://mostik.company.test/analysis/needs/asked/")]
    address = link.removeprefix("https://mostik.company.test")
    with clock.stopped(clock.now() + timedelta(days=6)):
        mind_needs(by=SYSTEM)
    work(timedelta(days=6))
    assert [each["To"] for each in post.letters] == ["maker@x.test"] * 2, "a day before"
    assert "Рассрочка на 12 месяцев" in text_of(client.get(address))
    assert client.get(reverse("analysis:need_outside", args=["forged"])).status_code == 404
    said = {"verdict": "planned", "answer": "Будет с нового года", "promised_on": ""}
    assert client.post(address, said).status_code == 422
    assert client.post(address, {**said, "promised_on": "2027-01-11"}).status_code == 302
    row = Need.objects.get()
    assert (row.verdict, row.answered_by) == ("planned", "maker@x.test")
    assert bell(cast.vera)[-1][0] == "“{title}” is answered: tell your clients"
    assert "Будет с нового года" in text_of(client.get(address)), "the link shows what was answered"
    client.post(address, {**said, "verdict": "no"})
    assert Need.objects.get().verdict == "planned", "answered once"
    desk("anna").post(reverse("analysis:need_reopen", args=[number]))
    assert ask(desk("anna"), asked=cast.dina.pk).status_code == 204
    assert client.get(address).status_code == 404, "it is asked of somebody else by now"
    assert desk("anna").post(reverse("analysis:need_send", args=[number])).status_code == 404


def test_needs_that_are_one_are_joined(cast, desk, heard):
    hear(desk("boris"), heard["boris"], title="Платить частями", words="Хотим частями")
    hear(
        desk("vera"),
        stage.deal(cast.vera, company=stage.company(cast.vera, "Another")),
        title="Платить частями",
        need=Need.objects.latest("pk").pk,
    )
    first, second = Need.objects.order_by("pk")
    desk("anna").post(reverse("analysis:need_join", args=[second.pk]), {"into": first.pk}, headers=FRAGMENT)
    row = needs(viewer=cast.actor("anna")).get()
    assert (row.pk, row.clients) == (first.pk, 4)
    assert Voice.objects.filter(need=first, deal=heard["boris"]).get().words == "Words of boris"
    anna = desk("anna")
    page = text_of(anna.get(reverse("analysis:need", args=[second.pk])))
    part = reverse("analysis:need_part", args=[second.pk])
    assert page.count(part) == 2, "An old link leads on; it is parted from the toast and from its line."
    assert desk("boris").post(part).status_code == 403
    desk("anna").post(part)
    assert {row.title: row.clients for row in needs(viewer=cast.actor("anna"))} == {first.title: 3, second.title: 2}


def test_joins_taken_back_in_any_order_give_each_record_to_its_need(cast, heard):
    """A is said to be B, then B to be C and D to be C; two of them were heard on one deal."""
    by, deals = cast.actor("anna"), list(heard.values())
    deals += [stage.deal(cast.vera) for _ in range(2)]
    made = {
        name: Need.objects.create(title=name, kind="terms", owner=cast.anna, made_at=clock.now()) for name in "abcd"
    }
    for name, places in {"a": (0, 1, 2), "b": (1, 3), "c": (2, 3), "d": (0, 4)}.items():
        for place in places:
            said = {"words": f"{name}{place}", "heard_on": clock.today(), "made_at": clock.now()}
            Voice.objects.create(need=made[name], deal=deals[place], **said)

    def state() -> tuple[set, set]:
        return set(Voice.objects.values_list("words", "need")), set(Need.objects.values_list("title", "into"))

    before = state()
    for one, other in ("ab", "bc", "dc"):
        join_needs(by=by, need_id=made[one].pk, into_id=made[other].pk)
    assert set(Need.objects.filter(into=made["c"]).values_list("title", flat=True)) == set("abd"), "Old links lead on."
    [whole] = needs(viewer=by).filter(title="c")
    assert whole.voices.count() == 5, "Every deal's voice, once."
    since = Voice.objects.create(
        need=made["c"], deal=stage.deal(cast.vera), words="since", heard_on=clock.today(), made_at=clock.now()
    )
    for order in permutations("abd"):
        with transaction.atomic():
            for name in order:
                part_needs(by=by, need_id=made[name].pk)
                assert needs(viewer=by).filter(title=name).exists()
            with pytest.raises(NotJoined):
                part_needs(by=by, need_id=made["a"].pk)
            assert Voice.objects.get(pk=since.pk).need == made["c"], "What was said since stays."
            Voice.objects.filter(pk=since.pk).delete()
            assert state() == before, order
            transaction.set_rollback(True)


def test_need_is_changed_removed_and_brought_back(cast, desk, heard):
    anna, number = desk("anna"), Need.objects.get().pk
    said = {"title": "Рассрочка на год", "kind": "terms", "owner": cast.anna.pk, "about": "Без процентов"}
    anna.post(reverse("analysis:need_edit", args=[number]), said, headers=FRAGMENT)
    assert Need.objects.get().title == "Рассрочка на год"
    gone = anna.post(reverse("analysis:needs_remove"), {"pk": number})
    assert "Removed from the register." in text_of(anna.get(gone.url))
    assert anna.get(reverse("analysis:need", args=[number])).status_code == 404
    anna.post(reverse("analysis:needs_restore"), {"removed": number})
    assert anna.get(reverse("analysis:need", args=[number])).status_code == 200


def test_slip_is_taken_back_and_what_nobody_asks_for_goes_with_it(cast, desk):
    row = stage.deal(cast.boris)
    hear(desk("boris"), row)
    desk("boris").post(reverse("analysis:voice_back", args=[Voice.objects.get().pk]), headers=FRAGMENT)
    assert not Voice.objects.exists()
    assert not needs(viewer=cast.actor("anna")).exists()


def test_answer_is_taken_off_to_ask_anew(desk, heard):
    answer(desk("anna"))
    number = Need.objects.get().pk
    assert ask(desk("anna"), address="p@x.test").status_code == 409
    desk("anna").post(reverse("analysis:need_reopen", args=[number]))
    assert (Need.objects.get().state, Need.objects.get().promised_on) == ("heard", None)
    assert ask(desk("anna"), address="p@x.test", answer_by=date(2026, 12, 1).isoformat()).status_code == 204


def test_programs_read_the_register_join_part_and_answer(cast, desk, heard):
    first = Need.objects.get()
    hear(desk("vera"), stage.deal(cast.vera), title="Платить частями")
    again = Need.objects.latest("pk")
    join, part = (f"/api/v1/needs/{again.pk}/{end}" for end in ("join", "part"))

    def post(path: str, who: str = "anna", **said):
        answer = desk(who).post(path, said, content_type="application/json")
        return answer.status_code, answer.json()

    assert post(join, into=again.pk)[1]["field"] == "into"
    assert post(join, into=999_999)[0] == 404
    assert post(join, into=first.pk, who="boris")[0] == post(part, who="boris")[0] == 403
    status, told = post(join, into=first.pk)
    assert (status, told["id"], told["clients"]) == (200, first.pk, 4)
    anna = desk("anna")
    assert [each["id"] for each in anna.get("/api/v1/needs").json()] == [first.pk]
    assert (post(part)[1]["id"], post(part)[0]) == (again.pk, 409)
    assert {each["id"]: each["clients"] for each in anna.get("/api/v1/needs").json()} == {first.pk: 3, again.pk: 1}
    Need.objects.filter(pk=again.pk).delete()
    [row] = anna.get("/api/v1/needs", {"state": "heard"}).json()
    assert (row["clients"], row["open"], row["lost"]) == (3, 50_000_000, 15_000_000)
    said = {"verdict": "planned", "answer": "Soon"}
    path = f"/api/v1/needs/{row['id']}/answer"
    assert anna.post(path, said, content_type="application/json").status_code == 422
    told = anna.post(path, {**said, "promised_on": "2027-02-01"}, content_type="application/json").json()
    assert (told["state"], told["promised_on"]) == ("answered", "2027-02-01")
    assert desk("boris").post(path, said, content_type="application/json").status_code == 403
