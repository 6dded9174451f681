"""Evening the load: nobody over the norm, clients whole, what is near closing stays."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mostik.control.rules.workload import Hands, Held, rebalance


@st.composite
def departments(draw):
    norms = draw(st.lists(st.integers(0, 12), min_size=2, max_size=6))
    deals, people = [], []
    for person, norm in enumerate(norms, 1):
        own = draw(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=16))
        takes = draw(st.booleans())
        people.append(Hands(person, len(own), norm, takes))
        if len(own) > norm:
            deals += [
                Held(person * 100 + place, person, f"c{client}", stays) for place, (client, stays) in enumerate(own)
            ]
    holders = draw(
        st.dictionaries(st.sampled_from([f"c{n}" for n in range(10)]), st.frozensets(st.integers(1, len(norms))))
    )
    return people, deals, holders


@given(departments())
def test_whatever_moves_nobody_gets_over_the_norm_and_no_client_is_split(made):
    people, deals, holders = made
    moves = rebalance(people, deals, holders)
    by_id = {each.id: each for each in deals}
    assert len({each.deal for each in moves}) == len(moves)
    took, gave = Counter(each.taker for each in moves), Counter(each.giver for each in moves)
    for each in people:
        if took[each.id]:
            assert each.takes
            assert each.deals + took[each.id] <= each.norm
        if gave[each.id]:
            assert each.deals - gave[each.id] >= each.norm, "Nobody gives more than what they are over."
    assert not set(took) & set(gave)
    assert all(by_id[each.deal].owner == each.giver and not by_id[each.deal].stays for each in moves)
    bundles: dict[tuple[int, str], list[Held]] = {}
    for each in deals:
        bundles.setdefault((each.owner, each.client), []).append(each)
    gone = {each.deal: each.taker for each in moves}
    for bundle in bundles.values():
        assert len({gone.get(each.id) for each in bundle}) == 1, "A client goes whole, to one person, or stays."
    assert moves == rebalance(people, deals, holders), "The same load, the same proposal."


@given(departments())
def test_nothing_that_could_go_is_left_while_somebody_has_room(made):
    people, deals, holders = made
    moves = rebalance(people, deals, holders)
    took, gave = Counter(each.taker for each in moves), Counter(each.giver for each in moves)
    room = max((each.norm - each.deals - took[each.id] for each in people if each.takes), default=0)
    gone = {each.deal for each in moves}
    bundles: dict[tuple[int, str], list[Held]] = {}
    for each in deals:
        bundles.setdefault((each.owner, each.client), []).append(each)
    over = {each.id: each.deals - each.norm - gave[each.id] for each in people}
    for (owner, _client), bundle in bundles.items():
        if bundle[0].id not in gone and not any(each.stays for each in bundle):
            assert len(bundle) > min(room, over[owner])
