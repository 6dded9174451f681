"""What the requests of every minute ask of the database: constants, however many records there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mostik.core import limits
from mostik.crm.commands.totals import recount_all
from tests.crm.stage import deal, pipeline

FEW, MANY = 3, 90
STATEMENTS = {"create": 17, "list": 3, "card": 13, "board": 14}


@pytest.fixture
def ways(cast, program, sign_in, monkeypatch):
    """The requests, each as it is asked all day long."""
    monkeypatch.setattr(limits, "_ahead", {})
    pipeline()
    it, page = program("director"), sign_in(cast.anna)
    first = deal(cast.boris)
    return {
        "create": lambda: it.post("deals", {"title": "New", "owner": cast.boris.pk}),
        "list": lambda: it.get(f"deals?limit=80&owner={cast.boris.pk}&stage={first.stage_id}"),
        "card": lambda: page.get(f"/deals/{first.pk}/"),
        "board": lambda: page.get("/board/"),
    }


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_are_constant_whatever_there_is(cast, ways, name):
    assert ways[name]().status_code in {200, 201}  # what is asked once a day is asked now
    for count in (FEW, MANY):
        for _ in range(count):
            deal(cast.boris)
        recount_all()
        with CaptureQueriesContext(connection) as caught:
            answer = ways[name]()
        assert answer.status_code in {200, 201}
        asked = [
            each["sql"] for each in caught if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        ]
        assert name != "board" or b"data-card" in answer.content
        assert len(asked) == STATEMENTS[name], "\n".join(asked)
