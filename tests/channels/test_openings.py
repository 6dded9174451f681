"""Opens and clicks: only with consent, only where the letter said, machines apart, told once, erased with the person."""

# ruff: noqa: F811 - fixtures of another module are asked for by name
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from mostik.automation.commands import robots
from mostik.automation.models import Run
from mostik.channels.commands.openings import watch_letters
from mostik.channels.models import Opening, Sending
from mostik.channels.queries.openings import SALT
from mostik.core import clock
from mostik.core.models import Entry
from mostik.core.privacy import mentions
from mostik.crm.commands.consents import give_consent, withdraw_consent
from mostik.crm.models import Consent
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Denied
from tests.channels.test_letters import deal, template, write  # noqa: F401 - its stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db
READER = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Thunderbird/128.3.0"
SITE, OTHER = "https://pumps.test/cases?from=mail&n=1", "https://pumps.test/price"
TEXT = f"Иван, кейсы: {SITE}, цены: {OTHER}."


def agreed(cast, deal):
    said = {"purpose": ConsentPurpose.TRACKING, "channel": ConsentChannel.EMAIL, "text": "v1", "how": "форма на сайте"}
    return give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **said)


@pytest.fixture
def letter(cast, deal, post, work):
    """A letter that went to a client who agreed to be watched: its row, its pixel, its links."""
    agreed(cast, deal)
    write(cast, deal, text=TEXT)
    work()
    (sent,) = post.letters
    html = sent.get_body(("html",)).get_content()
    assert sent.get_body(("plain",)).get_content().strip() == TEXT
    paths = [path.replace("&amp;", "&") for path in re.findall(r'(?:href|src)="https?://[^/]+(/[^"]+)"', html)]
    return Sending.objects.get(), paths[-1], paths[:-1]


def ask(client, path, after=60, method="get", **headers):
    with clock.stopped(clock.now() + timedelta(seconds=after)):
        return getattr(client, method)(path, headers={"User-Agent": READER, **headers})


def told():
    return list(Entry.objects.filter(name__in=["channels.letter_opened", "channels.link_followed"]).order_by("pk"))


def test_letter_to_who_did_not_agree_carries_nothing(cast, deal, post, work):
    write(cast, deal, text=TEXT)
    agreed(cast, deal)
    watch_letters(by=cast.actor("anna"), watch=False)
    work()
    (sent,) = post.letters
    assert (sent.get_content_type(), "/mail/to/" in sent.as_string()) == ("text/plain", False)
    with pytest.raises(Denied):
        watch_letters(by=cast.actor("boris"), watch=True)


def test_open_and_click_are_told_once_on_the_letter_and_the_deal(cast, letter, client, work, sign_in):
    row, pixel, links = letter
    for after in (60, 62):
        answer = ask(client, pixel, after)
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/gif", "private, no-store")
    answer = ask(client, links[0], 70)
    assert (answer.status_code, answer.headers["Location"]) == (302, SITE)
    assert told() == []
    work(timedelta(minutes=8))
    assert [(each.name, each.about_id) for each in told()] == [
        ("channels.letter_opened", row.deal_id),
        ("channels.link_followed", row.deal_id),
    ]
    boris = sign_in(cast.boris)
    card = text_of(boris.get(reverse("channels:letter", args=[row.pk])))
    assert "переход по ссылке" in card
    page = text_of(boris.get(reverse("crm:deal", args=[row.deal_id])))
    assert "Переход по ссылке из письма «Кейсы»" in page
    assert "Письмо открыто: Кейсы" in page
    listed = boris.get(reverse("channels:letters"), {"opened": "yes"})
    assert row.subject in text_of(listed)
    assert row.subject not in text_of(boris.get(reverse("channels:letters"), {"opened": "no"}))


def test_link_leads_only_where_the_letter_said(letter, client):
    row, pixel, links = letter
    assert ask(client, links[1]).headers["Location"] == OTHER
    assert ask(client, links[1][:-2] + "x/").status_code == 404
    for told_by in ([row.pk, 2], [row.pk, -1], [row.pk, 0, 0], [10**9, 0]):
        forged = signing.dumps(told_by, salt=SALT)
        assert ask(client, reverse("channels:letter_link", args=[forged])).status_code == 404
    stranger = signing.dumps([row.pk, 0], salt="another")
    assert ask(client, reverse("channels:letter_link", args=[stranger])).status_code == 404
    Sending.objects.filter(pk=row.pk).update(text="•••")
    assert ask(client, links[0]).status_code == 404
    assert ask(client, pixel[:-6] + "x.gif").status_code == 200


def test_machines_are_kept_apart_and_begin_nothing(letter, client, work):
    _row, pixel, links = letter
    ask(client, pixel, 2)
    ask(client, pixel, 100, **{"User-Agent": "Mozilla/5.0"})
    ask(client, pixel, 110, **{"Sec-Purpose": "prefetch;prerender"})
    ask(client, pixel, 120, method="head")
    ask(client, links[0], 200)
    ask(client, links[1], 201)
    work(timedelta(minutes=8))
    assert list(Opening.objects.values_list("machine", flat=True).distinct()) == [True]
    assert (Opening.objects.count(), told()) == (6, [])
    ask(client, links[1], 300)
    work(timedelta(minutes=9))
    assert [each.name for each in told()] == ["channels.link_followed"]


def test_consent_taken_back_stops_noticing_and_the_link_still_leads(cast, letter, client):
    _row, pixel, links = letter
    withdraw_consent(by=cast.actor("boris"), consent_id=Consent.objects.get().pk, how="letter")
    ask(client, pixel)
    assert ask(client, links[0]).status_code == 302
    assert Opening.objects.count() == 0


def test_link_followed_begins_a_robot(cast, letter, client, work):
    by = cast.actor("anna")
    number = robots.make_robot(by=by, title="Открыл цены", trigger="letter.link", told={"part": "/PRICE"})
    step = {"kind": "do", "deed": "deal.plan", "told": {"kind": "call", "title": "Спросить о ценах", "hours": "2"}}
    robots.put_step(by=by, robot_id=number, path="0", step=step, new=True)
    robots.switch_on(by=by, robot_id=number)
    row, _pixel, links = letter
    ask(client, links[0])
    work(timedelta(minutes=2))
    assert Run.objects.count() == 0
    ask(client, links[1], 200)
    work(timedelta(minutes=5))
    assert list(Run.objects.values_list("number", flat=True)) == [row.deal_id]


def test_what_was_noticed_is_erased_with_the_person(letter, client):
    row, _pixel, links = letter
    ask(client, links[0])
    sought = mentions.Sought("crm.contact", (row.contact_id,))
    (holding,) = [each for each in mentions.find(sought).whole if each.table == "channels.Opening"]
    assert mentions.clean(holding, sought) == 1
    assert list(Opening.objects.values_list("url", "agent")) == [("", "")]


def test_offer_written_by_a_person_carries_the_way_out(cast, deal, post, work):
    said = {"purpose": ConsentPurpose.OFFERS, "channel": ConsentChannel.EMAIL, "text": "v1", "how": "форма"}
    give_consent(by=cast.actor("boris"), contact_id=deal.contact_id, **said)
    write(cast, deal, purpose="offers")
    write(cast, deal, key="two")
    work()
    assert [bool(each["List-Unsubscribe-Post"]) for each in post.letters] == [True, False]
