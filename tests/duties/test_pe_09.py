"""PE-09 end to end: invited, signed in at two browsers, one revoked; a second step by role; the company's sign-on."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from mostik.core import clock, outbox
from mostik.core.models import Effect, Entry
from mostik.kernel.refusals import Refusal
from mostik.people.commands.people import dismiss_person, edit_person
from mostik.people.commands.sign_in import invite_person, take_off_second_step, use_invitation
from mostik.people.models import Invitation, Role, User, Visit
from mostik.people.terms import PersonValues

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-09")]
LOGIN = "/accounts/login/"
GOOD = "battery staple 7"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def browser(agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/131 Safari/537") -> Client:
    client = Client(headers={"User-Agent": agent})
    client.cookies["django_language"] = "en"
    return client


def come_in(person: User, password: str = "correct horse", **more) -> Client:
    client = browser(**more)
    client.post(LOGIN, {"login": person.email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/people/profile/").status_code == 200


def test_invitation_lets_in_once_and_for_a_short_time(cast, sign_in):
    anna = sign_in(cast.anna)
    shown = anna.post(reverse("people:person_invite", args=[cast.boris.pk]) + "?send=1").content.decode()
    outbox.run_due()
    (sent,) = mail.outbox
    value = sent.body.rpartition("#")[2].strip()
    assert (sent.to, value in shown) == ([cast.boris.email], True)
    kept = (
        str(list(Effect.objects.values())) + str(list(Entry.objects.values())) + str(list(Invitation.objects.values()))
    )
    assert value not in kept
    old = come_in(cast.boris)
    guest = browser()
    join = reverse("people:join")
    said = {"code": value, "password1": GOOD, "password2": GOOD}
    assert guest.post(join, {**said, "password1": "12345", "password2": "12345"}).status_code == 422
    assert guest.post(join, said).status_code == 302
    assert guest.post(join, said).status_code == 422
    assert is_in(come_in(cast.boris, GOOD))
    assert not is_in(old)


@pytest.mark.parametrize("what", ["late", "again", "password", "moved", "left", "nonsense"])
def test_invitation_that_does_not_hold_is_answered_alike(cast, what):
    value = invite_person(by=cast.actor("anna"), person_id=cast.boris.pk)
    at = clock.now()
    if what == "late":
        at += timedelta(hours=72, seconds=1)
    elif what == "again":
        invite_person(by=cast.actor("anna"), person_id=cast.boris.pk)
    elif what == "password":
        cast.boris.set_password("another one 1")
        cast.boris.save()
    elif what == "moved":
        values = PersonValues(
            email="new@mostik.test",
            first_name="B",
            last_name="B",
            role="manager",
            department_id=cast.sales.pk,
            team_id=cast.north.pk,
            hired_on=cast.boris.hired_on,
        )
        edit_person(by=cast.actor("olga"), person_id=cast.boris.pk, values=values)
    elif what == "left":
        dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=clock.today())
    guest = browser()
    with clock.stopped(at):
        code = "nonsense" if what == "nonsense" else value
        text = guest.post(reverse("people:join"), {"code": code, "password1": GOOD, "password2": GOOD}).content.decode()
    assert "This invitation is not valid any more." in text


def test_nobody_invites_whoever_may_do_more(cast):
    with pytest.raises(Refusal):
        invite_person(by=cast.actor("anna"), person_id=cast.olga.pk)
    with pytest.raises(Refusal):
        use_invitation(by=cast.actor("anna"), value="", password=GOOD)


def test_browsers_are_listed_and_signed_out_from_afar(cast):
    office, home = come_in(cast.boris), come_in(cast.boris, agent="Mozilla/5.0 (iPhone) Safari/605")
    text = office.get(reverse("people:visits")).content.decode()
    assert "Chrome, Windows" in text
    assert "Safari, iPhone" in text
    stranger = come_in(cast.vera)
    visit = Visit.objects.get(session=home.session.session_key)
    assert stranger.post(reverse("people:visit_end", args=[visit.pk])).status_code == 404
    office.post(reverse("people:visit_end", args=[visit.pk]))
    assert (is_in(office), is_in(home)) == (True, False)
    third = come_in(cast.boris)
    office.post(reverse("people:visits_end"))
    assert (is_in(office), is_in(third)) == (True, False)


def test_new_password_and_dismissal_end_other_sessions(cast):
    office, home = come_in(cast.boris), come_in(cast.boris)
    office.post("/accounts/password/", {"oldpassword": "correct horse", "password1": GOOD, "password2": GOOD})
    assert (is_in(office), is_in(home)) == (True, False)
    assert Visit.objects.filter(person=cast.boris).count() == 1
    dismiss_person(by=cast.actor("anna"), person_id=cast.boris.pk, last_day=clock.today())
    assert not Visit.objects.filter(person=cast.boris).exists()


def test_role_that_needs_a_second_step_goes_nowhere_without_it(cast, sign_in):
    Role.objects.filter(code="manager").update(second_step=True)
    client = sign_in(cast.boris)
    assert client.get("/deals/").headers["Location"] == reverse("mfa_index")
    assert client.get("/api/v1/deals").status_code == 401
    piece = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals/"}
    assert client.get("/deals/", headers=piece).headers["HX-Redirect"] == reverse("mfa_index")
    piece["HX-Current-URL"] = "http://testserver/accounts/2fa/"
    answer = client.get(reverse("core:bell"), headers=piece)
    assert (answer.status_code, "HX-Redirect" in answer.headers, answer.content) == (204, False, b"")
    assert client.get(reverse("mfa_index")).status_code == 200
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.boris, generate_totp_secret())
    assert client.get("/deals/").status_code == 200


def test_lost_device_is_forgotten_by_the_head_and_by_nobody_else(cast, sign_in):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    off = reverse("people:person_second_step", args=[cast.boris.pk])
    client = come_in(cast.boris)
    TOTP.activate(cast.boris, generate_totp_secret())
    assert sign_in(cast.vera).post(off).status_code == 403
    with pytest.raises(Refusal):
        take_off_second_step(by=cast.actor("boris"), person_id=cast.boris.pk)
    with pytest.raises(Refusal):
        take_off_second_step(by=cast.actor("anna"), person_id=cast.olga.pk)
    anna = sign_in(cast.anna)
    assert off in anna.get(reverse("people:person", args=[cast.boris.pk])).content.decode()
    assert anna.post(off).status_code == 302
    assert not is_in(client)
    assert is_in(come_in(cast.boris))
    assert Entry.objects.filter(name="people.second_step_taken_off").count() == 1
    assert off not in anna.get(reverse("people:person", args=[cast.boris.pk])).content.decode()
    assert anna.post(off).status_code == 409


def test_guessing_is_stopped_for_all_processes_alike(cast):
    for _ in range(5):
        cache.clear()
        browser().post(LOGIN, {"login": cast.boris.email, "password": "wrong horse"})
    cache.clear()
    assert not is_in(come_in(cast.boris))
    with clock.stopped(clock.now() + timedelta(minutes=5)):
        cache.clear()
        assert is_in(come_in(cast.boris))


class Provider:
    """A small OpenID provider on loopback: discovery, token, userinfo."""

    def __init__(self) -> None:
        self.person = {"sub": "u1", "email": "boris@mostik.test", "email_verified": True}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                base = outer.url
                self._answer(
                    {
                        "issuer": base,
                        "authorization_endpoint": f"{base}/authorize",
                        "token_endpoint": f"{base}/token",
                        "userinfo_endpoint": f"{base}/userinfo",
                        "jwks_uri": f"{base}/keys",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                    if "well-known" in self.path
                    else outer.person
                )

            def do_POST(self):
                length = int(self.headers.get("Content-Length", "0"))
                said = parse_qs(self.rfile.read(length).decode())
                assert said["code"] == ["good"]
                assert said["code_verifier"]
                now = datetime.now(UTC)
                claims = {
                    **outer.person,
                    "iss": outer.url,
                    "aud": "mostik",
                    "iat": now,
                    "exp": now + timedelta(minutes=5),
                }
                token = jwt.encode(claims, "k" * 32, algorithm="HS256")
                self._answer({"access_token": "t", "token_type": "Bearer", "id_token": token})

            def _answer(self, said):
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def provider(settings):
    it = Provider()
    app = {
        "provider_id": "sso",
        "name": "Corp",
        "client_id": "mostik",
        "secret": "s",
        "settings": {"server_url": it.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.OIDC_NAME, settings.OIDC_DOMAINS = "Corp", ["mostik.test"]
    yield it
    it.server.shutdown()
    it.server.server_close()


def sign_on(client: Client, code: str = "good"):
    away = urlsplit(client.get("/accounts/sso/sso/").headers["Location"])
    state = parse_qs(away.query)["state"][0]
    return client.get("/accounts/sso/sso/back/", {"code": code, "state": state})


def test_sign_on_of_the_company_lets_in_whoever_it_names(cast, provider):
    client = browser()
    assert "Sign in through Corp" in client.get(LOGIN).content.decode()
    assert sign_on(client).status_code == 302
    assert client.session["_auth_user_id"] == str(cast.boris.pk)
    again = browser()
    provider.person["email"] = "somebody-else@mostik.test"
    sign_on(again)
    assert again.session["_auth_user_id"] == str(cast.boris.pk)


@pytest.mark.parametrize(
    "told",
    [
        {"email_verified": False},
        {"email": "nobody@mostik.test"},
        {"email": "boris@elsewhere.test"},
        {"email": ""},
        {"email": "semyon@mostik.test"},
    ],
)
def test_sign_on_refuses_alike_whoever_does_not_work_here(cast, provider, told):
    User.objects.filter(pk=cast.semyon.pk).update(is_active=False)
    provider.person |= told
    client, before = browser(), User.objects.count()
    answer = sign_on(client)
    assert (answer.status_code, "_auth_user_id" in client.session) == (403, False)
    assert "did not name anybody who works here" in answer.content.decode()
    assert User.objects.count() == before


def test_sign_on_makes_people_only_when_the_settings_say_so(cast, provider, settings):
    settings.OIDC_NEW_ROLE = "executor"
    provider.person |= {"email": "new@mostik.test", "given_name": "New", "family_name": "Comer"}
    client = browser()
    assert sign_on(client).status_code == 302
    made = User.objects.get(email="new@mostik.test")
    assert (made.role.code, client.session["_auth_user_id"]) == ("executor", str(made.pk))


def test_forged_answer_of_a_sign_on_lets_nobody_in(cast, provider):
    client = browser()
    client.get("/accounts/sso/sso/")
    answer = client.get("/accounts/sso/sso/back/", {"code": "good", "state": "forged"})
    assert (answer.status_code, "_auth_user_id" in client.session) == (403, False)
