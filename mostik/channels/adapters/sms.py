"""Text messages as a way: one interface over HTTP, two shapes of providers behind it.

``smsc``: parameters in a form, JSON back, numbers for errors and fates (https://smsc.ru/api/). ``json``: JSON both ways
under a bearer key. Both tell what became of a message by calling our door, and when asked.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from django.utils.translation import gettext_lazy as _

from mostik.channels.adapters.calls import Answer, NotAccepted, NotHeard, asked, lost, read
from mostik.channels.catalog.told import Arrived, Lost, Told
from mostik.channels.catalog.ways import Connected, Field, Line, Way, declare
from mostik.core import outbound
from mostik.core.ways import Became, Letter, Outcome
from mostik.kernel.refusals import Refusal

SMS: Final = "sms"
#: smsc: errors after which another try may help (wrong key, no money, blocked for a while, asked too often).
PASSING: Final = {2, 3, 4, 9}
#: smsc: a message that came, was read; one that will not come, and why.
CAME, SEEN = 1, 2
FATES: Final = {
    -2: "stopped",
    3: "expired",
    20: "impossible to deliver",
    22: "wrong number",
    23: "forbidden",
    24: "no money",
    25: "number out of reach",
}


@dataclass(frozen=True)
class Provider(Line):
    """A provider's account."""

    url: str
    login: str
    sender: str
    key: str = field(repr=False)

    def send(self, letter: Letter) -> Outcome:
        """Send a message once; ``number`` goes along, so a provider that knows it does not send it twice."""
        try:
            status, answer = self._put(letter)
        except Refusal as failure:
            return lost(failure)
        return self._became(status, answer)

    def check(self) -> str:
        """Ask for the balance: it says whether the key is right."""
        try:
            status, answer = self._balance()
        except Refusal as refusal:
            raise NotHeard(params={"why": type(refusal).__name__}) from None
        if status in {401, 403} or answer.get("error_code") == 2:
            raise NotAccepted(field="key")
        if status != 200 or "balance" not in answer:
            raise NotHeard(params={"why": str(answer.get("error", status))[:100]})
        return self.sender or self.login

    def _put(self, letter: Letter) -> Answer:
        raise NotImplementedError

    def _balance(self) -> Answer:
        raise NotImplementedError

    def _became(self, status: int, answer: dict[str, Any]) -> Outcome:
        raise NotImplementedError


class Smsc(Provider):
    """The shape of smsc.ru."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether a call is signed: SHA-1 over number, phone, state and the key, as the provider has it."""
        del headers
        told = dict(parse_qsl(body.decode(errors="replace")))
        signed = ":".join([told.get("id", ""), told.get("phone", ""), told.get("status", ""), self.key])
        right = hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()
        return hmac.compare_digest(told.get("sha1", "").encode(), right.encode())

    def heard(self, body: str) -> Iterable[Told]:
        """Read what became of a message."""
        told = dict(parse_qsl(body))
        yield from _fate(told.get("id", ""), int(told["status"]), told.get("ts"))

    def looked(self, gone: Sequence[tuple[str, str]]) -> list[Told]:
        """Ask what became of messages, all at once."""
        asks = {"id": ",".join(each for each, _to in gone) + ",", "phone": ",".join(to for _each, to in gone) + ","}
        status, answer = self._ask("status.php", asks)
        if status != 200 or not isinstance(answer.get("list"), list):
            raise NotHeard(params={"why": str(answer.get("error", status))[:100]})
        return [
            told
            for each in answer["list"]
            for told in _fate(str(each["id"]), each["status"], each.get("last_timestamp"))
        ]

    def _put(self, letter: Letter) -> Answer:
        more = {"sender": self.sender} if self.sender else {}
        return self._ask("send.php", {"phones": letter.to, "mes": letter.text, "charset": "utf-8", **more})

    def _balance(self) -> Answer:
        return self._ask("balance.php", {})

    def _became(self, status: int, answer: dict[str, Any]) -> Outcome:
        if status == 200 and "id" in answer and "error" not in answer:
            return Outcome(Became.SENT, number=str(answer["id"]))
        why = f"{status} {answer.get('error', '')}"[:300]
        if "error_code" in answer:
            return Outcome(Became.LATER if answer["error_code"] in PASSING else Became.REFUSED, why)
        return Outcome(Became.UNKNOWN if status == 200 or status >= 500 else Became.REFUSED, why)

    def _ask(self, page: str, told: Mapping[str, str]) -> Answer:
        """Ask one of the provider's pages; lists come back bare and are put under ``list``."""
        body = urlencode({"login": self.login, "psw": self.key, "fmt": "3", **told}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = outbound.ask("POST", f"{self.url.rstrip('/')}/{page}", body=body, headers=headers)
        if answer.body.lstrip().startswith(b"["):
            answer = outbound.Answer(answer.status, b'{"list":' + answer.body + b"}", answer.headers)
        return read(answer)


class Plain(Provider):
    """JSON both ways: the shape of many smaller providers and of a gateway of one's own."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether a call is signed: HMAC-SHA-256 of the body under the key."""
        right = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get("X-Signature", "").encode(), right.encode())

    def heard(self, body: str) -> Iterable[Told]:
        """Read what became of a message."""
        yield from _plain_fate(json.loads(body))

    def looked(self, gone: Sequence[tuple[str, str]]) -> list[Told]:
        """Ask what became of messages, one after another."""
        answers = (asked("GET", f"{self._url}/{quote(each, safe='')}", headers=self._headers) for each, _to in gone)
        return [told for status, answer in answers if status == 200 for told in _plain_fate(answer)]

    @property
    def _url(self) -> str:
        return f"{self.url.rstrip('/')}/messages"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def _put(self, letter: Letter) -> Answer:
        told = {"id": letter.number, "to": letter.to, "text": letter.text, "sender": self.sender}
        return asked("POST", self._url, told, headers={**self._headers, "Idempotency-Key": letter.number})

    def _balance(self) -> Answer:
        return asked("GET", f"{self.url.rstrip('/')}/balance", headers=self._headers)

    def _became(self, status: int, answer: dict[str, Any]) -> Outcome:
        if 200 <= status < 300 and answer.get("id"):
            return Outcome(Became.SENT, number=str(answer["id"]))
        why = f"{status} {answer.get('error', '')}"[:300]
        if status == 429:
            return Outcome(Became.LATER, why, after=int(answer.get("retry_after") or 30))
        if status in {401, 402, 403}:
            return Outcome(Became.LATER, why)
        return Outcome(Became.REFUSED if 400 <= status < 500 else Became.UNKNOWN, why)


def _fate(number: str, state: int, stamp: Any) -> Iterable[Told]:
    if state in {CAME, SEEN}:
        at = datetime.fromtimestamp(int(stamp or 0), UTC)
        yield Arrived(outside=number, at=at)
        if state == SEEN:
            yield Arrived(outside=number, at=at, read=True)
    elif state in FATES:
        yield Lost(outside=number, why=FATES[state])


def _plain_fate(told: Mapping[str, Any]) -> Iterable[Told]:
    state, number = told.get("status"), str(told.get("id", ""))
    if state in {"delivered", "read"}:
        yield Arrived(outside=number, at=datetime.fromisoformat(str(told["at"])), read=state == "read")
    elif state == "failed":
        yield Lost(outside=number, why=str(told.get("error") or "not delivered")[:300])


def line(account: Connected) -> Provider:
    """Return the provider of an account."""
    shape = Smsc if account.told.get("shape") == "smsc" else Plain
    told = account.told
    return shape(
        str(told.get("url", "")), str(told.get("login", "")), str(told.get("sender", "")), account.secret("key")
    )


declare(
    Way(
        code=SMS,
        words="SMS",
        icon="phone",
        channel=lambda row: line(row.account),
        line=line,
        longest=670,
        reached_by="phone",
        masked="phone",
        hooked=True,
        tracks=True,
        fields=(
            Field("shape", _("Provider"), choices=(("smsc", "SMSC"), ("json", _("JSON over HTTP"))), usual="smsc"),
            Field(
                "url", _("Address of the interface"), _("For SMSC: https://smsc.ru/sys"), usual="https://smsc.ru/sys"
            ),
            Field("login", _("Login"), required=False),
            Field("key", _("Password or key"), secret=True),
            Field("sender", _("Sender's name"), _("As agreed with the provider; empty: theirs."), required=False),
        ),
    )
)
