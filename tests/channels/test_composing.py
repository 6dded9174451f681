"""A letter being written: kept as typed, with files and copies, looked at before it goes, begun as an answer."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mostik.channels.models import Account, Arrival, LetterDraft, Sending, Talk
from mostik.channels.queries.openings import is_watched
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.attachments.commands import attach_file
from mostik.crm.commands.consents import give_consent
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.events import Ref
from tests.channels.test_letters import deal  # noqa: F401 - its stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Расчёт", "text": "Посмотрите https://we.test/1", "cc": "", "bcc": ""}


@pytest.fixture
def page(deal):
    return reverse("channels:letter_write", args=[deal.pk])


def key(answer):
    return answer.context["form"]["key"].value()


def test_what_is_typed_is_kept_until_it_is_sent(cast, deal, page, sign_in, post, work):
    boris, keep = sign_in(cast.boris), reverse("channels:letter_keep", args=[deal.pk])
    boris.post(keep, {**WORDS, "cc": "not an addr"})
    form = boris.get(page).context["form"]
    assert (form["text"].value(), form["cc"].value()) == (WORDS["text"], "not an addr")
    refused = boris.post(page, {**WORDS, "cc": "not an addr", "key": form["key"].value()})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["cc"])
    assert LetterDraft.objects.get().cc == "not an addr"
    sent = boris.post(page, {**WORDS, "key": form["key"].value()})
    assert sent.status_code == 204
    assert (LetterDraft.objects.count(), Sending.objects.count()) == (0, 1)
    assert boris.get(page).context["form"]["text"].value() in {None, ""}


def test_draft_is_its_writers_own(cast, deal, page, sign_in):
    sign_in(cast.boris).post(reverse("channels:letter_keep", args=[deal.pk]), WORDS)
    assert sign_in(cast.anna).get(page).context["form"]["text"].value() in {None, ""}


def test_files_put_in_and_picked_go_with_copies_and_blind_ones(cast, deal, page, sign_in, post, work):
    boris, keep = sign_in(cast.boris), reverse("channels:letter_keep", args=[deal.pk])
    ours = attach_file(by=SYSTEM, about=Ref("crm.deal", deal.pk), title="Договор.txt", content=b"deal")
    boris.post(keep, {**WORDS, "files": SimpleUploadedFile("Смета.txt", b"one")})
    boris.post(keep, {**WORDS, "files": SimpleUploadedFile("Лишнее.txt", b"two")})
    extra = next(each for each in boris.get(page).context["files"] if each.title == "Лишнее.txt")
    shown = boris.post(keep, {**WORDS, "drop": extra.pk, "picked": ours.pk})
    assert [each.title for each in shown.context["files"]] == ["Смета.txt"]
    look = text_of(boris.post(reverse("channels:letter_preview", args=[deal.pk]), {**WORDS, "picked": ours.pk}))
    assert all(words in look for words in ("Смета.txt", "Договор.txt", 'href="https://we.test/1"'))
    said = {**WORDS, "cc": "Olga@client.test; ivan2@client.test", "bcc": "boss@we.test", "picked": ours.pk}
    assert boris.post(page, {**said, "key": key(boris.get(page))}).status_code == 204
    work(timedelta(seconds=10))
    (letter,) = post.letters
    assert letter["Cc"] == "olga@client.test, ivan2@client.test"
    assert "boss@we.test" not in letter.as_string()
    assert [part.get_filename() for part in letter.iter_attachments()] == ["Смета.txt", "Договор.txt"]
    assert Sending.objects.get().bcc == "boss@we.test"


def test_letter_with_copies_is_watched_by_nobody(cast, deal, page, sign_in, post):
    said = {"purpose": ConsentPurpose.TRACKING, "channel": ConsentChannel.EMAIL, "text": "v1", "how": "форма"}
    give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **said)
    boris = sign_in(cast.boris)
    for cc in ("", "olga@client.test"):
        boris.post(page, {**WORDS, "cc": cc, "key": key(boris.get(page))})
    assert [is_watched(row, viewer=SYSTEM) for row in Sending.objects.order_by("pk")] == [True, False]


def test_answer_begins_with_the_words_it_answers(cast, deal, page, sign_in):
    now = clock.now()
    told = {"address": "boris@we.test"}
    account = Account.objects.create(way="email", title="Mail", door="m", told=told, owner=cast.boris, made_at=now)
    seen = {"owner": cast.boris, "team": cast.north, "last_at": now, "made_at": now, "name": "Иван", "deal": deal}
    talk = Talk.objects.create(account=account, address="ivan@client.test", **seen)
    words = {"subject": "Цена", "text": "Сколько?\nСрочно", "number": "<1@c>"}
    row = Arrival.objects.create(account=account, talk=talk, at=now, made_at=now, **words)
    boris = sign_in(cast.boris)
    assert f"{page}?answers={row.pk}" in text_of(boris.get(reverse("channels:letter_came", args=[row.pk])))
    form = boris.get(page, {"answers": row.pk, "all": "1"}).context["form"]
    assert form["subject"].value() == "Re: Цена"
    assert form["text"].value().endswith("> Сколько?\n> Срочно")
    assert sign_in(cast.vera).get(page, {"answers": row.pk}).status_code == 404
