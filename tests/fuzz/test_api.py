"""The API asked at random from its own document: never a 5xx, always as the document says, by several roles.

``MOSTIK_FUZZ`` sets how many cases there are (300 in the suite, 20,000 by ``make fuzz``), ``MOSTIK_SEED`` the seed.
"""

import itertools
import logging
import os
import random
from collections import defaultdict
from functools import partial

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM
from mostik.people.commands.tokens import make_token
from tests.permissions.world import ROWS, SAMPLE_MAKERS

CASES = int(os.environ.get("MOSTIK_FUZZ", "300"))
SEED = int(os.environ.get("MOSTIK_SEED", "17"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SOME = ("owner", "head", "manager", "trainee", "marketer", "accountant")


@pytest.fixture
def one_connection():
    """Keep the test's connection between requests, as Django's own test client does."""
    for each in (signals.request_started, signals.request_finished):
        each.disconnect(close_old_connections)
    yield
    for each in (signals.request_started, signals.request_finished):
        each.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_api_asked_at_random_answers_as_its_document_says(cast, settings, capsys):
    logging.getLogger("django").setLevel(logging.CRITICAL)
    settings.API_PER_MINUTE = settings.API_BURST = 10_000_000
    there: dict[str, list[object]] = defaultdict(list)
    for make in [*(partial(each, cast.boris) for each in ROWS.values()), *SAMPLE_MAKERS.values()]:
        for name, value in make().items():
            there[name].append(value)
    codes = [each.code for each in ROLES] if CASES > 1000 else SOME
    known = {code: make_token(by=SYSTEM, title=code, role=code, department_id=cast.sales.pk) for code in codes}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [each.ok() for each in schema.get_all_operations()]
    asked: list[int] = []
    wrong: list[str] = []
    for number, operation in enumerate(operations):
        count = -(-CASES // len(operations))
        _ask(operation, itertools.cycle(known.items()), there, count, SEED + number, asked, wrong)
    with capsys.disabled():
        tally = {code: asked.count(code) for code in sorted(set(asked))}
        print(f"\nAPI: {len(asked)} cases over {len(operations)} operations, seed {SEED}: {tally}")
    assert wrong == []
    assert len(asked) >= CASES * 9 // 10


def _ask(operation, tokens, there, count: int, number: int, asked: list[int], wrong: list[str]) -> None:
    chance = random.Random(number)

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case) -> None:
        role, token = next(tokens)
        for name in case.path_parameters or {}:
            if there[name] and chance.random() < 0.7:  # most numbers drawn at random name nothing
                case.path_parameters[name] = chance.choice(there[name])
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        try:
            with transaction.atomic():
                answer = case.call()
                if answer.status_code < 300 and operation.method != "get":
                    connection.check_constraints()
                transaction.set_rollback(True)
            asked.append(answer.status_code)
            case.validate_response(answer, checks=CHECKS)
        except (Exception, FailureGroup) as failure:
            wrong.append(f"{role} {operation.method} {operation.path} seed {number}: {failure}"[:1500])

    ask()
