"""Sources on screen: figures lead to what they count; a form's fields filled in wrong come back as they were filled in."""

import re

import pytest
from django.urls import reverse

from mostik.channels.commands.enquiries import accept
from mostik.channels.commands.sources import add_source
from mostik.channels.models import Enquiry
from mostik.channels.terms import SourceKind
from mostik.core.actors import SYSTEM
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast):
    stage.pipeline()
    return add_source(by=cast.actor("anna"), kind=SourceKind.FORM, title="Сайт")[0]


def test_every_figure_of_the_list_leads_to_as_many_records(cast, form, sign_in):
    for place, state in enumerate(("taken", "joined", "odd", "spam", "new")):
        accept(by=SYSTEM, source_id=form, key=str(place), body=b"{}", kind="application/json", address="")
        Enquiry.objects.filter(key=str(place)).update(state=state)
    anna = sign_in(cast.anna)
    found = re.findall(r'href="(/sources/\d+/\?counted=\w+)">(\d+)<', text_of(anna.get(reverse("channels:sources"))))
    assert [count for _address, count in found] == ["5", "2", "1", "1"]
    for address, count in found:
        assert len(anna.get(address).context["came"]) == int(count)
    assert len(anna.get(reverse("channels:source", args=[form])).context["came"]) == 5


def test_fields_of_a_form_sent_wrong_are_shown_as_they_were_sent(cast, form, sign_in):
    sent = {"version": 1, "language": "ru", "button": "", "consent": "Согласен", "f0-key": "phone", "f0-sort": "2"}
    sent |= {"f0-label": "Куда звонить", "f0-required": "1", "f1-key": "text", "f1-sort": "1", "f1-label": "Что нужно"}
    answer = sign_in(cast.anna).post(reverse("channels:source_form", args=[form]), sent)
    assert answer.status_code == 422
    assert [(row["key"], row["label"], row["sort"], row["required"]) for row in answer.context["rows"]] == [
        ("phone", "Куда звонить", "2", True),
        ("text", "Что нужно", "1", False),
    ]
