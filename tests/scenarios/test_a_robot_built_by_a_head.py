"""A rule built by a head from nothing, in a real browser: a template written with fields from the list, steps given, a
pause and a fork, each looked at on a deal somebody chooses, tried on the past, switched on, and switched off at once.

A deal is moved, and the letter, the pause, the task and the run are there; a letter of one's own goes from its card.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.models import Robot, Run
from mostik.core import clock, outbox
from mostik.crm.commands import contacts, deals
from mostik.crm.models import Activity, Deal, LetterTemplate
from mostik.crm.rules.steps import Step
from mostik.crm.terms import ActivityKind
from mostik.kernel.money import Money
from tests.crm import stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("AU-02")]


def client_of(cast, company, first_name, title):
    """Return a deal of Boris' with somebody to write to."""
    made = stage.company(cast.boris, company)
    fields = contacts.ContactFields(first_name=first_name, email=f"{made.pk}@client.test")
    contact = contacts.add_contact(by=cast.actor("boris"), company_id=made.pk, fields=fields)
    about = {"company": made.pk, "contact": contact, "amount": Money.of(900_000)}
    talks = stage.pipeline().stages.get(title="Talks").pk
    step = Step(kind=ActivityKind.MEETING, due_at=clock.now() + timedelta(days=9))
    told = {"title": title, "fields": about, "stage_id": talks, "next_step": step}
    return Deal.objects.get(pk=deals.create_deal(by=cast.actor("boris"), **told))


@pytest.fixture
def deal(cast):
    return client_of(cast, "Ромашка", "Иван", "Насосы")


@pytest.fixture
def others(cast, deal):
    """Two more deals, later than the one that matters."""
    return [client_of(cast, "Василёк", "Пётр", "Задвижки"), client_of(cast, "Лютик", "Олег", "Клапаны")]


def add(page, words, within="main"):
    """Choose a step to put in at the end of a way."""
    page.locator(f"{within} > .flow-add button, {within} > .flow-add a").last.click()
    page.locator(".choice", has_text=words).click()


def save(page):
    page.locator("[data-overlay] button[type=submit]").click()


def put_in(page, words):
    """Put a field of the list in where the cursor stands."""
    page.locator("[data-overlay] .pick-field").select_option(label=words)
    page.locator("[data-overlay] [data-insert]").click()


def write_template(page):
    """Write a template, its fields chosen from the list by what they are, none known by heart."""
    page.goto(reverse("crm:letters"))
    page.get_by_role("button", name="Добавить").or_(page.get_by_role("link", name="Добавить")).first.click()
    page.locator("[data-overlay] input[name=title]").fill("Кейсы")
    page.locator("[data-overlay] input[name=subject]").fill("О проекте «»")
    page.keyboard.press("ArrowLeft")
    put_in(page, "О чём сделка")
    page.locator("[data-overlay] textarea").fill("Здравствуйте, ")
    put_in(page, "Имя контакта")
    page.keyboard.type("! Присылаем кейсы.")
    save(page)
    page.get_by_text("Кейсы").first.wait_for()


def test_head_builds_a_robot_and_it_does_its_work(cast, deal, others, post, work, page_of):
    page = page_of(cast.anna, language="ru")
    offer = stage.pipeline().stages.get(title="Offer")
    write_template(page)
    template = LetterTemplate.objects.get()
    assert template.subject == "О проекте «{deal.title}»"
    assert template.text == "Здравствуйте, {client.first_name}! Присылаем кейсы."

    # Named, and begun by a stage: the fields follow what is chosen.
    page.goto(reverse("automation:robots"))
    page.get_by_text("Новый робот").first.click()
    page.locator("[data-overlay] input[name=title]").fill("После предложения")
    page.locator("[data-overlay] select[name=trigger]").select_option("deal.entered")
    page.locator("[data-overlay] select[name=stage]").select_option(str(offer.pk))
    assert page.input_value("[data-overlay] input[name=title]") == "После предложения"
    save(page)
    page.locator("h1", has_text="После предложения").wait_for()

    # A letter, looked at before it is kept: as the client of a deal found by its name would read it.
    add(page, "Отправить письмо клиенту", within="main .card .flow")
    page.locator("[data-overlay] select[name=template]").select_option(label="Кейсы")
    page.locator("[data-overlay] .try-said", has_text="Здравствуйте, Олег!").wait_for()
    page.locator("[data-overlay] input[name=try-text]").fill("насос")
    page.locator("[data-overlay] .try-said", has_text="Здравствуйте, Иван! Присылаем кейсы.").wait_for()
    page.locator("[data-overlay] input[name=try-text]").fill("")
    page.locator("[data-overlay] .try-record option", has_text="Задвижки").wait_for(state="attached")
    page.locator("[data-overlay] .try-record").select_option(label=f"Задвижки · № {others[0].pk}")
    page.locator("[data-overlay] .try-said", has_text="Здравствуйте, Пётр!").wait_for()
    save(page)
    page.locator(".flow-what", has_text="Отправить письмо клиенту").wait_for()

    # A pause, then a fork: dear deals get a call, the others nothing.
    add(page, "Подождать", within="main .card .flow")
    page.locator("[data-overlay] input[name=amount]").fill("2")
    page.locator("[data-overlay] select[name=unit]").select_option("days")
    save(page)
    page.locator(".flow-what", has_text="Подождать 2 дня").wait_for()
    add(page, "Пойти по одному пути", within="main .card .flow")
    page.locator("[data-overlay] .segment-rule select").first.wait_for()
    page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added", state="detached")
    with page.expect_response(lambda answer: "subject=deal" in answer.url):
        page.locator("[data-overlay] .segment-rule select").first.select_option("amount")
    page.locator("[data-overlay] .segment-rule option[value=amount][selected]").wait_for(state="attached")
    page.locator("[data-overlay] .segment-rule input[type=text]").fill("500000")
    save(page)
    page.locator(".flow-what", has_text="500 000").wait_for()
    add(page, "Запланировать звонок", within=".flow-ways section:first-child .flow")
    page.locator("[data-overlay] select[name=kind]").select_option("call")
    page.locator("[data-overlay] input[name=title]").fill("Обсудить договор")
    save(page)
    page.locator(".flow-ways .flow-what", has_text="Запланировать звонок").wait_for()

    # Tried on a deal from the beginning to the end, and on the past month: nothing is done by either.
    page.get_by_role("link", name="Проверить на записи").click()
    page.locator("input[name=try-text]").fill("насос")
    page.locator(".try-said", has_text="Здравствуйте, Иван!").wait_for()
    page.locator(".flow-what", has_text="Подождать 2 дня").wait_for()
    page.locator(".try-said", has_text="Звонок: Обсудить договор").wait_for()
    page.go_back()
    page.get_by_text("Проверить на прошлом месяце").click()
    page.get_by_text("Он бы не начал").wait_for()
    page.go_back()
    assert (Run.objects.count(), post.letters, Activity.objects.exclude(kind="meeting").count()) == (0, [], 0)

    # Switched on; a deal is moved on the board: the letter goes, the run waits and says what each way of the fork is.
    page.get_by_role("button", name="Включить", exact=True).click()
    page.get_by_text("работает").first.wait_for()
    assert Robot.objects.get().works
    page.goto(reverse("crm:deal_board"))
    card = page.locator(".board-card", has_text=deal.title)
    card.locator("summary").click()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        card.locator(f"[data-move-to='{offer.pk}']").click()
    page.goto("about:blank")
    work()
    assert (len(post.letters), Activity.objects.filter(kind="call").count()) == (1, 0)
    page.goto(reverse("automation:run", args=[Run.objects.get().pk]))
    page.get_by_text("О проекте «Насосы»").first.wait_for()
    page.get_by_text("Запланировать звонок, встречу или задачу; если нет: больше ничего").wait_for()
    work(timedelta(days=2, minutes=1))
    assert Activity.objects.get(kind="call").title == "Обсудить договор"

    # Switched off at once, what is on its way with it: the second deal gets no call, the third no letter.
    deals.move_deal(by=cast.actor("boris"), deal_id=others[0].pk, stage_id=offer.pk)
    work()
    page.goto(reverse("automation:robot", args=[Robot.objects.get().pk]))
    page.locator(".page-actions").get_by_text("Выключить", exact=True).click()
    page.locator("[data-overlay] label", has_text="остановить и его: 1 запуск").click()
    save(page)
    page.get_by_text("выключен").first.wait_for()
    deals.move_deal(by=cast.actor("boris"), deal_id=others[1].pk, stage_id=offer.pk)
    work(timedelta(days=4))
    assert (len(post.letters), Activity.objects.filter(kind="call").count()) == (2, 1)
    assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == ["done", "stopped"]

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
    assert len(post.letters) == 3
