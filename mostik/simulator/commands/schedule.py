"""The demo department's schedule: what comes every week, a training, and two things that do not fit."""

from datetime import date, time, timedelta
from typing import Final

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people, working
from mostik.planning.commands.schedule import EventSaid, save_event
from mostik.planning.terms import EventKind, Repeat

ROOM: Final = "Переговорная"
#: Title, kind, day of the week, hour and minute, minutes, how often, whether leads are covered.
WEEKLY: Final = (
    ("Планёрка отдела", EventKind.MEETING, 0, time(9, 30), 30, Repeat.WEEK, True),
    ("Разбор звонков", EventKind.REVIEW, 2, time(16), 60, Repeat.WEEK, False),
    ("Обучение: новые насосные станции", EventKind.TRAINING, 3, time(11), 90, Repeat.FORTNIGHT, True),
    ("Итоги недели", EventKind.MEETING, 4, time(17), 45, Repeat.WEEK, True),
)


@command(needs="crm.import_records", whole=False)
def play_schedule(*, by: Actor) -> None:
    """Let the head fill the schedule: what recurs, a one-to-one late in the evening, a review in a taken room."""
    rows = working(people(viewer=by).select_related("role", "team", "department"), viewer=by)
    staff = {row.last_name: row for row in rows}
    head = actor_of(staff["Королёва"])
    monday = clock.today() - timedelta(days=clock.today().weekday())
    for title, kind, weekday, at, minutes, repeat, covered in WEEKLY:
        first = monday + timedelta(days=weekday) - timedelta(days=28)
        more = {"repeat": repeat, "place": ROOM, "host": head.id, "covered": covered}
        save_event(by=head, said=EventSaid(title=title, kind=kind, first=first, at=at, minutes=minutes, **more))  # type: ignore[arg-type]
    sellers = [row.pk for row in rows.order_by("pk") if row.department_id == head.department and row.sells]
    next_monday = monday + timedelta(days=7)
    _once(head, "Один на один", next_monday + timedelta(days=1), time(19), invited=sellers[:1])
    _once(
        head, "Разбор крупных сделок", next_monday + timedelta(days=2), time(16, 30), invited=sellers[1:3], place=ROOM
    )


def _once(head: Actor, title: str, day: date, at: time, *, invited: list[int], place: str = "") -> None:
    said = EventSaid(
        title=title,
        kind=EventKind.REVIEW,
        first=day,
        at=at,
        minutes=45,
        people=tuple(invited),
        host=head.id,
        place=place,
    )
    save_event(by=head, said=said)
