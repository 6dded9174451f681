"""Own fields of records for programs: read and written under ``own``, by the field's name."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.queries.fields import programs
from mostik.crm.terms import Holder
from mostik.web import schemas

OwnIn = Annotated[
    dict[Annotated[str, Field(pattern=r"^own_\d{1,9}$")], Any],
    Field(max_length=60, description="Own fields by name, as they are read.", examples=[{}]),
]
OWN_IN: Mapping[str, schemas.Column] = {"own": (OwnIn | None, None)}
OWN_OUT: Mapping[str, schemas.Column] = {"own": (dict[str, Any], lambda row, _viewer: row.own_told)}


def own_ready(holder: Holder) -> Any:
    """Return what fetches the own values of a page of records."""
    return lambda rows, viewer: programs.tell(rows, holder, viewer=viewer)


def heard(holder: Holder, by: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said with own values as they are kept."""
    if "own" not in said:
        return dict(said)
    return {**said, "own": programs.listen(said["own"] or {}, holder, viewer=by)}
