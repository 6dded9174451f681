"""Figures of the columns are those of the database, to the last commit; what no longer holds is not read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.analysis.adapters import columns
from mostik.analysis.catalog import Term
from mostik.analysis.commands import columns as reading
from mostik.analysis.commands.columns import raw_facts
from mostik.analysis.commands.facts import rebuild_facts
from mostik.analysis.models import Fact
from mostik.analysis.queries import closed, sums
from mostik.analysis.queries.dimensions import DIMENSIONS
from mostik.analysis.queries.metrics import metric_table
from mostik.analysis.queries.sums import sums_by
from mostik.analysis.rules.folding import next_piece
from mostik.analysis.tasks import figures as tasks
from mostik.core.actors import SYSTEM
from mostik.core.models import Effect
from mostik.kernel.period import Span
from tests.analysis.lively import live

MEASURES = ("lead", "won", "paid", "robot:move")
SPAN = Span(date(2026, 9, 1), date(2027, 1, 31))
number = st.none() | st.integers(1, 3)
day = st.integers(0, 140).map(lambda some: date(2026, 9, 1) + timedelta(some))
fact = st.builds(
    Fact,
    measure=st.sampled_from(MEASURES),
    day=day,
    cohort=st.none() | day,
    currency=st.sampled_from(["", "RUB"]),
    quantity=st.integers(-1, 2),
    amount=st.integers(-(10**15), 10**15),
    days=st.integers(-9, 9),
    ref_kind=st.just("crm.deal"),
    ref=st.integers(1, 9),
    entry=st.integers(1, 99),
    **dict.fromkeys(("person", "team", "department", "pipeline", "stage", "channel", "product", "reason"), number),
)
SPLITS = ("person", "team", "channel", "reason", "month", "week", "currency", "stage")


@pytest.fixture
def here(settings, tmp_path):
    settings.COLUMNS = tmp_path / "columns"
    return settings.COLUMNS


@pytest.fixture
def alone(monkeypatch, here):
    """A test's own transaction never ends: say for it that nobody else writes."""
    monkeypatch.setattr(reading, "_final_upto", lambda: 10**12)
    return here


def every(viewer, by, **more):
    terms = [Term(column, (measure,)) for measure in MEASURES for column in ("quantity", "amount", "days")]
    return sums_by(viewer=viewer, terms=terms, span=SPAN, by=[DIMENSIONS[each] for each in by], **more)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_any_cut_with_columns_is_the_cut_without_them(cast, alone, data):
    Fact.objects.all().delete()
    for _turn in range(3):
        Fact.objects.bulk_create(data.draw(st.lists(fact, min_size=1, max_size=12)))
        tasks.fold(few=data.draw(st.integers(1, 9)), whole=7)
    by = data.draw(st.lists(st.sampled_from(SPLITS), max_size=3, unique=True))
    where = data.draw(st.dictionaries(st.sampled_from(["person", "channel", "team"]), number, max_size=2))
    for viewer in (SYSTEM, cast.actor("boris"), cast.actor("olga")):
        for cohort in (False, True):
            with_columns = every(viewer, by, where=where, by_cohort=cohort)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sums, "standing", lambda: closed.NOTHING)
                patch.setattr(sums, "_daily", lambda *_asked: False)  # facts made here are in no daily totals
                assert with_columns == every(viewer, by, where=where, by_cohort=cohort)


@pytest.mark.django_db
def test_pieces_are_joined_and_hold_every_fact_once(alone):
    for _ in range(12):
        Fact.objects.bulk_create(
            Fact(measure="lead", day=SPAN.first, ref_kind="crm.deal", ref=1, entry=1, quantity=1) for _ in range(3)
        )
        tasks.fold(few=2, whole=20)
    found = closed.standing()
    assert sum(each.length for each in found.pieces) == found.last[0] - found.pieces[0].first + 1
    assert len(found.pieces) < 12
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 36
    assert len([each for each in alone.iterdir() if each.is_dir()]) == len(found.pieces)


@pytest.mark.django_db
def test_figures_of_a_lively_department_are_the_same_and_fresh(cast, alone):
    live(cast)
    codes = ["leads", "deals_won", "revenue_won", "win_rate", "days_to_close"]
    before = metric_table(viewer=SYSTEM, codes=codes, span=SPAN, by=["month", "person", "channel"])
    assert tasks.fold(few=1) == 1
    assert metric_table(viewer=SYSTEM, codes=codes, span=SPAN, by=["month", "person", "channel"]) == before
    Fact.objects.create(measure="lead", day=SPAN.first, ref_kind="crm.deal", ref=1, entry=1, quantity=1)
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 49


@pytest.mark.django_db
def test_columns_of_facts_that_are_gone_are_not_read(cast, alone):
    live(cast)
    tasks.fold(few=1)
    Fact.objects.filter(measure="lead").update(quantity=7)
    kept = every(SYSTEM, [])[()][Term("quantity", ("lead",))]
    assert kept == 48, "the columns answer, or this test shows nothing"
    rebuild_facts(by=SYSTEM)
    assert not closed.sound(closed.standing())
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 48
    assert tasks.fold(few=1) == 1
    assert closed.sound(closed.standing())


@pytest.mark.django_db
def test_the_clock_only_promises_columns_and_a_worker_writes_them_piece_by_piece(cast, alone, monkeypatch):
    live(cast)
    promised = Effect.objects.filter(name=tasks.FOLD)
    tasks.promise_fold()
    assert not promised.exists(), "a short tail is read as it is"
    total = Fact.objects.count()
    monkeypatch.setattr(tasks, "next_piece", partial(next_piece, few=1, whole=total // 3))
    monkeypatch.setattr(tasks, "fold", partial(tasks.fold, few=1, whole=total // 3))
    tasks.promise_fold()
    assert (promised.count(), closed.standing()) == (1, closed.NOTHING)
    for pieces in (1, 2, 3):
        tasks.write_piece()
        assert len(closed.standing().pieces) == pieces
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 48


@pytest.mark.django_db
def test_a_piece_taken_away_meanwhile_leaves_the_answer_to_the_database(cast, alone):
    live(cast)
    tasks.fold(few=1)
    columns.opened.cache_clear()
    for each in alone.glob("piece-*/*"):
        each.unlink()
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 48


@pytest.mark.django_db
def test_facts_read_raw_are_those_of_the_table(cast):
    live(cast)
    found, rows = raw_facts(1, 10**9), Fact.objects.order_by("pk")
    assert len(found.columns["day"]) == rows.count() > 100
    days = sorted(each.toordinal() for each in rows.values_list("day", flat=True))
    assert sorted(found.columns["day"].tolist()) == days
    assert sorted(found.columns["amount"].tolist()) == sorted(rows.values_list("amount", flat=True))
    assert sorted(found.words["measure"]) == sorted(set(rows.values_list("measure", flat=True)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: numbers are given out in order")
def test_a_fact_written_late_under_a_smaller_number_is_never_passed_over(cast, here, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.3)
    fact = {"measure": "lead", "day": SPAN.first, "ref_kind": "crm.deal", "ref": 1, "quantity": 1}
    written, may_end = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            Fact.objects.create(entry=1, **fact)
            written.set()
            may_end.wait(60)
        connection.close()

    with ThreadPoolExecutor(1) as other:
        ending = other.submit(slow)
        assert written.wait(60)
        Fact.objects.create(entry=2, **fact)
        assert tasks.fold(few=1) == 0, "one with a smaller number is still to come"
        may_end.set()
        ending.result(20)
    assert tasks.fold(few=1) == 1
    assert every(SYSTEM, [])[()][Term("quantity", ("lead",))] == 2
