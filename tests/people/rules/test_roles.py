"""Who may give which role: nobody rises by giving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.roles import KEYS, WIDTH, may_give, power, within

REACHES = st.sampled_from(sorted(WIDTH))
RIGHTS = st.frozensets(st.sampled_from([*sorted(KEYS), "crm.win_deal", "people.edit_structure"]))
POWERS = st.builds(power, RIGHTS, REACHES)


@pytest.mark.parametrize(
    ("given_role", "giver", "may"),
    [
        ((["crm.win_deal"], "own"), (["people.edit_structure"], "department"), True),
        ((["crm.win_deal"], "all"), (["people.edit_structure"], "department"), False),
        ((["people.make_tokens"], "own"), (["people.edit_structure"], "all"), False),
        ((["people.make_tokens"], "own"), (["people.make_tokens"], "own"), True),
        ((["people.edit_roles"], "all"), (["people.edit_roles"], "own"), True),
    ],
)
def test_role_is_given_by_whoever_sees_as_far_and_holds_its_keys(given_role, giver, may):
    assert may_give(power(*given_role), power(*giver)) is may


@given(one=POWERS, giver=POWERS)
def test_nobody_without_the_right_to_edit_roles_hands_on_a_key_they_lack(one, giver):
    if "people.edit_roles" not in giver.rights and may_give(one, giver):
        assert one.rights & KEYS <= giver.rights
        assert WIDTH[one.reach] <= WIDTH[giver.reach]


@given(one=POWERS, giver=POWERS)
def test_acting_as_somebody_asks_more_than_giving_their_role(one, giver):
    assert not within(one, giver) or may_give(one, giver)
