"""Rows that people edit: a version that grows with every change, and for each field the version that changed it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from mostik.core.journal import timeline
from mostik.kernel.events import Ref

LOOKED_AT = 100


class Versioned(models.Model):
    """A row several people may edit at once (see ``kernel.versions``)."""

    version = models.PositiveIntegerField(default=0)
    touched = models.JSONField(default=dict, help_text="Field → the version that last changed it.")

    class Meta:
        abstract = True

    def touch(self, names: Iterable[str] = ()) -> None:
        """Grow the version and remember that it changed these fields; unsaved."""
        self.version += 1
        self.touched = {**self.touched, **dict.fromkeys(names, self.version)}


def who_changed(about: Ref, name: str) -> str:
    """Return who last changed a field of a record, by its journal; the latest to do anything there when unknown."""
    lines = list(timeline(about).filter(about_kind=about.kind, about_id=about.id)[:LOOKED_AT])
    for line in lines:
        if any(change[0] == name for change in _changes(line.payload)):
            return line.actor_name
    return lines[0].actor_name if lines else ""


def _changes(payload: dict[str, Any]) -> list[list[str]]:
    return payload.get("changes") or []
