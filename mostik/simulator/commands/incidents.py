"""Incidents of the virtual department: one followed to its conclusion, one being dealt with since this morning."""

from datetime import timedelta

from mostik.control.commands.incidents import (
    close_incident,
    finish_measure,
    report_incident,
    set_measure,
    take_incident,
)
from mostik.control.terms import IncidentKind, Severity
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.queries.actors import actor_of
from mostik.people.queries.people import people

SHIPPED = "Клиенту отгрузили насос без защитного кожуха: монтажник едва не поранил руку."
MAILED = "Счёт с реквизитами одного клиента ушёл другому: перепутали адрес в письме."


@command(needs="crm.import_records", whole=False)
def play_incidents(*, by: Actor) -> None:
    """Let people report two incidents, and the head lead them."""
    rows = people(viewer=by).select_related("role", "team", "department")
    staff = {row.last_name: actor_of(row) for row in rows}
    head, now = staff["Королёва"], clock.now()
    with clock.stopped(now - timedelta(days=9)):
        found = report_incident(
            by=staff["Белов"], kind=IncidentKind.CLIENTS, severity=Severity.SERIOUS, text=SHIPPED, key="demo"
        )
    with clock.stopped(now - timedelta(days=9) + timedelta(minutes=25)):
        take_incident(by=head, incident_id=found.pk)
        due = clock.today() + timedelta(days=2)
        text = "Проверить все отгрузки недели и заменить кожухи"
        made = set_measure(by=head, incident_id=found.pk, text=text, owner_id=staff["Громов"].id or 0, due_on=due)
    with clock.stopped(now - timedelta(days=7)):
        finish_measure(by=staff["Громов"], measure_id=made.pk, outcome="Проверили 14 отгрузок, заменили два кожуха")
        ended = {
            "cause": "Комплект собирали без листа проверки.",
            "conclusion": "Насос не отгружаем без подписи в листе.",
        }
        close_incident(by=head, incident_id=found.pk, **ended)
    with clock.stopped(now - timedelta(hours=3)):
        other = report_incident(
            by=staff["Лис"], kind=IncidentKind.DATA, severity=Severity.MINOR, text=MAILED, key="demo", confidential=True
        )
        take_incident(by=head, incident_id=other.pk)
        due = clock.today() + timedelta(days=1)
        text = "Позвонить обоим клиентам и попросить удалить письмо"
        set_measure(by=head, incident_id=other.pk, text=text, owner_id=staff["Лис"].id or 0, due_on=due)
