"""The room's name plate and what it hears."""

from django.apps import AppConfig


class ControlRoom(AppConfig):
    """What was agreed happens."""

    name = "mostik.control"
    label = "control"

    def ready(self) -> None:
        """Declare rights, what is found and what is done by the clock."""
        from mostik.control import access, panels, reactions, tasks  # noqa: F401, PLC0415 - after the models are there
