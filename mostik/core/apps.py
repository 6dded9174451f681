"""The room of the frame, the journal and the outbox."""

from django.apps import AppConfig


class CoreRoom(AppConfig):
    """The frame for writes, the journal, the outbox, files, notifications, the clock."""

    name = "mostik.core"
    label = "core"
