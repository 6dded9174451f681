"""Screens of requests: asked in a dialog, decided in place, counted in the menu; limits changed by the owner."""

import pytest
from django.urls import reverse

from mostik.people.models import Approval, ApprovalLimit, Role

HX = {"HTTP_HX_REQUEST": "true"}


def post(client, name, *args, **data):
    return client.post(reverse(f"people:{name}", args=args), data, **HX)


@pytest.fixture
def asked(cast, sign_in):
    """Dasha has asked for an expense on the screen."""
    client = sign_in(cast.dasha)
    form = {"kind": "people.expense", "title": "A stand", "amount": "5 000", "note": "For the fair"}
    assert post(client, "approval_add", **form).status_code == 204
    return Approval.objects.get()


def test_bad_input_is_said_at_its_field(cast, sign_in):
    client = sign_in(cast.dasha)
    answer = post(client, "approval_add", kind="people.expense", title="", amount="five")
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"title", "amount"}


def test_a_request_is_decided_in_place(cast, sign_in, asked, django_assert_num_queries):
    gleb = sign_in(cast.gleb)
    assert gleb.get(reverse("people:approvals_badge")).content == b"1"
    gleb.get(reverse("people:approvals"))
    with django_assert_num_queries(7):  # one finds the company's own registers for the menu
        page = gleb.get(reverse("people:approvals")).content.decode()
    assert "A stand" in page
    assert "Dasha Dolina" in page
    refused = post(gleb, "approval_decline", asked.pk, text="", version=asked.version)
    assert refused.status_code == 422
    assert f'id="approval-{asked.pk}"' in refused.content.decode()
    answer = post(gleb, "approval_ask_back", asked.pk, text="Which fair?", version=asked.version)
    assert "approvalsChanged" in answer.headers["HX-Trigger"]
    dasha = sign_in(cast.dasha)
    assert "Which fair?" in dasha.get(reverse("people:approvals")).content.decode()
    post(dasha, "approval_answer", asked.pk, text="In May", version=asked.version + 1)
    gleb = sign_in(cast.gleb)
    post(gleb, "approval_approve", asked.pk, text="Go", version=asked.version + 2)
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_by) == ("approved", "Go", cast.gleb)
    assert gleb.get(reverse("people:approvals_badge")).content == b""
    assert "In May" in gleb.get(reverse("people:approval", args=[asked.pk])).content.decode()


def test_a_stale_card_is_refused(cast, sign_in, asked):
    gleb = sign_in(cast.gleb)
    post(gleb, "approval_approve", asked.pk, version=asked.version)
    assert post(gleb, "approval_decline", asked.pk, text="No", version=asked.version).status_code == 409


def test_all_requests_within_reach_are_listed_and_exported(cast, sign_in, asked):
    anna = sign_in(cast.anna)
    assert "A stand" in anna.get(reverse("people:approvals_all")).content.decode()
    exported = b"".join(anna.get(reverse("people:approvals_all") + "?format=csv").streaming_content).decode()
    assert "A stand" in exported
    assert "A stand" not in sign_in(cast.boris).get(reverse("people:approvals_all")).content.decode()


def test_the_owner_changes_a_limit(cast, sign_in):
    olga, role = sign_in(cast.olga), Role.objects.get(code="manager")
    address = reverse("people:limit_edit") + f"?kind=people.expense&role={role.pk}&scope="
    assert olga.get(reverse("people:limits")).status_code == 200
    assert olga.get(address, **HX).status_code == 200
    assert olga.post(address, {"way": "size", "size": "many"}, **HX).status_code == 422
    assert olga.post(address, {"way": "size", "size": "1 500"}, **HX).status_code == 204
    assert ApprovalLimit.objects.get().size == 150_000
    olga.post(address, {"way": "default"}, **HX)
    assert not ApprovalLimit.objects.exists()
    assert olga.get(reverse("people:limit_edit") + "?kind=x&role=y", **HX).status_code == 404


def test_an_absence_names_its_substitute_on_screen(cast, sign_in):
    anna = sign_in(cast.anna)
    form = {"kind": "holiday", "first": "2026-11-18", "last": "2026-11-20", "substitute": cast.vera.pk}
    assert post(anna, "absence_add", cast.boris.pk, **form, new_work="stays").status_code == 204
    assert "Vera Volkova" in anna.get(reverse("people:person", args=[cast.boris.pk])).content.decode()
    anna.get(reverse("people:substitutes"))
    assert "Vera Volkova" in anna.get(reverse("people:substitutes")).content.decode()
    answer = post(anna, "absence_add", cast.vera.pk, **{**form, "substitute": cast.boris.pk})
    assert answer.status_code == 422
