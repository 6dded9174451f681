"""How people sign in: only those who work here, never by registering themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from mostik.people.access import has_left
from mostik.people.models import User

SELF_EVIDENT = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The sign-in library's questions about this product, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library asks
        """Nobody registers: people are invited by the head."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return who signs in; whoever has left is answered like a wrong password."""
        found: User | None = super().authenticate(request, **credentials)
        return None if found is None or has_left(found) else found

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """Say what was done, save that somebody came in or went out: they see it."""
        if message_template not in SELF_EVIDENT:
            super().add_message(request, level, message_template, *rest, **more)
