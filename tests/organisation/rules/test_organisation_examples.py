"""The worked examples beside the rules are true."""

import doctest
from importlib import import_module

import pytest

TOPICS = ["rules.owner_letters"]


@pytest.mark.parametrize("topic", TOPICS)
def test_examples_of_a_topic_are_true(topic):
    assert doctest.testmod(import_module(f"mostik.organisation.{topic}")).failed == 0
