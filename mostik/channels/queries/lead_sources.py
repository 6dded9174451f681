"""Sources of leads of this room by name: forms and webhooks, connected ways, numbers told apart, the booking page."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import WAYS
from mostik.channels.models import Account, Source, TrackedNumber
from mostik.channels.terms import SOURCE_KINDS
from mostik.core.actors import Actor
from mostik.crm.catalog import lead_source


def titles(*, viewer: Actor, kind: str) -> Mapping[str, str]:  # noqa: ARG001 - what a source is called is no secret
    """Return the sources of a kind by their codes."""
    rows = Source.objects.filter(kind=kind, removed_at__isnull=True).order_by("title")
    return {row.code: row.title for row in rows.only("kind", "title")}


def accounts(*, viewer: Actor, way: str) -> Mapping[str, str]:  # noqa: ARG001 - nor what a connected way is called
    """Return the connected accounts of a way by their codes."""
    rows = Account.objects.filter(way=way, removed_at__isnull=True).order_by("title")
    return {row.code: row.title for row in rows.only("way", "title")}


def called(*, viewer: Actor) -> Mapping[str, str]:  # noqa: ARG001 - nor which advertisements have numbers
    """Return the sources calls are told apart by."""
    rows = TrackedNumber.objects.filter(removed_at__isnull=True).exclude(source="").order_by("source")
    return {f"call:{source}"[:40]: source for source in rows.values_list("source", flat=True).distinct()}


def declare() -> None:
    """Let rules of giving leads out name what this room takes in."""
    for kind, words in SOURCE_KINDS.items():
        lead_source(kind.value, _(words), lambda viewer, kind=kind: titles(viewer=viewer, kind=kind))  # type: ignore[misc]
    for way in WAYS.values():
        lead_source(way.code, way.words, lambda viewer, code=way.code: accounts(viewer=viewer, way=code))  # type: ignore[misc]
    lead_source("call", _("Call to a number told apart"), lambda viewer: called(viewer=viewer))
    lead_source("booking", _("Booking page"))
