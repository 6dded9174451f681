"""Scripts of robots: whatever steps there are, a run ends, and what is put in, moved and taken out stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.automation.rules.scripts import (
    Do,
    Fork,
    Jump,
    Split,
    Wait,
    checked_pause,
    checked_shares,
    count,
    laid_out,
    moved,
    step_at,
    walked,
    with_other,
    with_step,
    without,
)
from mostik.kernel.refusals import Invalid, Missing

LEAVES = st.one_of(
    st.builds(lambda n: {"kind": "do", "deed": f"d{n}", "told": {}}, st.integers(0, 99)),
    st.builds(lambda n: {"kind": "wait", "amount": n, "unit": "hours"}, st.integers(1, 9)),
    st.just({"kind": "stop"}),
)
STEPS = st.recursive(
    st.lists(LEAVES, max_size=4),
    lambda inner: st.lists(
        LEAVES
        | st.builds(lambda a, b: {"kind": "fork", "when": {}, "then": a, "else": b}, inner, inner)
        | st.builds(lambda a, b: {"kind": "split", "shares": {"a": 1, "b": 2}, "a": a, "b": b}, inner, inner),
        max_size=4,
    ),
    max_leaves=12,
)


def walk(steps, answers):
    """Do steps as they are written, a way of a fork by the next answer; return what is done and whether to stop."""
    done = []
    for step in steps:
        if step["kind"] == "stop":
            return done, True
        if step["kind"] in {"fork", "split"}:
            yes, no = ("then", "else") if step["kind"] == "fork" else ("a", "b")
            inside, stop = walk(step[yes if next(answers) else no], answers)
            done += inside
            if stop:
                return done, True
        else:
            done.append(step.get("deed", "wait"))
    return done, False


@given(STEPS, st.lists(st.booleans(), min_size=40, max_size=40))
def test_row_of_instructions_does_what_the_steps_say_and_ends(steps, answers):
    program, place, done, given_answers, turns = laid_out(steps), 0, [], iter(answers), 0
    while place < len(program):
        turns += 1
        match program[place]:
            case Do() as step:
                done.append(step.deed)
                place += 1
            case Wait() as pause:
                assert place < pause.otherwise <= len(program)
                done.append("wait")
                place += 1
            case Fork() as fork:
                assert fork.otherwise > place
                place = place + 1 if next(given_answers) else fork.otherwise
            case Split() as split:
                assert all(place < other for _way, _share, other in split.ways)
                place = split.ways[0 if next(given_answers) else 1][2]
            case Jump() as jump:
                assert place < jump.to <= len(program)
                place = jump.to
    assert turns <= len(program)
    assert done == walk(steps, iter(answers))[0]


@given(STEPS, st.data())
def test_step_put_in_is_there_and_taken_out_leaves_what_was(steps, data):
    new = {"kind": "do", "deed": "new", "told": {}}
    paths = [path for path, _step in walked(steps)] or ["0"]
    path = data.draw(st.sampled_from(paths))
    more = with_step(steps, path, new)
    assert (step_at(more, path), count(more), without(more, path)) == (new, count(steps) + 1, list(steps))


@given(STEPS, st.data())
def test_moving_down_and_up_again_changes_nothing_and_loses_nothing(steps, data):
    paths = [path for path, _step in walked(steps)]
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    down = moved(steps, path, 1)
    assert sorted(map(str, (step["kind"] for _path, step in walked(down)))) == sorted(
        map(str, (step["kind"] for _path, step in walked(steps)))
    )
    way, _dot, place = path.rpartition(".")
    after = f"{way}.{int(place) + 1}" if way else str(int(place) + 1)
    if down != list(steps) and after in paths:
        assert moved(down, after, -1) == list(steps)


@given(st.text(alphabet="0123456789.thenls-٣", max_size=12), STEPS)
def test_any_path_leads_to_a_step_or_is_refused(path, steps):
    try:
        step_at(steps, path)
    except Missing:
        assert path not in [known for known, _step in walked(steps)]


@given(
    st.integers(-5, 600_000) | st.integers(),
    st.text(max_size=8) | st.sampled_from(["minutes", "hours", "days", "working_hours"]),
)
def test_pause_is_whole_or_refused(amount, unit):
    minutes = {"minutes": 1, "hours": 60, "working_hours": 60, "days": 24 * 60}.get(unit, 0) * amount
    if 1 <= minutes <= 366 * 24 * 60:
        assert checked_pause(amount, unit) == {"kind": "wait", "amount": amount, "unit": unit}
    else:
        with pytest.raises(Invalid):
            checked_pause(amount, unit)


def test_fork_keeps_its_ways_when_its_conditions_change():
    fork = {"kind": "fork", "when": {}, "then": [{"kind": "stop"}], "else": []}
    changed = with_other([fork], "0", {"kind": "fork", "when": {"every": True}, "then": [], "else": []})
    assert changed == [{**fork, "when": {"every": True}}]


def test_pause_that_comes_too_late_leaps_to_the_next_one_of_its_way_or_its_end():
    late = {"kind": "wait", "amount": 1, "unit": "days", "moment": "m", "side": "before"}
    letter, soon = {"kind": "do", "deed": "letter"}, {"kind": "wait", "amount": 1, "unit": "hours"}
    fork = {"kind": "fork", "when": {}, "then": [late, letter], "else": []}
    program = laid_out([late, letter, letter, soon, letter, fork, late])
    assert [step.otherwise for step in program if isinstance(step, Wait)] == [3, 9, 8, 10]


def test_split_keeps_the_steps_of_variants_that_stay():
    split = {"kind": "split", "shares": {"a": 50, "b": 50}, "a": [{"kind": "stop"}], "b": [{"kind": "stop"}]}
    three = {"kind": "split", "shares": {"a": 1, "b": 1, "c": 1}, "a": [], "b": [], "c": []}
    assert with_other([split], "0", three) == [{**three, "a": split["a"], "b": split["b"]}]


@pytest.mark.parametrize(
    "shares", [{}, {"a": 1}, {"a": 1, "c": 1}, {"a": 0, "b": 1}, {"a": "x", "b": 2}, {"a": 101, "b": 1}]
)
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(Invalid):
        checked_shares(shares)


def test_at_most_fifty_steps():
    with pytest.raises(Invalid):
        with_step([{"kind": "stop"}] * 50, "0", {"kind": "stop"})
