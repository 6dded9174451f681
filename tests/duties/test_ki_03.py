"""KI-03: the library is chosen from by segment and stage, a material goes in one press, what the client opens is seen."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.automation.models import Run, RunStep
from mostik.channels.models import LetterDraft, Sending
from mostik.core import clock
from mostik.core.models import Entry
from mostik.crm.commands import deals
from mostik.crm.commands.consents import give_consent
from mostik.crm.commands.segments import save_segment
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Denied, Invalid, Missing
from mostik.kit.commands.materials import MaterialFields, archive_material, save_material
from mostik.kit.commands.sharing import note_look, send_material
from mostik.kit.models import Edition, Material, Share
from mostik.kit.queries.materials import material
from tests.channels.test_letters import deal  # noqa: F401 - its stage
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
REGION = {"groups": [{"rules": [{"field": "region", "op": "is", "value": "Казань"}]}]}


def agreed(cast, deal):
    """Let the person of a deal agree to its looks being counted."""
    said = {"purpose": ConsentPurpose.TRACKING, "channel": ConsentChannel.ANY, "text": "v1", "how": "форма"}
    give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **said)


def made(cast, title, **more):
    return save_material(by=cast.actor("anna"), fields=MaterialFields(title=title, **{"text": title, **more}))


@pytest.mark.duty("KI-03")
def test_material_that_suits_goes_in_one_press_and_its_opening_is_seen(cast, deal, post, work, sign_in):
    offer = stage.pipeline().stages.get(title="Offer")
    anna = sign_in(cast.anna)
    case = {
        "title": "Кейс завода",
        "kind": "case",
        "language": "ru",
        "words": "Посмотрите, как это было у соседей:",
        "text": "Насосы окупились за год.",
        "stages": [str(offer.pk)],
        "file": SimpleUploadedFile("Кейс.pdf", b"%PDF-1.4 x"),
    }
    assert anna.post(reverse("kit:material_add"), {**case, "title": ""}).context["form"].errors.keys() == {"title"}
    case["file"].seek(0)
    assert anna.post(reverse("kit:material_add"), case).status_code == 302
    made(cast, "Отзыв всем", kind="review", text="", link="https://video.test/1")
    other = save_segment(by=cast.actor("anna"), title="Казань", subject="company", rules=REGION, shared=True)
    made(cast, "Для Казани", segments=[other])

    boris, panel = sign_in(cast.boris), reverse("kit:materials_about", args=[deal.pk])
    assert panel in text_of(boris.get(reverse("crm:deal", args=[deal.pk])))
    shelf = text_of(boris.get(panel))
    assert "Отзыв всем" in shelf
    assert "Кейс завода" not in shelf
    assert "Для Казани" not in shelf
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
    shelf = text_of(boris.get(panel))
    assert shelf.index("Кейс завода") < shelf.index("Отзыв всем")

    row = Material.objects.get(title="Кейс завода")
    press = reverse("kit:material_send", args=[deal.pk, row.pk])
    key = re.search(r'name="key" value="([0-9a-f]{32})"', shelf)[1]
    for _twice in range(2):
        assert boris.post(press, {"key": key}, headers={"HX-Request": "true"}).status_code == 204
    work(timedelta(seconds=10))
    (letter,) = post.letters
    share = Share.objects.get()
    text = letter.get_content()
    assert "Иван, посмотрите, как это было у соседей:" in text
    assert (share.sending, share.opens, share.first_at) == (Sending.objects.get(), 0, None)

    path = re.search(r"https?://[^/]+(/m/\S+)", text)[1]
    client = Client()
    page = client.get(path)
    assert "Насосы окупились за год." in text_of(page)
    assert client.get(path[:-2] + "x/").status_code == 404
    assert page.headers["Cache-Control"] == "private, no-store"
    assert Share.objects.get().opens == 0
    assert text_of(client.get(f"{path}file/")).startswith("%PDF")
    boris.post(f"{path}seen/")
    assert Share.objects.get().opens == 0
    assert (page.context["watched"], f"{path}seen/" in text_of(page)) == (False, False)
    client.post(f"{path}seen/")
    assert Share.objects.get().opens == 0, "Nobody agreed to it."
    agreed(cast, deal)
    page = client.get(path)
    assert (page.context["watched"], f"{path}seen/" in text_of(page)) == (True, True)
    for minutes in (10, 12, 60):
        with clock.stopped(clock.now() + timedelta(minutes=minutes)):
            assert client.post(f"{path}seen/").status_code == 204
    share.refresh_from_db()
    assert (share.opens, Entry.objects.filter(name="kit.material_opened", about_id=deal.pk).count()) == (2, 1)

    with clock.stopped(clock.now() + timedelta(days=1)):
        deals.win_deal(by=cast.actor("boris"), deal_id=deal.pk)
    assert "Кейс завода" in text_of(sign_in(cast.anna).get(reverse("kit:materials"), {"stage": str(offer.pk)}))
    seen = material(row.pk, viewer=cast.actor("anna"))
    assert (seen.sent, seen.opened, seen.won) == (1, 1, 1)
    foreign = material(row.pk, viewer=cast.actor("dasha"))
    assert (foreign.sent, foreign.opened, foreign.won) == (0, 0, 0)


def test_material_taken_back_in_its_seconds_never_goes_and_was_never_sent(cast, deal, post, work, sign_in):
    number, boris, fragment = made(cast, "Отзыв"), sign_in(cast.boris), {"HX-Request": "true"}
    press = reverse("kit:material_send", args=[deal.pk, number])

    def back():
        return json.loads(boris.post(press, headers=fragment).headers["HX-Trigger"])["toast"]

    toast = back()
    assert toast["seconds"] == 10
    assert sign_in(cast.anna).post(toast["undo"], headers=fragment).status_code == 409, "Another person wrote it."
    boris = sign_in(cast.boris)
    assert boris.post(toast["undo"], headers=fragment).status_code == 204
    work(timedelta(seconds=11))
    assert (post.letters, Share.objects.count(), Sending.objects.count()) == ([], 0, 0)
    assert not LetterDraft.objects.exists(), "A link to what was taken back leads nowhere."
    assert Entry.objects.filter(name="kit.material_taken_back", about_id=deal.pk).count() == 1
    late = back()
    work(timedelta(seconds=22))
    assert boris.post(late["undo"], headers=fragment).status_code == 409
    assert (len(post.letters), Share.objects.count()) == (1, 1)


@pytest.mark.parametrize("fragment", [{}, {"HX-Request": "true"}])
def test_material_taken_back_from_its_letter_is_not_sent_in_the_library_either(
    cast, deal, post, work, sign_in, fragment
):
    number, boris = made(cast, "Отзыв"), sign_in(cast.boris)
    for each in ("", "2"):
        boris.post(reverse("kit:material_send", args=[deal.pk, number]), {"key": f"{each}key"})
    stays, letter = Sending.objects.order_by("pk")
    back = reverse("channels:letter_back", args=[letter.pk])
    assert back in text_of(boris.get(reverse("channels:letter", args=[letter.pk])))
    answer = boris.post(back, headers=fragment)
    if fragment:
        assert "openDialog" not in json.loads(answer.headers["HX-Trigger"]), "There is nothing to go on with."
    else:
        assert answer.headers["Location"] == reverse("crm:deal", args=[deal.pk])
    assert [each.sending_id for each in Share.objects.all()] == [stays.pk]
    assert material(number, viewer=cast.actor("anna")).sent == 1
    assert not LetterDraft.objects.exists(), "A link to what was taken back leads nowhere."
    line = Entry.objects.get(name="kit.material_taken_back")
    assert (line.about_id, line.actor_id) == (deal.pk, cast.boris.pk)
    work(timedelta(seconds=11))
    assert len(post.letters) == 1


def test_other_content_is_another_edition_and_what_was_sent_stays(cast, deal, post):
    number = made(cast, "Кейс", text="Было")
    share = Share.objects.get(
        pk=send_material(by=cast.actor("boris"), deal_id=deal.pk, material_id=number, key="1", place="https://we.test")
    )
    save_material(by=cast.actor("anna"), material_id=number, fields=MaterialFields(title="Кейс 2", text="Было"))
    assert Edition.objects.count() == 1
    save_material(by=cast.actor("anna"), material_id=number, fields=MaterialFields(title="Кейс 2", text="Стало"))
    share.refresh_from_db()
    assert (share.edition.text, share.edition.number) == ("Было", 1)
    assert list(Edition.objects.values_list("number", "text")) == [(2, "Стало"), (1, "Было")]


def test_what_cannot_be_is_refused(cast, deal, post):
    for said, field in (
        ({"title": " "}, "title"),
        ({"title": "Пусто", "text": ""}, "text"),
        ({"title": "x", "link": "javascript:alert(1)"}, "link"),
        ({"title": "x", "link": "https://"}, "link"),
        ({"title": "x", "kind": "song"}, "kind"),
        ({"title": "x", "stages": [10**6]}, "stages"),
    ):
        with pytest.raises(Invalid) as refused:
            made(cast, **said)
        assert refused.value.field == field
    with pytest.raises(Denied):
        save_material(by=cast.actor("boris"), fields=MaterialFields(title="x", text="x"))
    number = made(cast, "Кейс")
    with pytest.raises(Missing):
        send_material(by=cast.actor("dasha"), deal_id=deal.pk, material_id=number, key="2")
    archive_material(by=cast.actor("anna"), material_id=number)
    with pytest.raises(Missing):
        send_material(by=cast.actor("boris"), deal_id=deal.pk, material_id=number, key="3")


def test_robot_sends_a_material_through_the_gate_and_hears_it_opened(cast, deal, post, work):
    by, offer = cast.actor("anna"), stage.pipeline().stages.get(title="Offer")
    number = made(cast, "Кейс завода")
    sends = robots.make_robot(by=by, title="Прогрев", trigger="deal.entered", told={"stage": str(offer.pk)})
    step = {"kind": "do", "deed": "deal.material", "told": {"material": str(number)}}
    robots.put_step(by=by, robot_id=sends, path="0", step=step, new=True)
    hears = robots.make_robot(by=by, title="Открыл", trigger="material.opened", told={"material": str(number)})
    call = {"kind": "do", "deed": "deal.plan", "told": {"kind": "call", "title": "Обсудить кейс", "hours": "2"}}
    robots.put_step(by=by, robot_id=hears, path="0", step=call, new=True)
    for each in (sends, hears):
        robots.switch_on(by=by, robot_id=each)
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
    work()
    (letter,) = post.letters
    token = re.search(r"/m/([^/\s]+)/", letter.get_content())[1]
    assert letter["List-Unsubscribe"]
    agreed(cast, deal)
    note_look(by=by, token=token)
    work()
    assert Run.objects.filter(robot=hears, number=deal.pk).exists()
    assert [each.mark for each in RunStep.objects.filter(run__robot=hears)] == ["done"]
