"""MAX as a way: a bot's dialogues through its Bot API, called by its webhook or asked by turns.

https://dev.max.ru/docs-api: the token in ``Authorization``, up to 4000 characters, updates from a marker on.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.channels.adapters.calls import Answer, NotAccepted, NotHeard, asked, fetched, form_of, lost, read
from mostik.channels.catalog.told import Corrected, Left, Told, Wrote
from mostik.channels.catalog.ways import MODE, Connected, Field, Line, Way, declare
from mostik.core import outbound
from mostik.core.ways import Became, Enclosed, Letter, Outcome
from mostik.kernel.refusals import Refusal

MAX: Final = "max"
SECRET: Final = "X-Max-Bot-Api-Secret"  # noqa: S105 - a header's name
WANTED: Final = ["message_created", "message_edited", "bot_started", "bot_stopped"]
TITLES: Final = {"image": "photo.jpg", "audio": "voice.ogg", "video": "video.mp4", "file": "file"}
PHONE: Final = re.compile(r"^TEL[^:]*:\s*([+\d][\d\s()-]+)", re.MULTILINE | re.IGNORECASE)


class NotTaken(Refusal, status=502):
    """The file was not taken for the message to name it."""


@dataclass(frozen=True)
class Bot(Line):
    """A bot by its token."""

    token: str = field(repr=False)
    name: str = ""
    secret: str = field(default="", repr=False)

    def send(self, letter: Letter) -> Outcome:
        """Send a message once, the file with it laid up beforehand."""
        try:
            told: dict[str, Any] = {"text": letter.text, "attachments": [self._laid_up(each) for each in letter.files]}
            if letter.headers.get("ask") == "phone":
                button = {"type": "request_contact", "text": str(_("Share my phone"))}
                told["attachments"].append({"type": "inline_keyboard", "payload": {"buttons": [[button]]}})
        except Refusal as failure:
            return Outcome(Became.LATER, type(failure).__name__)
        try:
            status, answer = self._ask("POST", f"/messages?chat_id={quote(letter.to)}", told)
        except Refusal as failure:
            return lost(failure)
        return _became(status, answer)

    def check(self) -> str:
        """Return the bot's name."""
        return str(self._result("GET", "/me")["username"])

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether the call carries the secret given with our address."""
        del body
        return bool(self.secret) and hmac.compare_digest(headers.get(SECRET, "").encode(), self.secret.encode())

    def heard(self, body: str) -> Iterable[Told]:
        """Read one update: words, corrections, who began and who stopped; dialogues alone."""
        update = json.loads(body)
        kind, message = update["update_type"], update.get("message")
        if message is not None and message["recipient"]["chat_type"] != "dialog":
            return
        if kind == "message_created":
            yield _wrote(message)
        elif kind == "message_edited":
            yield Corrected(number=message["body"]["mid"], text=str(message["body"].get("text") or ""), at=_at(update))
        elif kind == "bot_started":
            yield Left(address=str(update["chat_id"]), again=True)
            yield _began(update)
        elif kind == "bot_stopped":
            yield Left(address=str(update["chat_id"]))

    def polled(self, offset: int, *, wait: int = 0) -> tuple[int, list[tuple[str, str]]]:
        """Ask for updates from a marker on."""
        marker = f"&marker={offset}" if offset else ""
        found = self._result("GET", f"/updates?timeout={wait}&limit=100&types={','.join(WANTED)}{marker}", wait=wait)
        bodies = [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in found["updates"]]
        numbered = [(hashlib.sha256(each.encode()).hexdigest(), each) for each in bodies]
        return int(found.get("marker") or offset), numbered

    def fetch(self, ref: Mapping[str, Any]) -> Enclosed:
        """Fetch a file by its address."""
        return fetched(str(ref["url"]), str(ref["title"]))

    def hook(self, url: str, secret: str) -> None:
        """Let MAX call our door, or end every subscription."""
        for each in self._result("GET", "/subscriptions").get("subscriptions", []):
            if each["url"] != url:
                self._result("DELETE", f"/subscriptions?url={quote(each['url'], safe='')}")
        if url:
            self._result("POST", "/subscriptions", {"url": url, "update_types": WANTED, "secret": secret})

    def link(self, token: str) -> str:
        """Return the address that opens the bot and tells it the token."""
        return f"https://max.ru/{self.name}?start={token}" if self.name else ""

    def _laid_up(self, file: Enclosed) -> dict[str, Any]:
        _status, place = self._ask("POST", "/uploads?type=file")
        if not place.get("url"):
            raise NotTaken
        body, headers = form_of({}, "data", file)
        _status, kept = read(outbound.ask("POST", str(place["url"]), body=body, headers=headers, seconds=60))
        if not kept.get("token"):
            raise NotTaken
        return {"type": "file", "payload": {"token": kept["token"]}}

    def _ask(self, method: str, path: str, told: Mapping[str, Any] | None = None, *, wait: int = 0) -> Answer:
        return asked(method, settings.MAX_API + path, told, headers={"Authorization": self.token}, wait=wait)

    def _result(
        self, method: str, path: str, told: Mapping[str, Any] | None = None, *, wait: int = 0
    ) -> dict[str, Any]:
        try:
            status, answer = self._ask(method, path, told, wait=wait)
        except Refusal as refusal:
            raise NotHeard(params={"why": type(refusal).__name__}) from None
        if status in {401, 404}:
            raise NotAccepted(field="token")
        if status != 200:
            raise NotHeard(params={"why": f"{status} {answer.get('message', '')}"[:100]})
        return answer


def _became(status: int, answer: dict[str, Any]) -> Outcome:
    code = str(answer.get("code", ""))
    why = f"{status} {code} {answer.get('message', '')}"[:300]
    if status == 200 and "message" in answer:
        return Outcome(Became.SENT, number=str(answer["message"]["body"]["mid"]))
    if status == 429 or code == "attachment.not.ready":
        return Outcome(Became.LATER, why, after=5)
    if status == 401:
        return Outcome(Became.LATER, why)
    if status in {403, 404} or code.startswith("chat."):
        return Outcome(Became.REFUSED, why, closed=True)
    return Outcome(Became.REFUSED if 400 <= status < 500 else Became.UNKNOWN, why)


def _wrote(message: dict[str, Any]) -> Wrote:
    body, who = message["body"], message["sender"]
    with_it = body.get("attachments") or []
    shared = next((each["payload"] for each in with_it if each["type"] == "contact"), {})
    found = PHONE.search(str(shared.get("vcf_info", "")))
    own = (shared.get("max_info") or {}).get("user_id") == who["user_id"]
    phone = found[1].strip() if found else ""
    return Wrote(
        number=body["mid"],
        address=str(message["recipient"]["chat_id"]),
        text=str(body.get("text") or phone),
        at=_at(message),
        name=_name(who),
        phone=phone if own else "",
        messenger=f"max:{who['username']}" if who.get("username") else "",
        parts=tuple(_part(each) for each in with_it if each["type"] in TITLES and each["payload"].get("url")),
    )


def _began(update: dict[str, Any]) -> Wrote:
    who = update["user"]
    return Wrote(
        number=f"start:{update['chat_id']}:{update['timestamp']}",
        address=str(update["chat_id"]),
        text="/start",
        at=_at(update),
        name=_name(who),
        messenger=f"max:{who['username']}" if who.get("username") else "",
        token=str(update.get("payload") or ""),
    )


def _part(told: dict[str, Any]) -> Mapping[str, Any]:
    return {"url": told["payload"]["url"], "title": str(told.get("filename") or TITLES[told["type"]])[:120]}


def _name(who: dict[str, Any]) -> str:
    return f"{who.get('first_name', '')} {who.get('last_name') or ''}".strip()


def _at(told: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(told["timestamp"] / 1000, UTC)


def line(account: Connected) -> Bot:
    """Return the bot of an account."""
    return Bot(account.secret("token"), account.name, account.secret("hook"))


declare(
    Way(
        code=MAX,
        words="MAX",
        icon="chat",
        channel=lambda row: line(row.account),
        line=line,
        longest=4000,
        caption=4000,
        files=True,
        hooked=True,
        polls=True,
        fields=(
            Field("token", _("The bot's token"), _("MAX gives it where bots are made for business."), secret=True),
            MODE,
        ),
    )
)
