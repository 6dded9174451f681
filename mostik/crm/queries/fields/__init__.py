"""Own fields as a viewer sees them: the fields themselves, their values on records, what they point to."""

from mostik.crm.queries.fields.known import TYPES, every_field, field_titles, own_field, own_fields, search_text
from mostik.crm.queries.fields.shown import OwnValue, own_cells, own_lines, own_panel, own_words, record_labels

__all__ = [
    "TYPES",
    "OwnValue",
    "every_field",
    "field_titles",
    "own_cells",
    "own_field",
    "own_fields",
    "own_lines",
    "own_panel",
    "own_words",
    "record_labels",
    "search_text",
]
