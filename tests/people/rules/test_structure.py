"""The structure: chains, loops, roots, whatever the rows say."""

from hypothesis import given
from hypothesis import strategies as st

from mostik.people.rules.structure import LONGEST_CHAIN, chain, nearest, reports, roots, too_long, would_loop

PEOPLE = st.integers(1, 12)
BOSSES = st.dictionaries(PEOPLE, st.one_of(st.none(), PEOPLE), min_size=1)


@given(bosses=BOSSES, person=PEOPLE)
def test_chain_ends_and_names_nobody_twice(bosses, person):
    above = chain(person, bosses)
    assert len(above) == len(set(above))
    assert person not in above


@given(above=BOSSES, own=st.dictionaries(PEOPLE, st.text()))
def test_nearest_is_the_own_or_what_holds_above(above, own):
    found = nearest(own, above)
    for each, parent in above.items():
        if each in own:
            assert found[each] == own[each]
        elif each not in chain(each, above) and parent in above and each not in chain(parent, above):
            assert found.get(each) == found.get(parent)


def test_chain_that_comes_back_to_the_person_stops_there():
    assert chain(1, {1: 2, 2: 3, 3: 1}) == [2, 3]


@given(bosses=BOSSES, person=PEOPLE, boss=PEOPLE)
def test_change_said_to_be_safe_never_makes_a_loop(bosses, person, boss):
    if would_loop(person, boss, bosses):
        return
    changed = bosses | {person: boss}
    climbed, at = [], changed.get(person)
    while at is not None and at not in climbed:
        assert at != person
        climbed.append(at)
        at = changed.get(at)


@given(bosses=BOSSES)
def test_tree_from_the_roots_holds_everybody_exactly_once(bosses):
    below, drawn = reports(bosses), []

    def draw(person, above=()):
        drawn.append(person)
        for each in below.get(person, []):
            if each not in (*above, person):
                draw(each, (*above, person))

    for top in roots(bosses):
        draw(top)
    assert sorted(drawn) == sorted(bosses)


def test_long_chain_is_counted_only_beyond_the_norm():
    assert too_long([0, LONGEST_CHAIN, LONGEST_CHAIN + 1]) == 1
