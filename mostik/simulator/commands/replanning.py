"""The virtual head looks whether the month's plan stands, offers a new split of what is left, and people answer it."""

from typing import Final

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Refusal
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people
from mostik.planning.commands.causes import look_at_plan
from mostik.planning.commands.plans import answer_plan
from mostik.planning.commands.replan import propose_split
from mostik.planning.queries.changes import changes_of
from mostik.planning.queries.plans import plans_under_way

WHY: Final = "Конец месяца: делим остаток по тому, кто что ещё успеет"
OBJECTION: Final = "Два крупных клиента просят отсрочку, столько не успею"
#: Of those asked so many answer at once: the first objects, the others agree.
ANSWERS: Final = 4


@command(needs="crm.import_records", whole=False)
def play_replanning(*, by: Actor) -> None:
    """Look at the plans in force, offer a new split of this month's, and let some of those asked answer."""
    staff = {row.pk: row for row in people(viewer=by).select_related("role", "team", "department")}
    head = next(actor_of(row) for row in staff.values() if row.last_name == "Королёва")
    for plan in plans_under_way(viewer=by, today=clock.today()):
        look_at_plan(by=head, plan_id=plan)
        try:
            made = propose_split(by=head, plan_id=plan, reason=WHY)
        except Refusal:
            continue
        asked = [line.person for line in changes_of(viewer=head, plan_id=made.pk).people if line.asked]
        for place, person in enumerate(asked[:ANSWERS]):
            note = "" if place else OBJECTION
            answer_plan(by=actor_of(staff[person]), plan_id=made.pk, agrees=bool(place), note=note)
