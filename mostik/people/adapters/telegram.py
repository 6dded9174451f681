"""Messages by a Telegram bot: the Bot API over HTTP, through the one gate to other hosts."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings

from mostik.core import outbound
from mostik.core.ways import Became, Letter, Outcome
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

LONGEST = 4096
MOST_BYTES = 1_000_000


class NoSuchBot(Invalid):
    """The token opens no bot."""

    message = gettext_noop("Telegram does not know this token. Copy it from @BotFather once more.")


class NotHeard(Refusal, status=502):
    """Telegram did not answer as it should."""

    message = gettext_noop("Telegram did not answer: {why}. Try again in a minute.")


@dataclass(frozen=True)
class Said:
    """Something written to the bot in private."""

    update: int
    chat: int
    title: str
    text: str


@dataclass(frozen=True)
class Bot:
    """A bot by its token."""

    token: str = field(repr=False)

    def send(self, letter: Letter) -> Outcome:
        """Send a message once; it is plain text, so nothing in it can be taken for marks."""
        told = {
            "chat_id": int(letter.to),
            "text": f"{letter.title}\n\n{letter.text}".strip()[:LONGEST],
            "link_preview_options": {"is_disabled": True},
        }
        try:
            status, answer = self._ask("sendMessage", told)
        except outbound.NoAnswer as lost:
            return Outcome(Became.UNKNOWN if lost.left else Became.LATER, str(lost.params["why"]))
        except Refusal as refusal:
            return Outcome(Became.LATER, type(refusal).__name__)
        return _became(status, answer)

    def me(self) -> str:
        """Return the bot's name; refuses `NoSuchBot`, `NotHeard`."""
        name: str = self._result("getMe", {})["username"]
        return name

    def heard(self, offset: int) -> list[Said]:
        """Return what was written to the bot in private from an update on; refuses `NoSuchBot`, `NotHeard`."""
        asked = {"offset": offset, "timeout": 0, "allowed_updates": ["message"]}
        return [_said(each) for each in self._result("getUpdates", asked)]

    def _result(self, method: str, told: dict[str, Any]) -> Any:
        try:
            status, answer = self._ask(method, told)
        except Refusal as refusal:
            raise NotHeard(params={"why": type(refusal).__name__}) from None
        if status in {401, 404}:
            raise NoSuchBot(field="token")
        if not answer.get("ok"):
            raise NotHeard(params={"why": str(answer.get("description", status))[:100]})
        return answer["result"]

    def _ask(self, method: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        url = f"{settings.TELEGRAM_API}/bot{quote(self.token, safe=':')}/{method}"
        body = json.dumps(told).encode()
        headers = {"Content-Type": "application/json"}
        answer = outbound.ask("POST", url, body=body, headers=headers, most=MOST_BYTES)
        try:
            read = json.loads(answer.body)
        except ValueError:
            read = {}
        return answer.status, read if isinstance(read, dict) else {}


def _became(status: int, answer: dict[str, Any]) -> Outcome:
    why = f"{status} {answer.get('description', '')}"[:300]
    if status == 200 and answer.get("ok"):
        return Outcome(Became.SENT)
    if status == 429:
        return Outcome(Became.LATER, why, after=int((answer.get("parameters") or {}).get("retry_after", 30)))
    if status in {401, 404}:
        return Outcome(Became.LATER, why)
    if status == 403 or (status == 400 and "chat not found" in why):
        return Outcome(Became.REFUSED, why, closed=True)
    return Outcome(Became.REFUSED if 400 <= status < 500 else Became.UNKNOWN, why)


def _said(update: dict[str, Any]) -> Said:
    message = update.get("message") or {}
    chat = message.get("chat") or {}
    private = chat.get("type") == "private"
    title = f"@{chat['username']}" if chat.get("username") else str(chat.get("first_name", ""))
    return Said(update["update_id"], chat["id"] if private else 0, title[:100], str(message.get("text", "")))
