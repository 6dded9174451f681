"""Chat completions over HTTP, the shape most language models are offered in: one question, one answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mostik.core import outbound
from mostik.kernel.refusals import Invalid, gettext_noop

SECONDS: Final = 12.0
MOST_BYTES: Final = 262_144


class NotAccepted(Invalid):
    """The far side does not know the key."""

    message = gettext_noop("The far side does not accept this key. Copy it once more.")


class NotCompletions(Invalid):
    """The far side does not answer, or not as chat completions do."""

    message = gettext_noop("The far side answered {status}. Check the address and the name of the model.")


@dataclass(frozen=True)
class Line:
    """Where a model is asked: the address that ends before ``/chat/completions``, its name, the key."""

    url: str
    model: str
    key: str = ""

    def ask(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask and return what was answered; refuses what cannot be reached or does not answer as it should."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        body = json.dumps({"model": self.model, **told}).encode()
        try:
            address = f"{self.url}/chat/completions"
            answer = outbound.ask("POST", address, body=body, headers=headers, seconds=SECONDS, most=MOST_BYTES)
        except outbound.NoAnswer as failure:
            raise Invalid(failure.message, field="url", params=failure.params) from None
        if answer.status in {401, 403}:
            raise NotAccepted(field="key")
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if answer.status != 200 or not isinstance(found, dict):
            raise NotCompletions(field="url", params={"status": answer.status})
        return found
