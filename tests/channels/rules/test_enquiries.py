"""A glance at an enquiry never fails, tells the values and none of the marks."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from mostik.channels.rules.enquiries import glance

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "Nd"]), min_size=1, max_size=12)


@given(st.text(max_size=300))
def test_any_text_is_one_line(text):
    assert "\n" not in glance(text)
    assert bool(glance(text)) == bool(text.split())


@given(st.dictionaries(WORDS, WORDS, min_size=1, max_size=5))
def test_values_of_json_and_of_a_form_are_told_without_their_marks(said):
    values = " · ".join(said.values())
    assert glance(json.dumps(said, ensure_ascii=False)) == values
    assert glance(urlencode({f"f{place}": each for place, each in enumerate(said.values())})) == values
