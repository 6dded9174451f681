"""What one has just written to a client is taken back in a few seconds: nothing goes, the words are there again."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.channels.commands.taking_back import GoneAlready, NotByThem, take_back
from mostik.channels.commands.talks import say
from mostik.channels.models import LetterDraft, Sending, Talk
from mostik.core.models import Effect, Entry
from mostik.kernel.refusals import Denied, Missing
from tests.channels.test_composing import WORDS, key, page  # noqa: F401 - its address
from tests.channels.test_letters import deal  # noqa: F401 - its stage
from tests.channels.test_talk_pages import talk  # noqa: F401 - its stage

pytestmark = pytest.mark.django_db
HELD = timedelta(seconds=10)
FRAGMENT = {"HX-Request": "true"}


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])


def hold(client, seconds):
    assert client.post(reverse("people:profile"), {"language": "", "hold": seconds}).status_code == 302


def test_letter_waits_ten_seconds_and_goes(cast, deal, page, sign_in, post, work):
    boris = sign_in(cast.boris)
    answer = boris.post(page, {**WORDS, "key": key(boris.get(page))})
    back = reverse("channels:letter_back", args=[Sending.objects.get().pk])
    assert told(answer)["toast"] == {
        "text": "Письмо отправляется.",
        "tone": "good",
        "undo": back,
        "words": "Отменить",
        "seconds": 10,
    }
    work(HELD - timedelta(seconds=1))
    assert post.letters == []
    work(HELD)
    assert len(post.letters) == 1
    refused = boris.post(back, headers=FRAGMENT)
    assert refused.status_code == 409


@pytest.mark.duty("CH-02")
def test_letter_taken_back_never_goes_and_is_the_draft_it_was(cast, deal, page, sign_in, post, work):
    boris, keep = sign_in(cast.boris), reverse("channels:letter_keep", args=[deal.pk])
    boris.post(keep, {**WORDS, "files": SimpleUploadedFile("Смета.txt", b"one")})
    said = {**WORDS, "cc": "olga@client.test", "bcc": "boss@we.test", "offer": "on"}
    boris.post(page, {**said, "offer": "", "key": key(boris.get(page))})
    assert not LetterDraft.objects.exists()
    number = Sending.objects.get().pk
    answer = boris.post(reverse("channels:letter_back", args=[number]), headers=FRAGMENT)
    assert (told(answer)["openDialog"], told(answer)["letters"]) == (page, True)
    work(HELD)
    assert (post.letters, Sending.objects.count(), Effect.objects.filter(state="parked").count()) == ([], 0, 0)
    again = boris.get(page)
    form = again.context["form"]
    assert [form[name].value() for name in ("subject", "text", "cc", "bcc")] == [
        WORDS["subject"],
        WORDS["text"],
        "olga@client.test",
        "boss@we.test",
    ]
    assert [each.title for each in again.context["files"]] == ["Смета.txt"]
    lines = Entry.objects.filter(name__startswith="channels.letter").order_by("pk").values_list("name", flat=True)
    assert list(lines) == ["channels.letter_promised", "channels.letter_taken_back"]
    boris.post(page, {**WORDS, "key": key(again)})
    work(2 * HELD)
    (letter,) = post.letters
    assert [part.get_filename() for part in letter.iter_attachments()] == ["Смета.txt"]


def test_what_was_begun_meanwhile_is_not_lost(cast, deal, page, sign_in, post):
    boris, keep = sign_in(cast.boris), reverse("channels:letter_keep", args=[deal.pk])
    boris.post(page, {**WORDS, "key": key(boris.get(page))})
    boris.post(keep, {**WORDS, "subject": "Другое", "text": "Ещё вот что"})
    boris.post(reverse("channels:letter_back", args=[Sending.objects.get().pk]), headers=FRAGMENT)
    assert LetterDraft.objects.get().text == f"{WORDS['text']}\n\nЕщё вот что"


def test_answer_in_a_talk_taken_back_is_in_the_box_again(cast, talk, sign_in, wire, work):
    vera, there = sign_in(cast.vera), reverse("channels:talk_say", args=[talk.pk])
    form = vera.get(reverse("channels:talk", args=[talk.pk])).context["form"]
    answer = vera.post(there, {"key": form["key"].value(), "text": "От 90 000 ₽"}, headers=FRAGMENT)
    assert (told(answer)["toast"]["seconds"], told(answer)["talk"]) == (10, True)
    assert not Talk.objects.get().last_in
    back = vera.post(told(answer)["toast"]["undo"], headers=FRAGMENT)
    assert (back.headers["HX-Retarget"], back.context["form"]["text"].value()) == ("#reply", "От 90 000 ₽")
    row = Talk.objects.get()
    assert (row.last_in, row.last_text) == (True, "Сколько стоит насос?")
    work(HELD)
    assert (wire.texts, Sending.objects.count()) == ([], 0)


def test_message_about_a_deal_taken_back_opens_as_it_was(cast, talk, sign_in, wire, work):
    vera, there = sign_in(cast.vera), reverse("channels:message_write", args=[talk.deal_id])
    sent = {"way": "paper", "text": "Здравствуйте!", "key": vera.get(there).context["form"]["key"].value()}
    answer = vera.post(there, sent)
    back = vera.post(told(answer)["toast"]["undo"], headers=FRAGMENT)
    form = back.context["form"]
    assert (form["way"].value(), form["text"].value()) == ("paper", "Здравствуйте!")
    assert 'id="dialog-title"' in back.content.decode()
    work(HELD)
    assert wire.texts == []


def test_person_sets_it_off_or_longer(cast, talk, sign_in, wire, work):
    vera, there = sign_in(cast.vera), reverse("channels:message_write", args=[talk.deal_id])
    hold(vera, 0)
    sent = {"way": "paper", "text": "Раз", "key": vera.get(there).context["form"]["key"].value()}
    assert "undo" not in told(vera.post(there, sent))["toast"]
    work()
    assert wire.texts == ["Раз"]
    hold(vera, 30)
    sent = {"way": "paper", "text": "Два", "key": vera.get(there).context["form"]["key"].value()}
    assert told(vera.post(there, sent))["toast"]["seconds"] == 30
    work(timedelta(seconds=29))
    assert wire.texts == ["Раз"]
    work(timedelta(seconds=30))
    assert wire.texts == ["Раз", "Два"]
    assert vera.post(reverse("people:profile"), {"language": "", "hold": 7}).status_code == 422


def test_only_the_writer_takes_it_back_and_only_before_it_is_tried(cast, talk, wire, work):
    vera, anna, boris = (cast.actor(name) for name in ("vera", "anna", "boris"))
    number = say(by=vera, talk_id=talk.pk, text="Добрый день", key="one", hold=10)
    with pytest.raises(NotByThem):
        take_back(by=anna, letter_id=number)
    with pytest.raises(Missing):
        take_back(by=boris, letter_id=number)
    with pytest.raises(Denied):
        take_back(by=replace(vera, rights=frozenset()), letter_id=number)
    work(HELD)
    with pytest.raises(GoneAlready):
        take_back(by=vera, letter_id=number)
    assert wire.texts == ["Добрый день"]


def test_letter_s_card_offers_it_while_it_waits(cast, talk, sign_in, wire, work):
    number = say(by=cast.actor("vera"), talk_id=talk.pk, text="Добрый день", key="one", hold=10)
    card, back = (reverse(f"channels:{name}", args=[number]) for name in ("letter", "letter_back"))
    assert back not in sign_in(cast.anna).get(card).content.decode()
    vera = sign_in(cast.vera)
    assert back in vera.get(card).content.decode()
    assert vera.post(back).headers["Location"] == reverse("channels:talk", args=[talk.pk])
    assert Sending.objects.count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_letter_is_taken_back_by_one_key_and_gone_on_with(page_of, cast, deal):
    page = page_of(cast.boris)
    page.goto(reverse("crm:deal", args=[deal.pk]))
    page.locator(f"a[href='{reverse('channels:letter_write', args=[deal.pk])}']").first.click()
    page.locator("dialog[open] input[name=subject]").fill("Estimate")
    page.locator("dialog[open] textarea[name=text]").fill("See below")
    page.locator("dialog[open] button[type=submit]").click()
    page.locator("#toasts").get_by_text("Undo").wait_for()
    assert Sending.objects.count() == 1
    page.keyboard.press("z")
    page.locator("dialog[open] textarea[name=text]").wait_for()
    page.get_by_text("Taken back: it has not gone.").wait_for()
    assert page.locator("dialog[open] textarea[name=text]").input_value() == "See below"
    assert (Sending.objects.count(), LetterDraft.objects.count()) == (0, 1)
