"""The room of the frame, the journal and the outbox."""

from django.apps import AppConfig


class CoreRoom(AppConfig):
    """The frame for writes, the journal, the outbox, files, notifications, the clock."""

    name = "mostik.core"
    label = "core"

    def ready(self) -> None:
        """Declare rights."""
        from mostik.core import access  # noqa: F401, PLC0415 - after the models are there
