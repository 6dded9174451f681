"""A rule built by a head from nothing, in a real browser: named, given steps and a fork, tried on the past, switched on.

Then a deal is moved, and the letter, the task and the run are there; a letter of one's own goes from the deal's card.
"""

from datetime import timedelta

import pytest

from mostik.automation.models import Robot, Run
from mostik.core import clock, outbox
from mostik.crm.commands import contacts, deals
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.models import Activity
from mostik.crm.terms import ActivityKind
from tests.crm import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("AU-02")]
TEXT = "Здравствуйте, {client.first_name}! Присылаем кейсы."


@pytest.fixture
def deal(cast):
    """A deal of Boris' with somebody to write to, and a template of the company."""
    company = stage.company(cast.boris, "Ромашка")
    fields = contacts.ContactFields(first_name="Иван", email="ivan@client.test")
    contact = contacts.add_contact(by=cast.actor("boris"), company_id=company.pk, fields=fields)
    words = LetterFields(kind=ActivityKind.EMAIL, title="Кейсы", subject="О проекте «{deal.title}»", text=TEXT)
    save_letter_template(by=cast.actor("anna"), fields=words)
    return stage.deal(cast.boris, "Насосы", company=company, contact_id=contact, rub=900_000)


def add(page, words, within="main"):
    """Choose a step to put in at the end of a way."""
    page.locator(f"{within} .flow-add button, {within} .flow-add a").last.click()
    page.locator(".choice", has_text=words).click()


def save(page):
    page.locator("[data-overlay] button[type=submit]").click()


def test_head_builds_a_robot_and_it_does_its_work(cast, deal, post, page_of):
    page = page_of(cast.anna, language="ru")
    offer = stage.pipeline().stages.get(title="Offer")

    # Named, and begun by a stage: the fields follow what is chosen.
    page.goto("/automation/robots/")
    page.get_by_text("Новый робот").first.click()
    page.locator("[data-overlay] input[name=title]").fill("После предложения")
    page.locator("[data-overlay] select[name=trigger]").select_option("deal.entered")
    page.locator("[data-overlay] select[name=stage]").select_option(str(offer.pk))
    assert page.input_value("[data-overlay] input[name=title]") == "После предложения"
    page.locator("[data-overlay] button[type=submit]").click()
    page.locator("h1", has_text="После предложения").wait_for()

    # A letter, then a fork: dear deals get a call, the others wait.
    add(page, "Отправить письмо клиенту")
    page.locator("[data-overlay] select[name=template]").select_option(label="Кейсы")
    save(page)
    page.locator(".flow-what", has_text="Отправить письмо клиенту").wait_for()
    add(page, "Пойти по одному пути")
    page.locator("[data-overlay] .segment-rule select").first.wait_for()
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added", state="detached")
    with page.expect_response(lambda answer: "subject=deal" in answer.url):
        page.locator("[data-overlay] .segment-rule select").first.select_option("amount")
    page.locator("[data-overlay] .segment-rule option[value=amount][selected]").wait_for(state="attached")
    page.locator("[data-overlay] .segment-rule input[type=text]").fill("500000")
    save(page)
    page.locator(".flow-what", has_text="500 000").wait_for()
    add(page, "Запланировать звонок", within=".flow-ways section:first-child")
    page.locator("[data-overlay] select[name=kind]").select_option("call")
    page.locator("[data-overlay] input[name=title]").fill("Обсудить договор")
    save(page)
    page.locator(".flow-ways .flow-what", has_text="Запланировать звонок").wait_for()

    # Tried on the past month: nothing is done by it.
    page.get_by_text("Проверить на прошлом месяце").click()
    page.get_by_text("Он бы не начал").wait_for()
    page.go_back()

    # Switched on; a deal comes to the stage, and the work is done.
    page.get_by_role("button", name="Включить", exact=True).click()
    page.get_by_text("работает").first.wait_for()
    assert Robot.objects.get().works
    deals.move_deal(by=cast.actor("boris"), deal_id=deal.pk, stage_id=offer.pk)
    while outbox.run_due():
        pass
    assert (len(post.letters), Activity.objects.get(kind="call").title) == (1, "Обсудить договор")
    page.goto(f"/automation/robots/runs/{Run.objects.get().pk}/")
    page.get_by_text("О проекте «Насосы»").first.wait_for()

    # A letter of one's own, from a template, on the deal's card.
    own = page_of(cast.boris, language="ru")
    own.goto(f"/deals/{deal.pk}/")
    own.get_by_text("Написать клиенту").scroll_into_view_if_needed()
    own.get_by_text("Написать клиенту").click()
    own.locator("[data-overlay] select[name=template]").select_option(label="Кейсы")
    own.locator("[data-overlay] textarea", has_text="Иван").wait_for()
    own.locator("[data-overlay] button[type=submit]").click()
    own.get_by_text("Письмо отправляется").wait_for()
    own.locator("li", has_text="О проекте «Насосы»").first.wait_for()
    with clock.stopped(clock.now() + timedelta(seconds=10)):  # the time in which Boris might have taken it back
        while outbox.run_due():
            pass
    assert len(post.letters) == 2
