"""The room's name plate and what it hears."""

from django.apps import AppConfig


class ChannelsRoom(AppConfig):
    """Where clients come in and answers go out."""

    name = "mostik.channels"
    label = "channels"

    def ready(self) -> None:
        """Declare rights, effects, listeners and what robots may do."""
        from mostik.channels import access, panels, reactions, robots, tasks  # noqa: F401, PLC0415 - after the models
        from mostik.channels.adapters import chat, email, max_bots, sms, telegram  # noqa: F401, PLC0415
        from mostik.channels.commands import posting  # noqa: PLC0415
        from mostik.channels.queries import booking_week, lead_sources  # noqa: F401, PLC0415
        from mostik.crm.catalog import post_by  # noqa: PLC0415

        lead_sources.declare()
        post_by(posting)
