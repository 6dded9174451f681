"""The room's name plate and what it hears."""

from django.apps import AppConfig


class PlanningRoom(AppConfig):
    """From the owner's wish to today's calls."""

    name = "mostik.planning"
    label = "planning"

    def ready(self) -> None:
        """Declare rights."""
        from mostik.planning import access  # noqa: F401, PLC0415 - after the models are there
