"""Roles are the owner's: every change at once for everybody who has it, and somebody always keeps the keys."""

from dataclasses import replace

import pytest

from mostik.core.actors import SYSTEM, Reach
from mostik.core.models import Entry
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.commands.roles import RoleValues, edit_role
from mostik.people.models import Role

pytestmark = pytest.mark.django_db


def values_of(role: Role, **changes) -> RoleValues:
    """What is written about a role now, with changes."""
    now = RoleValues(
        title=role.title,
        title_en=role.title_en,
        description=role.description,
        reach=Reach(role.reach),
        rights=frozenset(role.rights),
        masked=frozenset(role.masked),
    )
    return replace(now, **changes)


@pytest.fixture
def manager(cast) -> Role:
    """The role of Boris, Vera and Dasha."""
    return Role.objects.get(code="manager")


def test_right_given_to_a_role_is_there_for_all_who_have_it(cast, manager):
    assert not cast.actor("boris").may("crm.export_records")
    with_export = frozenset({*manager.rights, "crm.export_records"})
    edit_role(by=cast.actor("olga"), role_id=manager.pk, values=values_of(manager, rights=with_export))
    for name in ("boris", "vera", "dasha"):
        getattr(cast, name).refresh_from_db()
        assert cast.actor(name).may("crm.export_records")
    line = Entry.objects.get(name="people.role_edited")
    assert line.payload["changes"] == [["rights", "", "crm.export_records"]]


def test_reach_and_masks_of_a_role_change_what_is_seen(cast, manager):
    wider = values_of(manager, reach=Reach.TEAM, masked=frozenset({"phone"}))
    edit_role(by=cast.actor("olga"), role_id=manager.pk, values=wider)
    cast.boris.refresh_from_db()
    boris = cast.actor("boris")
    assert (boris.reach, boris.teams, boris.masked) == (Reach.TEAM, {cast.north.pk}, {"phone"})


@pytest.mark.parametrize("name", ["anna", "boris", "dina"])
def test_role_is_not_edited_by_those_without_the_right(cast, manager, name):
    with pytest.raises(Denied):
        edit_role(by=cast.actor(name), role_id=manager.pk, values=values_of(manager, reach=Reach.ALL))
    manager.refresh_from_db()
    assert manager.reach == "own"


def test_owner_cannot_take_the_keys_from_the_own_role(cast):
    role = Role.objects.get(code="owner")
    keyless = values_of(role, rights=frozenset(role.rights) - {"people.edit_roles"})
    with pytest.raises(Conflict) as refusal:
        edit_role(by=cast.actor("olga"), role_id=role.pk, values=keyless)
    assert refusal.value.field == "rights"
    with pytest.raises(Conflict):
        edit_role(by=SYSTEM, role_id=role.pk, values=keyless)
    role.refresh_from_db()
    assert "people.edit_roles" in role.rights


@pytest.mark.parametrize(("name", "code"), [("rights", "crm.fly"), ("masked", "shoe size")])
def test_right_or_field_nobody_declared_is_refused(cast, manager, name, code):
    with pytest.raises(Invalid) as refusal:
        edit_role(by=cast.actor("olga"), role_id=manager.pk, values=values_of(manager, **{name: frozenset({code})}))
    assert (refusal.value.field, refusal.value.params) == (name, {"code": code})


def test_stale_version_is_refused_and_says_who_was_first(cast, manager):
    edit_role(by=cast.actor("olga"), role_id=manager.pk, values=values_of(manager, title="Продавец"), version=0)
    with pytest.raises(Conflict, match="Olga Orlova"):
        edit_role(by=cast.actor("olga"), role_id=manager.pk, values=values_of(manager, title="Lost"), version=0)
    manager.refresh_from_db()
    assert (manager.title, manager.version) == ("Продавец", 1)


def test_role_that_is_not_there_is_refused(cast, manager):
    with pytest.raises(Missing):
        edit_role(by=cast.actor("olga"), role_id=10**9, values=values_of(manager))
