"""Sources on screen: figures lead to what they count; a form's fields filled in wrong come back as they were filled in."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mostik.channels.commands.enquiries import accept
from mostik.channels.commands.sources import add_source
from mostik.channels.models import Enquiry, Source
from mostik.channels.terms import SourceKind
from mostik.core import clock
from mostik.core.actors import SYSTEM
from tests.crm import stage
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast):
    stage.pipeline()
    return add_source(by=cast.actor("anna"), kind=SourceKind.FORM, title="Сайт")[0]


def came(source, *states):
    """Let one enquiry of each state come to a source."""
    for place, state in enumerate(states):
        accept(
            by=SYSTEM, source_id=source, key=str(place), body=b'{"name": "Mira"}', kind="application/json", address=""
        )
        Enquiry.objects.filter(source=source, key=str(place)).update(state=state, error=f"because {place}")


def listed(answer):
    return len(answer.context["page"].rows)


def test_every_figure_of_the_list_leads_to_as_many_records(cast, form, sign_in):
    came(form, "taken", "joined", "odd", "spam", "new")
    Enquiry.objects.filter(state="new").update(at=clock.now() - timedelta(days=30))
    anna = sign_in(cast.anna)
    page = anna.get(reverse("channels:sources")).content.decode()
    found = re.findall(r'href="(/sources/enquiries/\?source=[^"]+)">(\d+)<', page)
    assert [count for _address, count in found] == ["4", "2", "1", "1"]
    for address, count in found:
        assert listed(anna.get(html.unescape(address))) == int(count)
    assert listed(anna.get(reverse("channels:enquiries"))) == 5
    assert len(anna.get(reverse("channels:source", args=[form])).context["came"]) == 5


def test_list_is_narrowed_searched_sorted_and_given_as_a_file(cast, form, sign_in):
    other = add_source(by=cast.actor("anna"), kind=SourceKind.HOOK, title="Партнёр")[0]
    came(other, "odd")
    anna, page = sign_in(cast.anna), reverse("channels:sources")
    assert [row.cells[0].html.split(">")[1].split("<")[0] for row in anna.get(page).context["page"].rows] == [
        "Партнёр",
        "Сайт",
    ]
    for asked, count in (("q=Сай", 1), ("kind=hook&kind=form", 2), ("kind=table", 0), ("state=off", 0)):
        assert listed(anna.get(f"{page}?{asked}")) == count, asked
    file = b"".join(anna.get(f"{page}?format=csv&sort=title").streaming_content).decode("utf-8-sig")
    assert [line.split(";")[0].split(",")[0] for line in file.splitlines()[1:]] == ["Партнёр", "Сайт"]


def test_picked_sources_stop_and_take_again(cast, form, sign_in):
    other = add_source(by=cast.actor("anna"), kind=SourceKind.FORM, title="Лендинг")[0]
    anna = sign_in(cast.anna)
    anna.post(reverse("channels:sources_pause"), {"pk": [form, other]})
    assert Source.objects.filter(paused_at__isnull=False).count() == 2
    anna.post(reverse("channels:sources_resume"), {"pk": [form]})
    assert [row.pk for row in Source.objects.filter(paused_at__isnull=False)] == [other]
    assert sign_in(cast.boris).post(reverse("channels:sources_pause"), {"pk": [form]}).status_code == 403


def test_picked_enquiries_are_called_spam_and_read_again(cast, form, sign_in):
    came(form, "odd", "odd", "spam", "taken")
    anna, every = sign_in(cast.anna), {"pk": list(Enquiry.objects.order_by("pk").values_list("pk", flat=True))}
    anna.post(reverse("channels:enquiries_spam"), {"pk": every["pk"][:1]})
    states = Enquiry.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["spam", "odd", "spam", "taken"]
    anna.post(reverse("channels:enquiries_again"), every)
    assert list(states.all()) == ["new", "new", "new", "taken"]
    Enquiry.objects.filter(state="new").update(state="odd")
    anna.post(f"{reverse('channels:enquiries_spam')}?q=because+1", {"everything": "1"})
    assert list(states.all()) == ["odd", "odd", "odd", "taken"]  # why they wait was wiped when they were read again


def test_how_enquiries_begin_is_not_shown_to_whoever_sees_phones_in_part(cast, form, sign_in):
    came(form, "odd")
    anna = sign_in(cast.anna)
    assert "Mira" in text_of(anna.get(reverse("channels:enquiries")))
    cast.anna.role.masked = ["phone"]
    cast.anna.role.save()
    assert "Mira" not in text_of(anna.get(reverse("channels:enquiries")))


def test_fields_of_a_form_sent_wrong_are_shown_as_they_were_sent(cast, form, sign_in):
    sent = {"version": 1, "language": "ru", "button": "", "consent": "Согласен", "f0-key": "phone", "f0-sort": "2"}
    sent |= {"f0-label": "Куда звонить", "f0-required": "1", "f1-key": "text", "f1-sort": "1", "f1-label": "Что нужно"}
    answer = sign_in(cast.anna).post(reverse("channels:source_form", args=[form]), sent)
    assert answer.status_code == 422
    assert [(row["key"], row["label"], row["sort"], row["required"]) for row in answer.context["rows"]] == [
        ("phone", "Куда звонить", "2", True),
        ("text", "Что нужно", "1", False),
    ]
