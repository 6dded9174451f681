"""Histories in bulk: the same rows, totals and events as the single commands done in their days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mostik.core import clock
from mostik.core.models import Entry
from mostik.crm.commands.activities import finish_activity, log_activity, plan_activity
from mostik.crm.commands.deals import create_deal, lose_deal, move_deal, win_deal
from mostik.crm.commands.histories import record_histories
from mostik.crm.commands.payments import record_payment
from mostik.crm.models import Activity, Deal, Loss, LossReason, Payment, StageChange, StageTotal
from mostik.crm.rules.histories import PastImpossible, planned_at
from mostik.crm.terms import RESULTS, STEPS, ActivityKind, DealHistory, PastActivity, Via
from mostik.kernel.money import Money
from mostik.kernel.refusals import Denied
from tests.crm.stage import at

OPEN_STAGES = ("lead", "qualified", "meeting", "proposal", "contract", "invoice")
START = datetime(2026, 8, 3, 6, tzinfo=UTC)
minutes = st.integers(1, 60 * 24 * 12)


@st.composite
def pasts(draw):
    """A deal's past as words: stages with gaps between them, an end, activities between, payments after."""
    ways = draw(st.lists(st.sampled_from(OPEN_STAGES), min_size=1, max_size=5))
    ways = [way for n, way in enumerate(ways) if n == 0 or ways[n - 1] != way]
    end = draw(st.sampled_from(["open", "won", "lost"]))
    ways += [end] if end != "open" else []
    gaps = [draw(minutes) for _ in ways]
    kinds = st.sampled_from(list(ActivityKind))
    acts = [
        (draw(kinds), draw(st.integers(0, 5)), draw(minutes), draw(st.booleans()))
        for _ in range(draw(st.integers(0, 4)))
    ]
    paid = draw(st.lists(st.integers(1, 10**9), max_size=3))
    return ways, gaps, acts, draw(st.integers(0, 10**10)), paid


def history_of(past, pipeline, owner, reason) -> DealHistory:
    """Return what the words say as a history; every moment is a whole second."""
    ways, gaps, acts, amount, paid = past
    moment, stays = START, []
    for way, gap in zip(ways, gaps, strict=True):
        moment += timedelta(minutes=gap)
        stays.append((pipeline[way].id, moment))
    activities = []
    for number, (kind, choice, gap, planned) in enumerate(acts):
        done = stays[0][1] + timedelta(minutes=gap, seconds=number + 1)
        result = RESULTS[kind][choice % len(RESULTS[kind])]
        due = done if planned and kind in STEPS else None
        activities.append(
            PastActivity(
                kind=kind,
                owner=owner.pk,
                title=f"a{number}",
                due_at=due,
                done_at=done,
                result=result,
                note="n",
                seconds=number,
            )
        )
    return DealHistory(
        title="Сделка",
        owner=owner.pk,
        pipeline=pipeline.id,
        stays=tuple(stays),
        amount_minor=amount,
        reason=reason.pk if ways[-1] == "lost" else None,
        loss_note="дорого" if ways[-1] == "lost" else "",
        activities=tuple(activities),
        paid=tuple((date(2026, 11, 1 + n), minor) for n, minor in enumerate(paid)),
    )


def step_by_step(history: DealHistory, by, pipeline) -> None:
    """Do with single commands, each in its moment, what the history tells."""
    (first, born), *later = history.stays
    kinds = {stage.id: stage.kind for stage in pipeline.stages}
    made: dict[str, int] = {}
    with clock.stopped(born):
        fields = {"amount": Money(history.amount_minor)}
        made["deal"] = create_deal(by=by, title=history.title, stage_id=first, owner_id=history.owner, fields=fields)
    steps = [
        (moment, 0, n, lambda stage=stage: go(by, made["deal"], stage, kinds[stage], history))
        for n, (stage, moment) in enumerate(later)
    ]
    for n, each in enumerate(history.activities):
        if each.due_at:
            steps.append(
                (
                    planned_at(each, history),
                    1,
                    n,
                    lambda each=each, n=n: made.__setitem__(f"a{n}", plan(by, made["deal"], each)),
                )
            )
            steps.append((each.done_at, 2, n, lambda each=each, n=n: finish(by, made[f"a{n}"], each)))
        else:
            steps.append((each.done_at, 2, n, lambda each=each: log(by, made["deal"], each)))
    for moment, _order, _n, step in sorted(steps, key=lambda step: step[:3]):
        with clock.stopped(moment):
            step()
    for day, minor in history.paid:
        record_payment(by=by, deal_id=made["deal"], amount=Money(minor), paid_on=day)


def go(by, deal, stage, kind, history):
    if kind == "won":
        win_deal(by=by, deal_id=deal)
    elif kind == "lost":
        lose_deal(by=by, deal_id=deal, reason_id=history.reason, note=history.loss_note)
    else:
        move_deal(by=by, deal_id=deal, stage_id=stage)


def plan(by, deal, each):
    return plan_activity(by=by, kind=each.kind, due_at=each.due_at, title=each.title, deal_id=deal, owner_id=each.owner)


def finish(by, number, each):
    finish_activity(by=by, activity_id=number, result=each.result, note=each.note, seconds=each.seconds)


def log(by, deal, each):
    told = {"title": each.title, "note": each.note, "seconds": each.seconds, "owner_id": each.owner}
    log_activity(by=by, kind=each.kind, result=each.result, deal_id=deal, **told)


def world() -> dict[str, list]:
    """Return everything written, without numbers of rows and what only tells how it was recorded."""
    return {
        # How long an answer was waited for is counted of fresh deals alone: by the schedules looked up today.
        "deals": [_row(deal, "id", "touched", "answer_minutes") for deal in Deal.objects.all()],
        "stays": [_row(stay, "id", "deal_id") for stay in StageChange.objects.order_by("entered_at", "id")],
        "losses": [_row(loss, "id", "deal_id") for loss in Loss.objects.all()],
        "activities": [_row(each, "id", "deal_id", "version") for each in Activity.objects.order_by("title")],
        "payments": [_row(each, "id", "deal_id") for each in Payment.objects.all()],
        "totals": sorted(_row(each, "id") for each in StageTotal.objects.exclude(deals=0, amount_minor=0)),
        "events": sorted((entry.name, entry.at, _told(entry.payload)) for entry in Entry.objects.all()),
    }


def _row(row, *without) -> list:
    return sorted(
        (name, str(value)) for name, value in vars(row).items() if name not in {"_state", "updated_at", *without}
    )


def _told(payload) -> str:
    numbers = {"deal", "activity", "payment"}
    return str(sorted((name, value) for name, value in payload.items() if name not in numbers))


def wipe() -> None:
    """Take everything away again: the journal's rows too, which only a test's own rollback may do."""
    for model in (Payment, Activity, Loss, StageChange, Deal, StageTotal):
        model.objects.all().delete()


def journal_since(last: int, told: dict) -> dict:
    rows = Entry.objects.filter(pk__gt=last)
    return {**told, "events": sorted((entry.name, entry.at, _told(entry.payload)) for entry in rows)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pasts())
def test_history_equals_the_single_commands_in_their_days(cast, pipeline, reason, past):
    by, history = cast.actor("anna"), history_of(past, pipeline, cast.boris, reason)
    wipe()
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    step_by_step(history, by, pipeline)
    single = journal_since(last, world())
    wipe()
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    record_histories(by=by, histories=[history], via=Via.PERSON)
    together = journal_since(last, world())
    assert together.keys() == single.keys()
    for kind, rows in single.items():
        assert together[kind] == rows, kind


def test_history_with_a_waiting_step_shows_it_on_the_deal(cast, pipeline):
    due = clock.now() + timedelta(days=2)
    call = PastActivity(kind=ActivityKind.CALL, owner=cast.boris.pk, due_at=due)
    talk = PastActivity(kind=ActivityKind.CALL, owner=cast.boris.pk, done_at=at("2026-11-10 12:00"), result="talked")
    (number,) = record_histories(
        by=cast.actor("anna"), histories=[plain(cast, pipeline, activities=(call, talk))], via=Via.IMPORT
    )
    deal = Deal.objects.get(pk=number)
    assert (deal.next_at, deal.last_at, deal.stays.get().via) == (due, at("2026-11-10 12:00"), "import")
    assert Entry.objects.get(name="crm.activity_planned").at == at("2026-11-10 12:00")


def plain(cast, pipeline, **more) -> DealHistory:
    stays = more.pop("stays", ((pipeline["lead"].id, at("2026-11-02 10:00")),))
    return DealHistory(**{"title": "x", "owner": cast.boris.pk, "pipeline": pipeline.id, "stays": stays, **more})


def test_histories_need_the_right(cast, pipeline):
    with pytest.raises(Denied):
        record_histories(by=cast.actor("boris"), histories=[plain(cast, pipeline)], via=Via.IMPORT)


CASES = [
    "no stays",
    "unknown stage",
    "closed first",
    "closed between",
    "same twice",
    "disordered",
    "in the future",
    "lost without a reason",
    "no title",
    "negative",
    "paid nothing",
    "a stranger's",
    "unknown company",
    "unknown reason",
    "result of another kind",
]


def impossible(cast, way):
    return {
        "no stays": {"stays": ()},
        "unknown stage": {"stays": ((10**6, at("2026-11-02 10:00")),)},
        "closed first": {"stays": ((way["won"].id, at("2026-11-02 10:00")),)},
        "closed between": {"stays": stays(way, "lead", "won", "meeting")},
        "same twice": {"stays": stays(way, "lead", "lead")},
        "disordered": {"stays": stays(way, "lead", "meeting")[::-1]},
        "in the future": {"stays": ((way["lead"].id, clock.now() + timedelta(days=1)),)},
        "lost without a reason": {"stays": stays(way, "lead", "lost")},
        "no title": {"title": " "},
        "negative": {"amount_minor": -1},
        "paid nothing": {"paid": ((date(2026, 11, 3), 0),)},
        "a stranger's": {"owner": cast.dina.pk},
        "unknown company": {"company": 10**6},
        "unknown reason": {"reason": 10**6},
        "result of another kind": {
            "activities": (
                PastActivity(
                    kind=ActivityKind.CALL, owner=cast.boris.pk, done_at=at("2026-11-03 10:00"), result="held"
                ),
            )
        },
    }


def stays(way, *words):
    return tuple((way[word].id, at(f"2026-11-0{n + 2} 10:00")) for n, word in enumerate(words))


@pytest.mark.parametrize("case", CASES)
def test_impossible_past_is_refused_and_nothing_is_written(cast, pipeline, case):
    good, bad = plain(cast, pipeline), plain(cast, pipeline, **impossible(cast, pipeline)[case])
    with pytest.raises(PastImpossible):
        record_histories(by=cast.actor("anna"), histories=[good, bad], via=Via.IMPORT)
    assert Deal.objects.count() == 0


@pytest.mark.slow
def test_8800_histories_take_few_large_statements(cast, pipeline, monkeypatch):
    from mostik.core import journal

    monkeypatch.setattr(journal, "LISTENERS", {})
    reason = LossReason.objects.first().pk
    ends = ("won", "lost", "proposal")
    told = [
        plain(
            cast,
            pipeline,
            stays=stays(pipeline, "lead", "meeting", ends[n % 3]),
            amount_minor=n,
            reason=reason if n % 3 == 1 else None,
        )
        for n in range(8800)
    ]
    with CaptureQueriesContext(connection) as taken:
        record_histories(by=cast.actor("anna"), histories=told, via=Via.IMPORT)
    assert (Deal.objects.count(), StageChange.objects.count()) == (8800, 26_400)
    assert len(taken) < 8800 / 8
