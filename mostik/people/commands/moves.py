"""Many people moved to a team at once."""

from collections.abc import Sequence
from datetime import date

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish_all
from mostik.people.commands import placing
from mostik.people.events import PersonMoved
from mostik.people.models import Team, User
from mostik.people.queries.people import people


@command(needs="people.edit_structure")
def move_people(*, by: Actor, people_ids: Sequence[int], team_id: int, since: date | None = None) -> int:
    """Move people to a team and its department from a day, today unless said; return how many were not there yet.

    All move or none: one out of reach or above the mover refuses the whole.
    """
    team = Team.objects.filter(pk=team_id, archived_at__isnull=True).first()
    if team is None:
        raise placing.NoSuchTeam(field="team_id")
    rows = list(people(viewer=by).filter(pk__in=people_ids).exclude(team=team).select_related("role"))
    publish_all([_moved(by, row, team, since or max(clock.today(), row.hired_on)) for row in rows])
    return len(rows)


def _moved(by: Actor, row: User, team: Team, since: date) -> PersonMoved:
    placing.refuse_above(by, row)
    placing.refuse_out_of_time(row, since)
    before = str(row.team_id or "")
    row.team, row.department_id, row.version = team, team.department_id, row.version + 1
    row.save(update_fields=["team", "department", "version"])
    placing.refuse_out_of_reach(by, row)
    placing.keep_move(row, since, by.name)
    changes = (("team_id", before, str(team.pk)),)
    return PersonMoved(**placing.told(row), changes=changes, from_day=since)
