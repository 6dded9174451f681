"""Every page of the product sent nonsense: bad types, huge, odd letters, negatives, foreign numbers, nothing at all.

Which names a page reads is learnt while asking: what it looks up in a request is sent to it from then on. Never a 5xx.
``MOSTIK_FUZZ`` sets how many cases there are (400 in the suite, 20,000 by ``make fuzz``), ``MOSTIK_SEED`` the seed.
"""

import logging
import os
import random
import traceback
from collections import Counter, defaultdict

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mostik.web.routes import declared
from tests.permissions.test_matrix import BACKEND, ROUTES, SAMPLES, subject_of
from tests.permissions.world import ROWS, SAMPLE_MAKERS

CASES = int(os.environ.get("MOSTIK_FUZZ", "400"))
SEED = int(os.environ.get("MOSTIK_SEED", "17"))
SOME = ("owner", "head", "lead", "manager", "trainee", "hr")
BAD = ["", " ", "0", "-1", "1", "2", "3", "7", "99999999999999999999999", "9223372036854775808", "-9223372036854775809"]
BAD += [
    "2147483648",
    "1e309",
    "NaN",
    "Infinity",
    "-0",
    "1.5",
    "1_000",
    "0x10",
    "²",
    "١٢٣",
    "½",
    "１２",
    "1 000,50",
    "10,555",
]
BAD += [
    "\x00",
    "a\x00b",
    "\r\n",
    "\t",
    "🙂" * 300,
    "я" * 6000,
    "a" * 50_000,
    "%",
    "%s",
    "{}",
    "[]",
    "{x}",
    "null",
    "true",
    "on",
]
BAD += [
    "2026-13-45",
    "0001-01-01",
    "9999-12-31",
    "2026-11-20",
    "2026-11-20T10:00",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "25:61",
    "10:00",
]
BAD += [
    "<script>",
    "' OR 1=1--",
    "../../etc/passwd",
    "http://127.0.0.1/",
    "//evil.example",
    "@",
    "a@b",
    "a@b.ru",
    "+7 495 123-45-67",
]
BAD += [
    "owner",
    "team",
    "all",
    "open",
    "call",
    "done",
    "RUB",
    "XXX",
    "2026-11",
    "2026-99",
    "2026-W99",
    '{"a": [1]}',
    "[1, 2]",
    "1,2,3",
    "a:b",
]
HUGE = [0, 1, 2, 10**6, 2**31, 2**63 - 1, 2**63, 10**30]


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_sent_nonsense_never_break(cast, monkeypatch, capsys):
    logging.getLogger("django").setLevel(logging.CRITICAL)
    chance = random.Random(SEED)
    own = {kind: make(cast.boris) for kind, make in ROWS.items()}
    foreign = {kind: make(cast.dina) for kind, make in ROWS.items()}
    samples = {name: make() for name, make in SAMPLE_MAKERS.items()}
    clients = [_client(code, cast) for code in SOME]
    heard: set[str] = set()
    _listen(monkeypatch, heard)
    names: dict[str, set[str]] = defaultdict(lambda: {"next"})
    pages = [r for r in ROUTES if not r.pattern.startswith("api/")]
    broken: list[str] = []
    got_request_exception.connect(_kept := (lambda **_: broken.append(traceback.format_exc()[-1500:])))
    tally: Counter[int] = Counter()
    cases = [(page, method) for page in pages for method in page.methods if method == "POST"]
    reads = [(page, "GET") for page in pages if "GET" in page.methods]
    for number in range(CASES):
        page, method = chance.choice(cases if number % 4 else reads)
        address = _address(chance, page, own, foreign, samples)
        heard.clear()
        before = len(broken)
        tally[_ask(chance, chance.choice(clients), method, address, sorted(names[page.name]))] += 1
        names[page.name] |= heard
        if len(broken) > before:
            broken[-1] = f"{method} {address} (case {number}, seed {SEED})\n{broken[-1]}"
            if len(broken) > 20:
                break
        if number % 25 == 0:
            cache.clear()
    got_request_exception.disconnect(_kept)
    with capsys.disabled():
        learnt = sum(len(each) for each in names.values())
        print(
            f"\nForms: {sum(tally.values())} cases over {len(cases)} forms, {learnt} names, seed {SEED}: {dict(tally)}"
        )
    assert broken == []
    assert not any(status >= 500 for status in tally)
    assert len(list(declared())) > 50


def _client(code: str, cast) -> Client:
    client = Client(raise_request_exception=False)
    client.person = subject_of(code, cast)
    client.force_login(client.person, backend=BACKEND)
    return client


def _listen(monkeypatch, heard: set[str]) -> None:
    """Hear which names pages look up in what was sent."""
    for method in ("__getitem__", "get", "getlist", "__contains__"):
        whole = getattr(QueryDict, method)

        def look(self, key, *rest, _whole=whole, **more):
            if isinstance(key, str):
                heard.add(key)
            return _whole(self, key, *rest, **more)

        monkeypatch.setattr(QueryDict, method, look)


def _address(chance: random.Random, page, own, foreign, samples) -> str:
    known = {**SAMPLES.get(page.name, {}), **samples.get(page.name, {})}
    if page.policy and page.policy.row:
        known |= chance.choice([own, own, foreign])[page.policy.row]
    if chance.random() < 0.15:
        known = {name: chance.choice(HUGE) if isinstance(value, int) else value for name, value in known.items()}
    try:
        return reverse(page.name, kwargs=known)
    except NoReverseMatch:
        return "/" + page.pattern.partition("<")[0]


def _ask(chance: random.Random, client: Client, method: str, address: str, names: list[str]) -> int:
    asked = [name for name in names if chance.random() < 0.8]
    said = {name: [chance.choice(BAD) for _ in range(chance.choice([1, 1, 1, 2]))] for name in asked}
    headers = {"HX-Request": "true"} if chance.random() < 0.4 else {}
    with transaction.atomic():
        if method == "GET":
            answer = client.get(address, said, headers=headers)
        else:
            answer = client.post(address, said, headers=headers)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    if "logout" in address:
        client.force_login(client.person, backend=BACKEND)
    return answer.status_code
