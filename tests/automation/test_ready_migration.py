"""Moving to ready-made robots that know what they were made of: those taken before are known by name and beginning."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mostik.automation.models import Robot
from mostik.automation.terms import RobotKind
from mostik.core import clock

BEFORE, AFTER = [("automation", "0009_enrolment_picked")], [("automation", "0010_ready_known")]


def test_taken_before_are_known_and_others_of_the_name_are_not(cast, transactional_db):
    told = {"kind": RobotKind.SEQUENCE, "subject": "deal", "owner": cast.anna, "made_at": clock.now()}
    rows = [
        Robot.objects.create(title=title, draft={"trigger": trigger, "steps": []}, **told)
        for title, trigger in (
            ("Прогрев перед встречей", "deal.planned"),
            ("Ask why after a refusal", "deal.lost"),
            ("Прогрев перед встречей", "deal.won"),
            ("Своя", "deal.planned"),
        )
    ]
    MigrationExecutor(connection).migrate(BEFORE)
    MigrationExecutor(connection).migrate(AFTER)
    known = dict(Robot.objects.values_list("pk", "ready"))
    assert [known[row.pk] for row in rows] == ["warm_up", "ask_why", "", ""]
