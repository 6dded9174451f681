"""The campaigns themselves: every kind and every control has its place in each scale, and whoever is left is found."""

import os
import subprocess
import sys
from collections import defaultdict

import pytest

from tests.faults.hurry import CONTROLS
from tests.faults.parts import ROOT, until

sys.path.insert(0, str(ROOT / "scripts"))
import faults
from faults_ground import at_work


@pytest.mark.parametrize("whole", [False, True])
def test_each_scale_has_every_kind_of_campaign_and_every_control(whole):
    run = [each for each in faults.CAMPAIGNS if whole or each.short]
    assert {each.topic for each in run} == {each.topic for each in faults.CAMPAIGNS}
    assert {name for each in run for name, _harm in each.tried(whole=whole)} == set(CONTROLS) - {""}
    assert {each.database for each in run} == {"sqlite", "postgres"}
    assert {each.engine for each in run} == {"embedded", "redis", "rabbit"}


def test_each_control_of_a_kind_runs_in_the_short_scale():
    tried = defaultdict(set)
    for each in faults.CAMPAIGNS:
        if each.short:
            tried[each.topic] |= set(each.tried(whole=False))
    for each in faults.CAMPAIGNS:
        assert set(each.controls) <= tried[each.topic]


def test_scales_grow_and_none_is_larger_than_its_goal():
    for each in faults.CAMPAIGNS:
        assert list(each.sizes) == sorted(each.sizes)
        assert each.sizes[-1] <= each.goal


def test_processes_of_a_campaign_are_known_by_its_home(tmp_path):
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    left = subprocess.Popen(words, env={**os.environ, "MOSTIK_HOME": str(tmp_path)}, start_new_session=True)
    other = subprocess.Popen(words, env={**os.environ, "MOSTIK_HOME": f"{tmp_path}-other"})
    try:
        assert until(lambda: at_work(str(tmp_path)) == [left.pid], 60)
    finally:
        for each in (left, other):
            each.kill()
            each.wait()
