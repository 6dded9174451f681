"""How people sign in: only those who work here, by password, passkey or the company's own sign-on."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mostik.core import clock, limits
from mostik.core.actors import SYSTEM
from mostik.people.access import has_left
from mostik.people.commands.people import add_person
from mostik.people.commands.sessions import close_sessions
from mostik.people.commands.sign_in import note_visit
from mostik.people.models import Department, User
from mostik.people.terms import PersonValues

SELF_EVIDENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")
#: Five wrong passwords for one address in a row, one more each minute; twice twenty from one place.
FAILS = {"per_minute": 1, "burst": 5}
TRIES = {"per_minute": 20, "burst": 40}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The sign-in library's questions about this product, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library asks
        """Nobody registers: people are invited by the head."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has guessed too often, whichever process answered them before."""
        super().pre_authenticate(request, **credentials)
        try:
            limits.knock(f"login:{request.META.get('REMOTE_ADDR', '')}", **TRIES)
            limits.refuse_spent(_of(credentials), **FAILS)
        except limits.TooFast:
            raise self.validation_error("too_many_login_attempts") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return who signs in; whoever has left is answered like a wrong password."""
        found: User | None = super().authenticate(request, **credentials)
        return None if found is None or has_left(found) else found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password, for whoever it was tried."""
        super().authentication_failed(request, **credentials)
        try:
            limits.knock(_of(credentials), **FAILS)
        except limits.TooFast:
            return

    def login(self, request: HttpRequest, user: User) -> None:
        """Let somebody in and remember at which browser."""
        super().login(request, user)
        request.session["seen"] = clock.now().timestamp()
        if request.session.session_key is None:
            request.session.save()
        note_visit(
            by=SYSTEM,
            person_id=user.pk,
            session=request.session.session_key or "",
            address=request.META.get("REMOTE_ADDR", ""),
            agent=request.headers.get("User-Agent", ""),
        )

    def set_password(self, user: User, password: str) -> None:
        """Change a password: every other browser is signed out."""
        super().set_password(user, password)
        close_sessions(user.pk, besides=self.request.session.session_key or "")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """Say what was done, save that somebody came in or went out: they see it."""
        if message_template not in SELF_EVIDENT:
            super().add_message(request, level, message_template, *rest, **more)


class SignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The company's own sign-on: people are known by a confirmed e-mail, never made unless the settings allow it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - the library asks
        """Nobody registers here either."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find who it is, or refuse: one answer for every reason."""
        person = sociallogin.user if sociallogin.is_existing else self._known(sociallogin)
        if person is None or has_left(person):
            raise ImmediateHttpResponse(_refused(request))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ARG002 - the library asks
        error: Any = None,  # noqa: ARG002 - the library asks
        exception: Any = None,  # noqa: ARG002 - the library asks
        extra_context: Any = None,  # noqa: ARG002 - the library asks
    ) -> None:
        """Answer a failed sign-on like a refused one."""
        raise ImmediateHttpResponse(_refused(request))

    def _known(self, sociallogin: Any) -> User | None:
        told = sociallogin.account.extra_data
        told = {**told.get("id_token", {}), **told.get("userinfo", {})} or told
        email = str(told.get("email") or "").strip().lower()
        domain = email.rpartition("@")[2]
        allowed = not settings.OIDC_DOMAINS or domain in settings.OIDC_DOMAINS
        if not email or told.get("email_verified") not in (True, "true") or not allowed:
            return None
        return User.objects.filter(email=email).first() or self._made(email, told)

    def _made(self, email: str, told: dict[str, Any]) -> User | None:
        top = Department.objects.filter(parent__isnull=True, archived_at__isnull=True).order_by("pk").first()
        if not settings.OIDC_NEW_ROLE or not settings.OIDC_DOMAINS or top is None:
            return None
        values = PersonValues(
            email=email,
            first_name=str(told.get("given_name") or email.partition("@")[0])[:80],
            last_name=str(told.get("family_name") or "—")[:80],
            role=settings.OIDC_NEW_ROLE,
            department_id=top.pk,
            hired_on=clock.today(),
        )
        return add_person(by=SYSTEM, values=values)


def _of(credentials: dict[str, Any]) -> str:
    name = str(credentials.get("email") or credentials.get("username") or "").lower()
    return "wrong:" + hashlib.sha256(name.encode(errors="replace")).hexdigest()


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "account/sign_on_refused.html", status=403)
