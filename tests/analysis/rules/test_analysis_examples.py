"""The worked examples beside the rules are true."""

import doctest
from importlib import import_module

import pytest

TOPICS = [
    "terms",
    "rules.beta",
    "rules.rates",
    "rules.walls",
    "rules.needs",
    "rules.profit",
    "rules.calls",
    "rules.delays",
    "rules.funnel",
    "rules.gap",
    "rules.pace",
    "rules.finish",
    "rules.folding",
    "rules.lead_faults",
    "rules.letter_days",
    "rules.standouts",
    "rules.logistic",
    "rules.pipeline_forecast",
    "rules.reports",
    "rules.schedules",
    "rules.score_models",
    "rules.score_moments",
    "rules.scoring",
    "rules.series",
    "rules.spans",
    "rules.sales",
    "rules.client_facts",
    "catalog",
]


@pytest.mark.parametrize("topic", TOPICS)
def test_examples_of_a_topic_are_true(topic):
    assert doctest.testmod(import_module(f"mostik.analysis.{topic}")).failed == 0
