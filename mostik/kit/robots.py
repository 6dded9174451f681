"""What robots do with the library: materials sent, heard to be opened."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, Trigger, declare
from mostik.channels.terms import PURPOSES, Purpose
from mostik.core.actors import Actor
from mostik.kit import events
from mostik.kit.commands.sharing import NoWay, send_material
from mostik.kit.queries.materials import material, material_rows
from mostik.kit.queries.sharing import way_to


def _send(*, by: Actor, number: int, told: Told, key: str) -> str:
    row = material(int(told["material"]), viewer=by)
    purpose = told.get("purpose") or Purpose.SERVICE
    send_material(by=by, deal_id=number, material_id=row.pk, key=key, purpose=purpose)
    return row.title


def _shows(*, by: Actor, number: int, told: Told) -> str:
    if not way_to(number, viewer=by):
        raise NoWay
    return material(int(told["material"]), viewer=by).title


def _opened(event: events.MaterialOpened, told: Told) -> int | None:
    return event.deal if told.get("material", "") in {"", str(event.material)} else None


def _titles(viewer: Actor) -> list[tuple[str, str]]:
    rows = material_rows(viewer=viewer).filter(archived_at__isnull=True).order_by("title", "pk")
    return [(str(row.pk), row.title) for row in rows]


def _purposes(_viewer: Actor) -> list[tuple[str, Any]]:
    return [(code.value, _now(words)) for code, words in PURPOSES.items()]


declare(
    Trigger(
        "material.opened",
        _("A client opens a material"),
        "deal",
        {events.MaterialOpened: _opened},
        asks=(Ask("material", _("Material"), choices=_titles, required=False, help=_("Nothing chosen: any.")),),
    ),
    Deed(
        "deal.material",
        _("Send a material to the client"),
        "deal",
        _send,
        _shows,
        asks=(
            Ask("material", _("Material"), choices=_titles, help=_("It goes by the client's own way, as a link.")),
            Ask("purpose", _("What for"), choices=_purposes, required=False, usual=Purpose.SERVICE),
        ),
        icon="book",
    ),
)
