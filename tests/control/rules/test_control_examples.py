"""The worked examples beside the rules are true."""

import doctest
from importlib import import_module

import pytest

TOPICS = ["slips", "deviations", "cases", "shifts", "incidents", "assignments", "workload", "processes"]


@pytest.mark.parametrize("topic", TOPICS)
def test_examples_of_a_topic_are_true(topic):
    tried = doctest.testmod(import_module(f"mostik.control.rules.{topic}"))
    assert (tried.failed, tried.attempted > 0) == (0, True)
