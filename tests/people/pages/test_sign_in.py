"""Signing in: password, second step, recovery codes, the demo's doors; what is refused and how it is said."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from mostik.core.models import Setting
from mostik.people.models import User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
BORIS = {"login": "boris@mostik.test", "password": "correct horse"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def someone_is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(("language", "words"), [("ru", "Войти<"), ("en", "Come in<")])
def test_sign_in_page_speaks_both_languages(client, db, language, words):
    client.cookies["django_language"] = language
    answer = client.get(LOGIN)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_right_password_lets_in(english, cast):
    answer = english.post(LOGIN + "?next=/people/", BORIS)
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert someone_is_in(english)


def test_wrong_password_is_said_at_the_form_and_the_email_is_kept(english, cast):
    answer = english.post(LOGIN, {**BORIS, "password": "wrong horse"})
    text = answer.content.decode()
    assert not someone_is_in(english)
    assert 'role="alert"' in text
    assert "not correct" in text
    assert 'value="boris@mostik.test"' in text
    assert "wrong horse" not in text


def test_sixth_wrong_password_is_refused_even_when_right_at_last(english, cast):
    for _ in range(5):
        english.post(LOGIN, {**BORIS, "password": "wrong horse"})
    text = english.post(LOGIN, BORIS).content.decode()
    assert "Too many failed login attempts" in text
    assert not someone_is_in(english)


def test_too_many_requests_get_a_page_of_ours(english, cast):
    for _ in range(30):
        english.post(LOGIN, {})
    answer = english.post(LOGIN, BORIS)
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"left_on": "2026-11-17"}])
def test_whoever_has_left_is_answered_like_a_wrong_password(english, cast, gone):
    User.objects.filter(pk=cast.boris.pk).update(**gone)
    assert "not correct" in english.post(LOGIN, BORIS).content.decode()
    assert not someone_is_in(english)


def test_session_of_whoever_has_left_ends_with_the_next_request(sign_in, cast):
    client = sign_in(cast.boris)
    User.objects.filter(pk=cast.boris.pk).update(left_on="2026-11-17")
    assert client.get("/ui/").status_code == 302
    assert not someone_is_in(client)


def test_last_day_is_still_a_working_day(sign_in, cast):
    User.objects.filter(pk=cast.boris.pk).update(left_on="2026-11-18")
    assert sign_in(cast.boris).get("/ui/").status_code == 200


def test_second_step_from_turning_it_on_to_signing_in_with_it(english, cast):
    english.post(LOGIN, BORIS)
    asked = english.get(reverse("mfa_activate_totp"))["Location"]
    english.post(asked, {"password": "correct horse", "next": reverse("mfa_activate_totp")})
    page = english.get(reverse("mfa_activate_totp")).content.decode()
    secret = english.session["mfa.totp.secret"]
    assert "data:image/svg+xml;base64," in page
    assert secret in page
    wrong = english.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "field-error" in wrong.content.decode()
    on = english.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert on["Location"] == reverse("mfa_view_recovery_codes")
    codes = Authenticator.objects.get(user=cast.boris, type="recovery_codes").wrap().get_unused_codes()
    shown = english.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in shown for code in codes)
    assert codes[0] in english.get(reverse("mfa_download_recovery_codes")).content.decode()
    english.post(reverse("account_logout"))

    asked = english.post(LOGIN, BORIS)
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert not someone_is_in(english)
    assert "Second step" in english.get(reverse("mfa_authenticate")).content.decode()
    refused = english.post(reverse("mfa_authenticate"), {"code": "123"})
    assert "field-error" in refused.content.decode()
    assert not someone_is_in(english)
    cache.clear()
    english.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert someone_is_in(english)


def test_recovery_code_lets_in_once(english, cast):
    _turn_on(english, cast.boris)
    codes = Authenticator.objects.get(user=cast.boris, type="recovery_codes").wrap().get_unused_codes()
    english.post(LOGIN, BORIS)
    english.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert someone_is_in(english)
    english.post(reverse("account_logout"))
    english.post(LOGIN, BORIS)
    english.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not someone_is_in(english)


def test_second_step_is_turned_off_after_confirming_it_is_you(english, cast):
    _turn_on(english, cast.boris)
    english.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = english.get(reverse("mfa_deactivate_totp"))
    assert asked.status_code == 302
    assert "Confirm it is you" in english.get(asked["Location"]).content.decode()
    english.post(asked["Location"], {"password": "correct horse", "next": reverse("mfa_deactivate_totp")})
    assert "Turn off" in english.get(reverse("mfa_deactivate_totp")).content.decode()
    english.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=cast.boris).exists()


def test_new_recovery_codes_replace_the_old(english, cast):
    _turn_on(english, cast.boris)
    english.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    english.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    before = Authenticator.objects.get(user=cast.boris, type="recovery_codes").wrap().get_unused_codes()
    assert "stop working" in english.get(reverse("mfa_generate_recovery_codes")).content.decode()
    english.post(reverse("mfa_generate_recovery_codes"))
    after = Authenticator.objects.get(user=cast.boris, type="recovery_codes").wrap().get_unused_codes()
    assert not set(before) & set(after)


def test_password_is_changed_and_a_weak_one_refused_at_its_field(english, cast):
    english.post(LOGIN, BORIS)
    place = reverse("account_change_password")
    weak = english.post(place, {"oldpassword": "correct horse", "password1": "12345", "password2": "12345"})
    assert "field-error" in weak.content.decode()
    good = "battery staple 7"
    english.post(place, {"oldpassword": "correct horse", "password1": good, "password2": good})
    assert User.objects.get(pk=cast.boris.pk).check_password(good)


def test_index_of_the_second_step_says_where_it_stands(english, cast):
    english.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Only the password is asked for." in english.get(reverse("mfa_index")).content.decode()
    _turn_on(english, cast.boris)
    english.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    text = english.get(reverse("mfa_index")).content.decode()
    assert "asked for at every sign-in" in text
    assert "10 codes are left" in text


def test_demo_shows_its_doors_and_each_opens(english, cast):
    assert "This is a demo" not in english.get(LOGIN).content.decode()
    Setting.objects.create(
        code="demo_signs",
        value=[{"title": "Seller", "email": BORIS["login"], "password": BORIS["password"]}, {"odd": 1}],
    )
    assert "This is a demo" not in english.get(LOGIN).content.decode()
    Setting.objects.create(code="demo", value=True)
    text = english.get(LOGIN).content.decode()
    assert "This is a demo" in text
    assert '<input type="hidden" name="login" value="boris@mostik.test">' in text
    english.post(LOGIN, BORIS)
    assert someone_is_in(english)


def test_own_language_is_taken_where_the_browser_has_chosen_none(client, cast):
    client.force_login(cast.boris, backend="allauth.account.auth_backends.AuthenticationBackend")
    User.objects.filter(pk=cast.boris.pk).update(language="en")
    assert '<html lang="en"' in client.get("/ui/").content.decode()
    client.cookies["django_language"] = "ru"
    assert '<html lang="ru"' in client.get("/ui/").content.decode()


def _turn_on(client, user):
    client.post(LOGIN, {"login": user.email, "password": "correct horse"})
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_now(client.session["mfa.totp.secret"])})
    client.post(reverse("account_logout"))
    cache.clear()
