"""Parts of text messages: what is paid for, whatever is written."""

from hypothesis import example, given
from hypothesis import strategies as st

from mostik.channels.rules.sms import BASIC, EXTENDED, parts_of

PLAIN = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=500)


@given(PLAIN)
@example("€" * 80)
@example("a" * 152 + "€" + "a" * 10)
def test_signs_of_the_alphabet_fill_septets(text):
    septets = sum(2 if sign in EXTENDED else 1 for sign in text)
    found = parts_of(text)
    assert found.plain
    assert (found.number <= 1) == (septets <= 160)
    assert -(-septets // 153) <= max(found.number, 2) <= -(-septets // 152) + 1 or septets <= 160
    assert 0 <= found.left <= 160


@given(st.text(max_size=400).filter(lambda text: not set(text) <= BASIC | EXTENDED))
@example("😀" * 35)
@example("я" * 66 + "😀")
@example("я" * 134 + "😀")
def test_any_other_sign_makes_it_units_of_sixteen_bits(text):
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    found = parts_of(text)
    assert not found.plain
    assert (found.number == 1) == (units <= 70)
    assert units <= 70 or -(-units // 67) <= found.number <= -(-units // 66)


@given(PLAIN, st.sampled_from("abcя€😀"))
def test_longer_text_is_never_fewer_parts(text, sign):
    assert parts_of(text + sign).number >= parts_of(text).number


def test_boundaries():
    counts = [
        parts_of(text).number
        for text in ("", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "я" * 70, "я" * 71, "я" * 134)
    ]
    assert counts == [0, 1, 2, 2, 3, 1, 2, 2]
    assert parts_of("я" * 66 + "😀" + "я" * 60).number == 2
    assert parts_of("€" * 153).number == 3
