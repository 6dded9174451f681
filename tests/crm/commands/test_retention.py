"""Terms of keeping: what is overdue goes, what another ground still requires stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.automation.models import Message
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.outbox import run_due
from mostik.crm.commands import consents, contacts, deals, retention
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.models import Contact, PersonRequest
from mostik.crm.queries.personal.retention import overdue, term_lines
from mostik.crm.terms import ActivityKind, ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Denied, Invalid
from tests.permissions.world import webhook

OLD = timedelta(days=4 * 365)


@pytest.fixture
def people(cast):
    """Five people of years ago: one of them is of no use to anybody, the others each have a ground to stay."""
    seed_default_pipeline(by=SYSTEM)
    boris = cast.actor("boris")
    names = ("Gone", "Selling", "Agreed", "Called", "Fresh")
    made = {name: contacts.add_contact(by=boris, fields={"first_name": name, "last_name": "Finch"}) for name in names}
    deals.create_deal(by=boris, title="Open", fields={"contact": made["Selling"]})
    plan_activity(by=boris, kind=ActivityKind.CALL, due_at=clock.now(), title="Call", contact_id=made["Called"])
    consents.give_consent(
        by=boris,
        contact_id=made["Agreed"],
        purpose=ConsentPurpose.OFFERS,
        channel=ConsentChannel.ANY,
        text="v1",
        how="form",
    )
    long_ago = clock.now() - OLD
    Contact.objects.exclude(pk=made["Fresh"]).update(created_at=long_ago, updated_at=long_ago)
    return made


def test_only_whom_no_ground_keeps_is_overdue(cast, people):
    found = overdue("people", viewer=cast.actor("olga"))
    assert set(found.values_list("pk", flat=True)) == {people["Gone"]}
    with pytest.raises(Denied):
        overdue("people", viewer=cast.actor("anna"))


def test_overdue_people_are_erased_with_acts_and_the_rest_stay(cast, people):
    assert retention.forget_overdue(by=cast.actor("olga"), code="people") == 1
    while run_due():
        pass
    assert Contact.objects.get(pk=people["Gone"]).last_name == ""
    assert Contact.objects.filter(last_name="Finch").count() == 4
    assert PersonRequest.objects.get().state == "done"
    assert retention.forget_overdue(by=cast.actor("olga"), code="people") == 0


def test_old_messages_go_and_new_ones_stay(cast):
    at = webhook(cast.olga)
    for days, line in ((100, 1), (1, 2)):
        done = clock.now() - timedelta(days=days)
        Message.objects.create(
            **at, line=line, event="deal.won", record_id=1, body={}, state="done", made_at=done, done_at=done
        )
    retention.forget_overdue(by=cast.actor("olga"), code="messages")
    while run_due():
        pass
    assert list(Message.objects.values_list("line", flat=True)) == [2]


def test_term_is_the_companys_and_within_reason(cast, people):
    olga = cast.actor("olga")
    retention.set_term(by=olga, code="people", days=5 * 365)
    assert {each.code: each.overdue for each in term_lines(viewer=olga)}["people"] == 0
    with pytest.raises(Invalid):
        retention.set_term(by=olga, code="people", days=1)


def test_screen_shows_what_is_overdue_and_begins(cast, people, sign_in):
    browser = sign_in(cast.olga)
    browser.cookies["django_language"] = "en"
    page = browser.get(reverse("crm:terms")).content.decode()
    assert "Gone Finch" in page
    browser.post(reverse("crm:term_edit", args=["people"]), {"days": "1825"})
    assert "Gone Finch" not in browser.get(reverse("crm:terms")).content.decode()
    assert browser.post(reverse("crm:term_edit", args=["people"]), {"days": "1"}).status_code == 422
    assert browser.post(reverse("crm:term_carry_out", args=["people"])).status_code == 302
    assert browser.get(reverse("crm:term_edit", args=["nonsense"])).status_code == 404
