"""The panel of a deal's payments."""

import pytest
from django.urls import reverse

from mostik.crm.models import Payment
from tests.crm.stage import deal

FRAGMENT = {"HX-Request": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend=BACKEND)
        return client

    return enter


def record(client, row, **sent):
    sent = {"amount": "400,50", "paid_on": "2026-11-17", **sent}
    return client.post(reverse("crm:payment_record", args=[row.pk]), sent, headers=FRAGMENT)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


def test_panel_shows_what_came_and_what_remains(cast, sign_in, django_assert_max_num_queries):
    row, boris = deal(cast.boris, rub=1000), sign_in(cast.boris)
    answer = record(boris, row)
    assert answer.status_code == 200
    assert "timelineChanged" in answer.headers["HX-Trigger"]
    assert "400,50 ₽" in words(answer)
    assert "599,50 ₽" in words(answer)
    with django_assert_max_num_queries(7):
        boris.get(reverse("crm:deal_payments", args=[row.pk]), headers=FRAGMENT)
    assert "Сверх суммы сделки" in words(record(boris, row, amount="1 000"))


@pytest.mark.parametrize(
    "bad", [{"amount": "-5"}, {"amount": "0"}, {"amount": "много"}, {"paid_on": "2026-12-01"}, {"paid_on": "вчера"}]
)
def test_bad_payment_is_refused_at_its_field(cast, sign_in, bad):
    answer = record(sign_in(cast.boris), deal(cast.boris), **bad)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Payment.objects.exists()


def test_payment_is_taken_back_and_returned(cast, sign_in):
    row, boris = deal(cast.boris, rub=1000), sign_in(cast.boris)
    record(boris, row)
    pk = Payment.objects.get().pk
    answer = boris.post(reverse("crm:payment_withdraw", args=[pk]), headers=FRAGMENT)
    assert reverse("crm:payment_return", args=[pk]) in words(answer)
    assert "1 000 ₽" in words(answer)
    answer = boris.post(reverse("crm:payment_return", args=[pk]), headers=FRAGMENT)
    assert "599,50 ₽" in words(answer)


def test_who_only_reads_sees_no_form_and_strangers_nothing(cast, sign_in):
    row = deal(cast.boris)
    record(sign_in(cast.boris), row)
    pk = Payment.objects.get().pk
    vera = sign_in(cast.vera)
    assert vera.get(reverse("crm:deal_payments", args=[row.pk])).status_code == 404
    assert record(vera, row).status_code == 404
    assert vera.post(reverse("crm:payment_withdraw", args=[pk])).status_code == 404
