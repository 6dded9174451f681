"""The plates are put up when the product starts."""

from django.apps import AppConfig


class ConfigRoom(AppConfig):
    """Menu and timers are declared once all rooms are there."""

    name = "mostik.config"
    label = "config"

    def ready(self) -> None:
        """Declare the menu and the timers."""
        from mostik.config import jobs, menu  # noqa: PLC0415 - after the rooms are there

        menu.declare()
        jobs.declare()
