"""The room of the frame, the journal and the outbox."""

from django.apps import AppConfig


class CoreRoom(AppConfig):
    """The frame for writes, the journal, the outbox, files, notifications, the clock."""

    name = "mostik.core"
    label = "core"

    def ready(self) -> None:
        """Declare rights; let screens go by the one clock and the search hear what is written."""
        from mostik.core import access, anchors, clock, doubts, journal, search  # noqa: F401, PLC0415 - after the models are there
        from mostik.core.archive import tasks  # noqa: F401, PLC0415
        from mostik.core.attachments import tasks as drawing  # noqa: F401, PLC0415
        from mostik.web import clock as screens  # noqa: PLC0415

        screens.go_by(clock.now)
        search.listen()
        anchors.anchored(anchors.Chain("journal", journal.last_seal, journal.seal_at))
