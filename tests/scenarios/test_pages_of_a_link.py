"""Pages a client opens by a link of their own take what is sent in from a real browser, which tells no site of them."""

import re
from datetime import date

import pytest
from django.urls import reverse

from mostik.channels.commands.surveys import ask_survey
from mostik.channels.models import Sending, Stop, Survey
from mostik.channels.queries.gate import unsubscribe_token
from mostik.crm.commands.documents.links import make_link
from mostik.planning.commands.demands import Request, ask_demand
from mostik.planning.models import Demand
from mostik.planning.queries.demands import link_to
from mostik.planning.terms import DemandKind, DemandState
from tests.crm import stage
from tests.crm.papers import rendered
from tests.duties.test_au_03 import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page, words):
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state("networkidle")


@pytest.mark.duty("AN-06")
def test_a_client_gives_a_mark(cast, post, page_of):
    stage.pipeline()
    deal = client_of(cast, "Ромашка", "ivan@romashka.test")
    ask_survey(by=cast.actor("boris"), deal_id=deal.pk, key="a", kind="nps")
    page = page_of(None, width=360, height=740, language="ru")
    page.goto(re.search(r"/mark/\S+", Sending.objects.get().text)[0])
    press(page, "Отправить")
    page.locator("form [role=alert], form .field-error, form [aria-invalid=true]").first.wait_for()
    page.locator("input[name=score][value='9']").check()
    press(page, "Отправить")
    page.get_by_text("Спасибо").first.wait_for()
    assert Survey.objects.get().score == 9


@pytest.mark.duty("CH-02")
def test_a_client_unsubscribes(cast, post, page_of):
    stage.pipeline()
    deal = client_of(cast, "Ромашка", "ivan@romashka.test")
    ask_survey(by=cast.actor("boris"), deal_id=deal.pk, key="a", kind="nps")
    page = page_of(None, language="ru")
    page.goto(reverse("channels:unsubscribing", args=[unsubscribe_token(Sending.objects.get())]))
    press(page, "Отписаться")
    page.get_by_text("Больше не пишем").first.wait_for()
    assert Stop.objects.count() == 1


@pytest.mark.duty("CR-07")
def test_a_client_accepts_a_proposal(cast, page_of):
    paper = rendered(cast.boris, "proposal")
    token = make_link(by=cast.actor("boris"), document_id=paper.pk)
    page = page_of(None, language="ru")
    page.goto(reverse("crm:public_document", args=[token]))
    page.locator("input[name=who]").fill("Иван Петров, директор")
    press(page, "Принять")
    paper.refresh_from_db()
    assert paper.accepted_by == "Иван Петров, директор"


@pytest.mark.duty("PL-08")
def test_somebody_outside_promises(cast, post, page_of):
    asked = Request(
        kind=DemandKind.MATERIALS,
        what="Каталог насосов",
        count=2,
        due_on=date(2026, 12, 1),
        why="К выставке",
        to_name="Агентство",
        to_email="agency@example.com",
    )
    ask_demand(by=cast.actor("anna"), request=asked)
    page = page_of(None, language="ru")
    page.goto(link_to(Demand.objects.get()).partition(".test")[2])
    page.locator("button[name=accept]").click()
    page.get_by_text("Спасибо").first.wait_for()
    assert Demand.objects.get().state == DemandState.ACCEPTED
