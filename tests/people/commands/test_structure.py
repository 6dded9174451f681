"""Departments and teams: made, changed, put away, within reach only."""

import pytest

from mostik.core.models import Entry
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing
from mostik.people.commands.structure import (
    add_department,
    add_team,
    archive_department,
    archive_team,
    edit_department,
    edit_team,
    restore_department,
    restore_team,
)
from mostik.people.models import Department, Move, Team

pytestmark = pytest.mark.django_db


def told(name):
    """What the journal says happened, of one kind."""
    return [entry.payload for entry in Entry.objects.filter(name=name).order_by("pk")]


def test_team_made_by_the_head_stands_in_the_journal(cast):
    team = add_team(by=cast.actor("anna"), title="West", department_id=cast.sales.pk, lead_id=cast.vera.pk)
    assert (team.department, team.lead) == (cast.sales, cast.vera)
    assert told("people.team_added") == [
        {"team": team.pk, "title": "West", "department": cast.sales.pk, "lead": cast.vera.pk, "changes": []}
    ]


@pytest.mark.parametrize("name", ["boris", "gleb", "dina", "semyon"])
def test_structure_is_not_changed_by_those_without_the_right(cast, name):
    with pytest.raises(Denied):
        add_team(by=cast.actor(name), title="Mine", department_id=cast.sales.pk)
    assert not Team.objects.filter(title="Mine").exists()


def test_head_does_not_touch_another_department(cast):
    by, before = cast.actor("anna"), list(Department.objects.order_by("pk").values())
    front = Team.objects.get(title="Front desk")
    for refused in (
        lambda: edit_department(by=by, department_id=cast.service.pk, title="Ours"),
        lambda: archive_department(by=by, department_id=cast.service.pk),
        lambda: add_team(by=by, title="Spies", department_id=cast.service.pk),
        lambda: edit_team(by=by, team_id=front.pk, title="Ours", department_id=cast.sales.pk),
        lambda: edit_team(by=by, team_id=cast.north.pk, title="North", department_id=cast.service.pk),
        lambda: archive_team(by=by, team_id=front.pk),
        lambda: add_department(by=by, title="Under them", parent_id=cast.service.pk),
    ):
        with pytest.raises(Missing):
            refused()
    assert list(Department.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == 0


def test_head_makes_departments_under_the_own_but_not_at_the_top(cast):
    made = add_department(by=cast.actor("anna"), title="Wholesale", parent_id=cast.sales.pk)
    assert made.parent == cast.sales
    with pytest.raises(Invalid) as refusal:
        add_department(by=cast.actor("anna"), title="Empire")
    assert refusal.value.field == "parent_id"
    assert add_department(by=cast.actor("olga"), title="Production").parent is None


def test_head_renames_the_own_department_whose_parent_is_out_of_reach(cast):
    edit_department(by=cast.actor("anna"), department_id=cast.sales.pk, title="Продажи", parent_id=cast.sales.parent_id)
    cast.sales.refresh_from_db()
    assert (cast.sales.title, cast.sales.parent.title) == ("Продажи", "Company")


def test_title_taken_is_refused_at_its_field(cast):
    with pytest.raises(Conflict) as refusal:
        add_team(by=cast.actor("anna"), title="North", department_id=cast.sales.pk)
    assert refusal.value.field == "title"


def test_department_cannot_be_part_of_itself(cast):
    inner = add_department(by=cast.actor("olga"), title="Wholesale", parent_id=cast.sales.pk)
    for parent in (cast.sales.pk, inner.pk):
        with pytest.raises(Invalid):
            edit_department(by=cast.actor("olga"), department_id=cast.sales.pk, title="Sales", parent_id=parent)


def test_stale_version_is_refused_and_nothing_is_lost(cast):
    by = cast.actor("anna")
    edit_team(by=by, team_id=cast.north.pk, title="North-West", department_id=cast.sales.pk, version=0)
    with pytest.raises(Conflict):
        edit_team(by=by, team_id=cast.north.pk, title="Lost", department_id=cast.sales.pk, version=0)
    cast.north.refresh_from_db()
    assert (cast.north.title, cast.north.version) == ("North-West", 1)


def test_lead_out_of_reach_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        edit_team(
            by=cast.actor("anna"), team_id=cast.north.pk, title="N", department_id=cast.sales.pk, lead_id=cast.dina.pk
        )
    assert refusal.value.field == "lead_id"


def test_team_moved_to_another_department_takes_its_people_on_record(cast):
    edit_team(by=cast.actor("olga"), team_id=cast.north.pk, title="North", department_id=cast.service.pk)
    for who in (cast.boris, cast.vera):
        who.refresh_from_db()
        assert (who.department, who.team, who.version) == (cast.service, cast.north, 1)
        move = Move.objects.get(person=who)
        assert (move.department, move.made_by) == (cast.service, "Olga Orlova")
    assert {line["person"] for line in told("people.person_moved")} == {cast.boris.pk, cast.vera.pk}


def test_team_with_people_stays_and_an_empty_one_goes_and_comes_back(cast):
    by = cast.actor("anna")
    with pytest.raises(Conflict, match="2 people"):
        archive_team(by=by, team_id=cast.north.pk)
    empty = add_team(by=by, title="East", department_id=cast.sales.pk)
    archive_team(by=by, team_id=empty.pk)
    with pytest.raises(Missing):
        archive_team(by=by, team_id=empty.pk)
    restore_team(by=by, team_id=empty.pk)
    empty.refresh_from_db()
    assert empty.archived_at is None


def test_department_with_teams_stays_and_an_empty_one_goes_and_comes_back(cast):
    by = cast.actor("olga")
    with pytest.raises(Conflict):
        archive_department(by=by, department_id=cast.service.pk)
    empty = add_department(by=by, title="Archive", parent_id=cast.sales.pk)
    archive_department(by=by, department_id=empty.pk)
    restore_department(by=by, department_id=empty.pk)
    assert [len(told(f"people.department_{what}")) for what in ("added", "archived", "restored")] == [1, 1, 1]


def test_restored_title_taken_meanwhile_is_refused(cast):
    by = cast.actor("anna")
    first = add_team(by=by, title="East", department_id=cast.sales.pk)
    archive_team(by=by, team_id=first.pk)
    add_team(by=by, title="East", department_id=cast.sales.pk)
    with pytest.raises(Conflict):
        restore_team(by=by, team_id=first.pk)


def test_team_of_a_department_put_away_waits_for_it(cast):
    by = cast.actor("olga")
    outer = add_department(by=by, title="Опт", parent_id=cast.sales.pk)
    team = add_team(by=by, title="Сети", department_id=outer.pk)
    archive_team(by=by, team_id=team.pk)
    archive_department(by=by, department_id=outer.pk)
    with pytest.raises(Conflict, match="Опт"):
        restore_team(by=by, team_id=team.pk)
    restore_department(by=by, department_id=outer.pk)
    restore_team(by=by, team_id=team.pk)
    team.refresh_from_db()
    assert team.archived_at is None
