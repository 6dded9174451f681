"""The room's name plate and what it hears."""

from django.apps import AppConfig


class SimulatorRoom(AppConfig):
    """The virtual department."""

    name = "mostik.simulator"
    label = "simulator"

    def ready(self) -> None:
        """Declare the right and the effect."""
        from mostik.simulator import access, tasks  # noqa: F401, PLC0415 - after the models are there
