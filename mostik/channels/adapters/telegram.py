"""Telegram as a way: a bot's private chats through the Bot API, called by its webhook or asked by turns.

https://core.telegram.org/bots/api: a message up to 4096 characters, a caption up to 1024, files fetched up to 20 MB.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mostik.channels.adapters.calls import (
    LARGEST_FILE,
    Answer,
    NotAccepted,
    NotHeard,
    TooLargeToFetch,
    asked,
    fetched,
    form_of,
    lost,
    read,
)
from mostik.channels.catalog.told import Corrected, Left, Told, Wrote
from mostik.channels.catalog.ways import MODE, Connected, Field, Line, Way, declare
from mostik.core import outbound
from mostik.core.ways import Became, Enclosed, Letter, Outcome
from mostik.kernel.refusals import Refusal

TELEGRAM: Final = "telegram"
SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
WANTED: Final = ["message", "edited_message", "my_chat_member"]
#: What a message may carry besides words, and what each is called where it has no name of its own.
CARRIED: Final = {
    "document": "document",
    "voice": "voice.ogg",
    "audio": "audio.mp3",
    "video": "video.mp4",
    "video_note": "video.mp4",
    "animation": "animation.mp4",
}
PICTURES: Final = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True)
class Bot(Line):
    """A bot by its token."""

    token: str = field(repr=False)
    name: str = ""
    secret: str = field(default="", repr=False)

    def send(self, letter: Letter) -> Outcome:
        """Send a message or one file once; the words are plain text, so nothing in them is taken for marks."""
        told: dict[str, Any] = {"chat_id": letter.to}
        if letter.headers.get("ask") == "phone":
            button = {"text": str(_("Share my phone")), "request_contact": True}
            told["reply_markup"] = {"keyboard": [[button]], "one_time_keyboard": True, "resize_keyboard": True}
        try:
            status, answer = self._put(letter, told)
        except Refusal as failure:
            return lost(failure)
        return _became(status, answer)

    def check(self) -> str:
        """Return the bot's name."""
        return str(self._result("getMe", {})["username"])

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 - the secret alone tells
        """Return whether the call carries the secret given to Telegram with our address."""
        return bool(self.secret) and hmac.compare_digest(headers.get(SECRET, "").encode(), self.secret.encode())

    def heard(self, body: str) -> Iterable[Told]:
        """Read one update: words, corrections, who blocked the bot or came back; private chats alone."""
        update = json.loads(body)
        for kind, read_it in (("message", _wrote), ("edited_message", _corrected), ("my_chat_member", _member)):
            told = update.get(kind)
            if told and told["chat"]["type"] == "private":
                yield read_it(told)

    def polled(self, offset: int, *, wait: int = 0) -> tuple[int, list[tuple[str, str]]]:
        """Ask for updates from ``offset`` on: asking for a later one confirms those before it."""
        told = {"offset": offset, "timeout": wait, "limit": 100, "allowed_updates": WANTED}
        found = self._result("getUpdates", told, wait=wait)
        bodies = [(f"update:{each['update_id']}", json.dumps(each, ensure_ascii=False)) for each in found]
        return max((each["update_id"] + 1 for each in found), default=offset), bodies

    def fetch(self, ref: Mapping[str, Any]) -> Enclosed:
        """Fetch a file by its number."""
        if int(ref.get("size") or 0) > LARGEST_FILE:
            raise TooLargeToFetch(field="file", params={"most": LARGEST_FILE // 2**20})
        path = str(self._result("getFile", {"file_id": ref["file_id"]})["file_path"])
        url = f"{settings.TELEGRAM_API}/file/bot{quote(self.token, safe=':')}/{quote(path)}"
        return fetched(url, str(ref["title"]), content_type=str(ref.get("type", "")))

    def hook(self, url: str, secret: str) -> None:
        """Let Telegram call our door, or keep what is new to be asked for."""
        if url:
            self._result("setWebhook", {"url": url, "secret_token": secret, "allowed_updates": WANTED})
        else:
            self._result("deleteWebhook", {})

    def link(self, token: str) -> str:
        """Return the address that opens the bot and tells it the token."""
        return f"https://t.me/{self.name}?start={token}" if self.name else ""

    def _put(self, letter: Letter, told: dict[str, Any]) -> Answer:
        if not letter.files:
            more = {"text": letter.text, "link_preview_options": {"is_disabled": True}}
            return asked("POST", self._url("sendMessage"), {**told, **more})
        file = letter.files[0]
        method, name = ("sendPhoto", "photo") if file.content_type in PICTURES else ("sendDocument", "document")
        told = {**told, **({"caption": letter.text} if letter.text else {})}
        body, headers = form_of(told, name, file)
        return read(outbound.ask("POST", self._url(method), body=body, headers=headers, seconds=60))

    def _url(self, method: str) -> str:
        return f"{settings.TELEGRAM_API}/bot{quote(self.token, safe=':')}/{method}"

    def _result(self, method: str, told: dict[str, Any], *, wait: int = 0) -> Any:
        if not self.token:
            raise NotAccepted(field="token")
        try:
            status, answer = asked("POST", self._url(method), told, wait=wait)
        except Refusal as refusal:
            raise NotHeard(params={"why": type(refusal).__name__}) from None
        if status in {401, 404}:
            raise NotAccepted(field="token")
        if not answer.get("ok"):
            raise NotHeard(params={"why": str(answer.get("description", status))[:100]})
        return answer["result"]


def _became(status: int, answer: dict[str, Any]) -> Outcome:
    why = f"{status} {answer.get('description', '')}"[:300]
    if status == 200 and answer.get("ok"):
        return Outcome(Became.SENT, number=str(answer["result"].get("message_id", "")))
    if status == 429:
        return Outcome(Became.LATER, why, after=int((answer.get("parameters") or {}).get("retry_after", 30)))
    if status in {401, 404}:
        return Outcome(Became.LATER, why)
    if status == 403 or (status == 400 and "chat not found" in why):
        return Outcome(Became.REFUSED, why, closed=True)
    return Outcome(Became.REFUSED if 400 <= status < 500 else Became.UNKNOWN, why)


def _wrote(message: dict[str, Any]) -> Wrote:
    who, text = message.get("from") or message["chat"], _text(message)
    shared = message.get("contact") or {}
    own = bool(shared) and shared.get("user_id") == who["id"]
    command, _space, token = text.partition(" ")
    return Wrote(
        number=_number(message),
        address=str(message["chat"]["id"]),
        text=text if command != "/start" else command,
        at=datetime.fromtimestamp(message["date"], UTC),
        name=f"{who.get('first_name', '')} {who.get('last_name', '')}".strip(),
        phone=str(shared.get("phone_number", "")) if own else "",
        messenger=f"telegram:{who['username']}" if who.get("username") else "",
        token=token.strip() if command == "/start" else "",
        parts=tuple(_parts(message)),
    )


def _corrected(message: dict[str, Any]) -> Corrected:
    at = datetime.fromtimestamp(message["edit_date"], UTC)
    return Corrected(number=_number(message), text=_text(message), at=at)


def _member(told: dict[str, Any]) -> Left:
    return Left(address=str(told["chat"]["id"]), again=told["new_chat_member"]["status"] != "kicked")


def _number(message: dict[str, Any]) -> str:
    """Return what tells a message from all others of the bot: its number is one of its chat alone."""
    return f"{message['chat']['id']}:{message['message_id']}"


def _text(message: dict[str, Any]) -> str:
    """Return the words of a message, or what stands for them."""
    if shared := message.get("contact"):
        return f"{shared.get('first_name', '')} {shared.get('last_name', '')} {shared['phone_number']}".strip()
    if place := message.get("location"):
        return f"{place['latitude']}, {place['longitude']}"
    said = message.get("text") or message.get("caption") or (message.get("sticker") or {}).get("emoji")
    return str(said or "")


def _parts(message: dict[str, Any]) -> Iterable[Mapping[str, Any]]:
    if sizes := message.get("photo"):
        largest = max(sizes, key=lambda each: each["width"] * each["height"])
        yield _part(largest, "photo.jpg")
    for kind, title in CARRIED.items():
        if kind in message and not (kind == "document" and "animation" in message):
            yield _part(message[kind], title)


def _part(told: dict[str, Any], title: str) -> Mapping[str, Any]:
    return {
        "file_id": told["file_id"],
        "title": str(told.get("file_name") or title)[:120],
        "type": told.get("mime_type", ""),
        "size": told.get("file_size", 0),
    }


def line(account: Connected) -> Bot:
    """Return the bot of an account."""
    return Bot(account.secret("token"), account.name, account.secret("hook"))


declare(
    Way(
        code=TELEGRAM,
        words="Telegram",
        icon="chat",
        channel=lambda row: line(row.account),
        line=line,
        longest=4096,
        caption=1024,
        files=True,
        hooked=True,
        polls=True,
        fields=(
            Field(
                "token",
                _("The bot's token"),
                _("@BotFather gives it: /newbot, or /token for a bot you have."),
                secret=True,
            ),
            MODE,
        ),
    )
)
