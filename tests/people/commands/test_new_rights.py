"""A right that comes with a newer version is given once; what the owner takes away is never returned."""

from dataclasses import replace

import pytest

from mostik.config.roles import ROLES
from mostik.core.actors import SYSTEM
from mostik.core.models import Entry, Setting
from mostik.people.commands.roles import KNOWN, seed_roles
from mostik.people.models import Role

pytestmark = pytest.mark.django_db
NEW = "core.export_company"


@pytest.fixture
def older(db):
    """A company of the version before the right came."""
    seed_roles(by=SYSTEM, seeds=[replace(seed, rights=seed.rights - {NEW}) for seed in ROLES])


def holders(right: str) -> set[str]:
    return {role.code for role in Role.objects.all() if right in role.rights}


def take(code: str, right: str) -> None:
    role = Role.objects.get(code=code)
    role.rights.remove(right)
    role.save()


@pytest.mark.parametrize("remembers", [True, False], ids=["it remembers", "older than the memory"])
def test_a_right_seen_for_the_first_time_goes_to_the_roles_whose_seed_has_it(older, remembers):
    if not remembers:
        Setting.objects.filter(code=KNOWN).delete()
    assert holders(NEW) == set()
    seed_roles(by=SYSTEM, seeds=ROLES)
    assert holders(NEW) == {seed.code for seed in ROLES if NEW in seed.rights}
    assert Entry.objects.filter(about_kind="people.role").exists()


def test_a_right_the_owner_took_away_is_never_returned(older):
    seed_roles(by=SYSTEM, seeds=ROLES)
    take("owner", NEW)
    take("manager", "crm.add_deal")
    for _ in range(2):
        seed_roles(by=SYSTEM, seeds=ROLES)
    assert holders(NEW) == set()
    assert "manager" not in holders("crm.add_deal")


def test_a_right_taken_before_the_memory_began_stays_away(older):
    Setting.objects.filter(code=KNOWN).delete()
    take("manager", "crm.add_deal")
    seed_roles(by=SYSTEM, seeds=ROLES)
    assert "manager" not in holders("crm.add_deal")


def test_with_nothing_new_nothing_is_written(older):
    seed_roles(by=SYSTEM, seeds=ROLES)
    before = list(Role.objects.values_list("code", "version")), Entry.objects.count()
    seed_roles(by=SYSTEM, seeds=ROLES)
    assert before == (list(Role.objects.values_list("code", "version")), Entry.objects.count())
