"""The worked examples beside the rules are true."""

import doctest
from importlib import import_module

import pytest

TOPICS = [
    "terms",
    "rules.whole",
    "rules.atoms",
    "rules.productivity",
    "rules.split",
    "rules.capacity",
    "rules.pipeline",
    "rules.chain",
    "rules.lead_flow",
    "rules.scenarios",
    "rules.spread",
    "rules.plan_periods",
    "rules.plan_file",
    "rules.plan_file_steps",
    "rules.sides",
    "rules.horizons",
    "rules.replan",
    "rules.causes",
    "rules.demands",
]


@pytest.mark.parametrize("topic", TOPICS)
def test_examples_of_a_topic_are_true(topic):
    assert doctest.testmod(import_module(f"mostik.planning.{topic}")).failed == 0
