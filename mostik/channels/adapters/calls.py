"""One call of an HTTP API: JSON or a form with files out, JSON back, and what a failure means for a message."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from mostik.core import outbound
from mostik.core.ways import Became, Enclosed, Outcome
from mostik.kernel.refusals import Invalid, Refusal, gettext_noop

MOST_BYTES = 1_000_000
LARGEST_FILE = 20 * 1024 * 1024


class NotAccepted(Invalid):
    """The far side does not know the key."""

    message = gettext_noop("The far side does not accept this key. Copy it once more.")


class NotHeard(Refusal, status=502):
    """The far side did not answer as it should."""

    message = gettext_noop("The far side did not answer: {why}. Try again in a minute.")


class TooLargeToFetch(Invalid):
    """A file larger than is fetched."""

    message = gettext_noop("The file is larger than {most} MB and was not fetched.")


Answer = tuple[int, dict[str, Any]]


def asked(
    method: str,
    url: str,
    told: Mapping[str, Any] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    wait: int = 0,
) -> Answer:
    """Ask in JSON and return the status with the JSON answered, ``wait`` seconds later than usual; refuses what cannot
    be reached.
    """
    body = json.dumps(told).encode() if told is not None else b""
    more = {"Content-Type": "application/json"} if told is not None else {}
    seconds = outbound.SECONDS + wait
    head = {**more, **(headers or {})}
    return read(outbound.ask(method, url, body=body, headers=head, most=MOST_BYTES, seconds=seconds))


def read(answer: outbound.Answer) -> Answer:
    """Return the status and the JSON of an answer; anything else is an empty one."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = {}
    return answer.status, found if isinstance(found, dict) else {}


def form_of(told: Mapping[str, Any], name: str, file: Enclosed) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers of a form with a file."""
    mark = secrets.token_hex(16)
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in told.items()
    ]
    title = file.title.replace('"', "'").replace("\r", " ").replace("\n", " ")
    kind = file.content_type.partition(";")[0] or "application/octet-stream"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{title}"\r\nContent-Type: {kind}\r\n\r\n'
    )
    body = b"".join([*lines, head.encode(), file.content, f"\r\n--{mark}--\r\n".encode()])
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}


def lost(failure: Refusal) -> Outcome:
    """Return what becomes of a message whose call failed: unknown when it may have gone, else later."""
    if isinstance(failure, outbound.NoAnswer):
        return Outcome(Became.UNKNOWN if failure.left else Became.LATER, str(failure.params["why"]))
    return Outcome(Became.LATER, type(failure).__name__)


def fetched(url: str, title: str, *, content_type: str = "") -> Enclosed:
    """Fetch a file; refuses one that is too large or not there."""
    try:
        answer = outbound.ask("GET", url, most=LARGEST_FILE + 1, seconds=60)
    except Refusal as failure:
        raise NotHeard(params={"why": type(failure).__name__}) from None
    if answer.status != 200:
        raise NotHeard(params={"why": str(answer.status)})
    if len(answer.body) > LARGEST_FILE:
        raise TooLargeToFetch(field="file", params={"most": LARGEST_FILE // 2**20})
    return Enclosed(title=title, content_type=content_type, content=answer.body)
