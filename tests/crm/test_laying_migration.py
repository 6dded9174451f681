"""Moving to payments laid on invoices: what had come before is laid on what was issued before."""

from datetime import date, timedelta

from mostik.core import clock
from tests.conftest import TODAY
from tests.older import older, upgrade

BEFORE, AFTER = ("crm", "0013_segments"), ("crm", "0014_receivables")


def company(apps):
    """Return a way to make deals and a way to make issued invoices as the version before kept them."""
    made = {name: apps.get_model("crm", name).objects for name in ("Pipeline", "Stage", "Deal", "Document", "Seller")}
    department = apps.get_model("people", "Department").objects.create(title="Sales")
    role = apps.get_model("people", "Role").objects.create(code="manager", title="Manager", reach="own")
    users = apps.get_model("people", "User").objects
    boris = users.create(email="boris@mostik.test", role=role, department=department, hired_on=TODAY)
    pipeline = made["Pipeline"].create(title="Sales", default=True)
    stage = made["Stage"].create(pipeline=pipeline, title="Talks", kind="open", sort=0, probability=50)
    seller = made["Seller"].create(title="Mostik")
    now = {"created_at": clock.now(), "stage_since": clock.now()}

    def deal():
        return made["Deal"].create(title="Deal", owner=boris, pipeline=pipeline, stage=stage, currency="RUB", **now)

    def invoice(row, **told):
        asked = {"kind": "invoice", "status": "issued", "issued_at": clock.now(), "dated_on": TODAY, **told}
        number = made["Document"].count() + 1
        asked.update(number=f"M-{number}", sequence=number, year=TODAY.year)
        return made["Document"].create(deal=row, seller=seller, currency="RUB", made_at=clock.now(), **asked)

    return deal, invoice


def test_what_was_paid_in_part_is_not_owed_in_full(django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), older(tmp_path, BEFORE) as apps:
        deal, invoice = company(apps)
        sold, other, foreign = deal(), deal(), deal()
        marked = invoice(sold, paid_at=clock.now(), status="paid", amount_minor=100)
        late = invoice(sold, amount_minor=500, due_on=TODAY + timedelta(days=9))
        soon = invoice(sold, amount_minor=300, due_on=TODAY)
        cancelled = invoice(sold, cancelled_at=clock.now(), status="cancelled", amount_minor=1)
        lone = invoice(other, amount_minor=100)
        for row, day, minor, more in (
            (sold, 1, 250, {}),
            (sold, 2, 999, {"withdrawn_at": clock.now()}),
            (sold, 3, 200, {}),
            (foreign, 4, 999, {}),
        ):
            told = {"amount_minor": minor, "currency": "RUB", "paid_on": date(2026, 11, day), **more}
            apps.get_model("crm", "Payment").objects.create(deal_id=row.pk, **told)
        assert_laid(upgrade(AFTER), marked, late, soon, cancelled, lone)


def assert_laid(apps, marked, late, soon, cancelled, lone):
    def anew(row):
        return apps.get_model("crm", "Document").objects.get(pk=row.pk)

    told = [(row.status, row.paid_minor, row.before_minor) for row in (anew(marked), anew(late), anew(soon))]
    assert told == [("paid", 100, 0), ("issued", 50, 0), ("paid", 300, 0)]
    assert anew(soon).paid_at == clock.moment(date(2026, 11, 3))
    assert [anew(row).paid_minor for row in (cancelled, lone)] == [0, 0]
    laid = apps.get_model("crm", "Allocation").objects.order_by("pk")
    assert list(laid.values_list("payment__amount_minor", "document", "amount_minor")) == [
        (250, marked.pk, 100), (250, soon.pk, 150), (200, soon.pk, 150), (200, late.pk, 50),
    ]  # fmt: skip
