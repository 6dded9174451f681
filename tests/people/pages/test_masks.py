"""Phones and e-mails seen only in part leak nowhere: list, search, order, file, card, form."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mostik.people.models import Role, User
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "+79123456789", "boris@mostik.test"


@pytest.fixture
def looking(cast, sign_in):
    """A role that may do everything here and sees contacts only in part."""
    User.objects.filter(pk=cast.boris.pk).update(phone=PHONE)
    User.objects.filter(pk=cast.vera.pk).update(phone="+79990000000")

    def as_(masked: list[str]):
        role = Role.objects.get(code="owner")
        role.masked = masked
        role.save()
        client = sign_in(cast.olga)
        client.cookies["django_language"] = "en"
        return client

    return as_


def bare(answer) -> str:
    """Return all an answer says, a file's lines too; a phone in any grouping reads the same."""
    return text_of(answer).replace(" ", "").replace("-", "")


def places(cast) -> list[str]:
    listed = reverse("people:list")
    columns = "?columns=name.phone.email"
    own = [reverse(f"people:{name}", args=[cast.boris.pk]) for name in ("person", "person_edit", "person_dismiss")]
    files = [f"{listed}{columns}&format=csv"]
    return [listed, f"{listed}{columns}", f"{listed}?q=boris", *files, *own, reverse("people:structure")]


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_masked_contact_is_nowhere(looking, cast, kind):
    secret = {"phone": "79123456789", "email": EMAIL}[kind]
    client = looking([kind])
    for address in places(cast):
        answer = client.get(address)
        assert answer.status_code == 200
        assert secret not in bare(answer), address


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_contact_seen_in_full_is_on_the_card_the_list_and_the_file(looking, cast, kind):
    secret = {"phone": "79123456789", "email": EMAIL}[kind]
    client = looking([])
    listed = reverse("people:list") + "?columns=name.phone.email"
    for address in (listed, f"{listed}&format=csv", reverse("people:person", args=[cast.boris.pk])):
        assert secret in bare(client.get(address)), address


def test_workbook_is_masked_too(looking, cast):
    client = looking(["phone", "email"])
    answer = client.get(reverse("people:list") + "?columns=name.phone.email&format=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    words = str(book.get_sheet_by_index(0).to_python())
    assert "Boris Belov" in words
    assert "boris@" not in words
    assert "345" not in words


@pytest.mark.parametrize(("kind", "asked"), [("phone", "+7 912 345-67-89"), ("email", "boris@mostik")])
def test_search_finds_by_a_contact_only_whoever_sees_it(looking, cast, kind, asked):
    address = reverse("people:list")
    assert "Boris Belov" in looking([]).get(address, {"q": asked}).content.decode()
    assert "Boris Belov" not in looking([kind]).get(address, {"q": asked}).content.decode()


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_order_by_a_masked_contact_is_the_order_by_name(looking, cast, kind):
    client = looking([kind])
    address = reverse("people:list")
    asked = [row.pk for row in client.get(address, {"sort": f"-{kind}"}).context["page"].rows]
    assert asked == [row.pk for row in client.get(address).context["page"].rows]
    assert f"sort={kind}" not in client.get(address).content.decode()


def test_own_contacts_are_never_masked_from_oneself(looking, cast):
    text = looking(["email"]).get(reverse("people:profile")).content.decode()
    assert "olga@mostik.test" in text


def test_form_without_masked_fields_keeps_them_as_they_are(looking, cast):
    client = looking(["phone", "email"])
    address = reverse("people:person_edit", args=[cast.boris.pk])
    form = client.get(address).context["form"]
    assert not {"phone", "email"} & set(form.fields)
    said = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    client.post(address, {**said, "position": "Senior", "sells": "on", "phone": "+79000000000", "email": "evil@x.test"})
    boris = User.objects.get(pk=cast.boris.pk)
    assert (boris.position, boris.phone, boris.email) == ("Senior", PHONE, EMAIL)
