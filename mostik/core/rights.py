"""The list of rights. Each room declares its verbs in its ``access``; roles are made of them."""

from dataclasses import dataclass

from django.utils.functional import Promise

RIGHTS: dict[str, "Right"] = {}
#: The right to take records and figures away as files: the room of clients declares it, lists of every room ask for it.
EXPORT = "crm.export_records"


@dataclass(frozen=True)
class Right:
    """A verb somebody may be allowed: ``crm.win_deal``, with the words a head reads when editing a role."""

    code: str
    title: str | Promise
    room: str


def declare(room: str, **verbs: str | Promise) -> None:
    """Declare a room's rights: ``declare("crm", win_deal=_("Win deals"))`` makes ``crm.win_deal``."""
    for verb, title in verbs.items():
        RIGHTS[f"{room}.{verb}"] = Right(f"{room}.{verb}", title, room)
