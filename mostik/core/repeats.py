"""The same key, the same answer: a program that did not hear the first one asks again and nothing happens twice."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpResponse

from mostik.core import clock
from mostik.core.models import Reply
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

KEPT = timedelta(days=7)
LONGEST = 200
#: Not kept under the key: who may enter can change, and so can how much is left of an allowance.
PASSING = {401, 403, 429}
JSON = "application/json; charset=utf-8"


class OtherRequest(Conflict):
    """The key stands for another request."""

    message = gettext_noop("This Idempotency-Key was used for another request. Use a new key for a new request.")


class OddKey(Invalid):
    """The key cannot be kept."""

    message = gettext_noop("An Idempotency-Key has up to 200 visible ASCII characters.")


def digest_of(*parts: bytes | str) -> str:
    """Return what tells one request from another."""
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def once(*, subject: str, key: str, digest: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer to a request under its key: of ``act`` the first time, afterwards the one kept.

    The key and what ``act`` writes are one transaction: both are kept or neither. A request under the same key at the
    same time waits for the first. Refuses `OddKey` and `OtherRequest`.
    """
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise OddKey(field="Idempotency-Key")
    with transaction.atomic():
        row, fresh = _row(subject, key, digest)
        if not fresh:
            return _again(row, digest)
        answer = act()
        if answer.status_code >= 500 or answer.status_code in PASSING:
            transaction.set_rollback(True)
        else:
            Reply.objects.filter(pk=row.pk).update(status=answer.status_code, body=answer.content.decode())
        return answer


def forget_old() -> int:
    """Drop the answers older than seven days."""
    return Reply.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]


def _row(subject: str, key: str, digest: str) -> tuple[Reply, bool]:
    now = clock.now()
    Reply.objects.filter(subject=subject, key=key, made_at__lt=now - KEPT).delete()
    return Reply.objects.get_or_create(subject=subject, key=key, defaults={"digest": digest, "made_at": now})


def _again(row: Reply, digest: str) -> HttpResponse:
    if row.digest != digest:
        raise OtherRequest
    again = HttpResponse(row.body, status=row.status, content_type=JSON)
    again.headers["Idempotent-Replayed"] = "true"
    return again
