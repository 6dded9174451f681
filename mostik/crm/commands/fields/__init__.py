"""Own fields made, changed, archived, brought back; values put onto records by other rooms' imports."""

from mostik.crm.commands.fields.definitions import (
    FieldValues,
    add_field,
    archive_field,
    edit_field,
    mend_indexes,
    order_field,
    restore_field,
)

__all__ = [
    "FieldValues",
    "add_field",
    "archive_field",
    "edit_field",
    "mend_indexes",
    "order_field",
    "restore_field",
]
