"""Moving to ready-made robots that know what they were made of: those taken before are known by name and beginning."""

from mostik.automation.terms import RobotKind
from mostik.core import clock
from tests.conftest import TODAY
from tests.older import older, upgrade

BEFORE, AFTER = ("automation", "0009_enrolment_picked"), ("automation", "0010_ready_known")


def test_taken_before_are_known_and_others_of_the_name_are_not(django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older(tmp_path, BEFORE) as apps:
        department = apps.get_model("people", "Department").objects.create(title="Sales")
        role = apps.get_model("people", "Role").objects.create(code="head", title="Head", reach="all")
        told = {"email": "anna@mostik.test", "role": role, "department": department, "hired_on": TODAY}
        anna = apps.get_model("people", "User").objects.create(**told)
        told = {"kind": RobotKind.SEQUENCE, "subject": "deal", "owner": anna, "made_at": clock.now()}
        robots = apps.get_model("automation", "Robot").objects
        rows = [
            robots.create(title=title, draft={"trigger": trigger, "steps": []}, **told)
            for title, trigger in (
                ("Прогрев перед встречей", "deal.planned"),
                ("Ask why after a refusal", "deal.lost"),
                ("Прогрев перед встречей", "deal.won"),
                ("Своя", "deal.planned"),
            )
        ]
        after = upgrade(AFTER)
        known = dict(after.get_model("automation", "Robot").objects.values_list("pk", "ready"))
        assert [known[row.pk] for row in rows] == ["warm_up", "ask_why", "", ""]
