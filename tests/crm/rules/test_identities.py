"""Names as they sound, what clients are known by, and how alike two of them are."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.rules import identities, likeness, names
from mostik.crm.rules.identities import NotAMessenger, messenger, site_domain, written_messenger
from mostik.crm.rules.likeness import Profile
from mostik.crm.rules.names import block, company_sound, person_sound, sound


@pytest.mark.parametrize("module", [identities, likeness, names])
def test_worked_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ООО «Весёлый молочник»", "Веселый Молочник, ООО"),
        ("АО Акме", "Acme Inc."),
        ("ИП Щукин", "Shchukin"),
        ("Ромашка", "Romashka LLC"),
        ("Юнион Трейд", "Yunion Treid"),
        ("Электро-Сервис", "Электросервис "),
    ],
)
def test_one_name_written_two_ways_sounds_alike(one, two):
    from rapidfuzz import fuzz

    assert fuzz.token_sort_ratio(company_sound(one), company_sound(two)) >= likeness.CLOSE


@given(st.text(max_size=80))
def test_any_text_sounds_somehow_and_the_same_twice(text):
    heard = sound(text)
    assert sound(text) == heard
    assert len(block(heard)) <= names.BLOCK
    assert person_sound(text, "") == person_sound("", text)


@given(st.text(max_size=60))
def test_a_messenger_is_read_or_refused_and_what_is_kept_reads_back(text):
    try:
        known = messenger(text)
    except NotAMessenger:
        return
    assert messenger(written_messenger(f"{known.kind}:{known.value}")) == known


@pytest.mark.parametrize("text", ["https://acme.ru", "www.ACME.ru/about", "acme.ru:8080", "http://acme.ru?x=1"])
def test_a_site_is_its_domain(text):
    assert site_domain(text) == "acme.ru"


def profile(number, **more):
    return Profile(id=number, **more)


@pytest.mark.parametrize(
    ("one", "two", "least", "most"),
    [
        ({"sound": "akme", "inn": "1", "known": frozenset({("inn", "1")})}, {"sound": "other", "inn": "1", "known": frozenset({("inn", "1")})}, 95, 100),
        ({"sound": "akme", "inn": "1"}, {"sound": "akme", "inn": "2"}, 0, 49),
        ({"sound": "veseli molochnik"}, {"sound": "veselaia molochnik"}, 50, 60),
        ({"sound": "ivan petrov", "is_person": True}, {"sound": "ivan petrov", "is_person": True}, 0, 49),
        ({"sound": "ivan petrov", "is_person": True, "company": 1}, {"sound": "ivan petrov", "is_person": True, "company": 1}, 50, 80),
        ({"sound": "ivan", "is_person": True, "known": frozenset({("phone", "1")})}, {"sound": "anna", "is_person": True, "known": frozenset({("phone", "1")})}, 50, 60),
    ],
)  # fmt: skip
def test_evidence_is_weighed(one, two, least, most):
    alike = likeness.likeness(profile(1, **one), profile(2, **two))
    assert least <= alike.score <= most
    assert likeness.likeness(profile(2, **two), profile(1, **one)).score == alike.score


KNOWN = st.frozensets(st.tuples(st.sampled_from(["phone", "email", "inn", "site"]), st.sampled_from("ab")), max_size=4)
PROFILES = st.builds(Profile, id=st.integers(1, 9), sound=st.sampled_from(["", "akme", "akmi", "roma"]), known=KNOWN)


@given(PROFILES, PROFILES)
def test_likeness_is_even_and_between_nothing_and_all(one, two):
    there, back = likeness.likeness(one, two), likeness.likeness(two, one)
    assert there.score == back.score
    assert 0 <= there.score <= 100
    assert bool(there.reasons) or there.score == 0
