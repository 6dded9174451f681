"""Own fields: what a field is, how its values are kept, read from text and written back. Pure."""

from mostik.crm.rules.fields.kinds import FieldView, Kept, Option
from mostik.crm.rules.fields.values import checked, typed

__all__ = ["FieldView", "Kept", "Option", "checked", "typed"]
