"""The plates are put up when the product starts."""

from django.apps import AppConfig


class ConfigRoom(AppConfig):
    """Menu, timers and data map are declared once all rooms are there."""

    name = "mostik.config"
    label = "config"

    def ready(self) -> None:
        """Declare the menu, the timers and the data map."""
        from mostik.config import data_map, effects, jobs, menu  # noqa: PLC0415 - after the rooms are there

        menu.declare()
        jobs.declare()
        data_map.declare()
        effects.declare()
