"""The indexes of own fields: made with the field, gone with it, so that a list asks a million records in no time."""

from django.db import connection
from django.db.models import Count, Model
from django.utils.translation import gettext as _

from mostik.crm.models import Activity, Company, Contact, Deal, RegisterRow
from mostik.crm.models.own import Slot, drop_index_sql, index_sql, run_sql
from mostik.crm.rules.fields.kinds import INDEXED, WHOLE, FieldView
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.refusals import Conflict

TABLES: dict[Holder, type[Model]] = {
    Holder.DEAL: Deal,
    Holder.COMPANY: Company,
    Holder.CONTACT: Contact,
    Holder.ACTIVITY: Activity,
    Holder.ROW: RegisterRow,
}


def make_indexes(field: FieldView) -> None:
    """Make the field's index if lists ask about it, and the one that lets no value repeat. Refuses repeated values."""
    if field.archived or not (field.listed or field.unique) or field.type not in INDEXED:
        return
    if field.unique:
        _refuse_repeats(field)
    table = TABLES[field.holder]._meta.db_table  # noqa: SLF001 - public by Django's documentation
    kind = "many" if field.type is FieldType.CHOICES else "one"
    run_sql(index_sql(connection.vendor, table, field.key, kind=kind, whole=field.type in WHOLE, unique=field.unique))


def drop_indexes(field: FieldView) -> None:
    """Take the field's indexes away."""
    run_sql(drop_index_sql(field.key))


def _refuse_repeats(field: FieldView) -> None:
    rows = TABLES[field.holder]._default_manager.filter(removed_at__isnull=True)  # noqa: SLF001 - Django's own name
    kept = rows.annotate(kept=Slot("own", field.key, whole=field.type in WHOLE)).filter(kept__isnull=False)
    twice = kept.order_by().values("kept").annotate(n=Count("pk")).filter(n__gt=1)
    if count := twice.count():
        raise Conflict(_("{count} values repeat: mend them first, then let none repeat."), params={"count": count})
