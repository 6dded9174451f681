"""The room of structure, roles, calendar and sign-in."""

from django.apps import AppConfig


class PeopleRoom(AppConfig):
    """Who works here and what they may see."""

    name = "mostik.people"
    label = "people"

    def ready(self) -> None:
        """Declare rights, listen to the journal, watch over the lists of clients' data."""
        from mostik.core import anchors, files, notifications  # noqa: PLC0415
        from mostik.people import access, reactions, tasks  # noqa: F401, PLC0415 - after the models are there
        from mostik.people.commands.notices import sending  # noqa: PLC0415
        from mostik.people.pages import exports  # noqa: PLC0415
        from mostik.people.queries import reads  # noqa: PLC0415
        from mostik.web import tables, watching  # noqa: PLC0415

        anchors.anchored(anchors.Chain("reads", reads.last_seal, reads.seal_at))
        notifications.carried_by(sending.carry)
        files.seen_by(exports.file_seen)
        tables.watch(gate=exports.gate, told=exports.told)
        watching.watch(exports.told_program)
