"""How people sign in: only those who work here, never by registering themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """The sign-in library's questions about this product, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers: people are invited by the head."""
        return False
