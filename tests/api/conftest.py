"""A program with a token, and a little of everything to work on."""

import json
from dataclasses import dataclass

import pytest
from django.test import Client

from mostik.core.actors import SYSTEM
from mostik.people.commands.tokens import make_token


@dataclass
class Program:
    """A program that speaks to the API."""

    client: Client
    token: str

    def ask(self, method: str, path: str, body: object = None, **headers: str):
        """Return the answer; ``Idempotency_Key`` and others become headers."""
        known = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        address = path if path.startswith("/api") else f"/api/v1/{path}"
        data = b"" if body is None else json.dumps(body)
        return self.client.generic(method, address, data, "application/json", headers=known)

    def get(self, path: str, **headers: str):
        """Read."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str):
        """Make or do."""
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: object, **headers: str):
        """Change."""
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str):
        """Remove."""
        return self.ask("DELETE", path, **headers)


@pytest.fixture
def program(cast):
    """Make a program of a role; ``rights`` narrow it."""

    def make(role: str = "owner", **more) -> Program:
        return Program(Client(), make_token(by=SYSTEM, title=role, role=role, **more))

    return make
