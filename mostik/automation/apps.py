"""The room's name plate and what it hears."""

from django.apps import AppConfig


class AutomationRoom(AppConfig):
    """Webhooks: news for other programs."""

    name = "mostik.automation"
    label = "automation"

    def ready(self) -> None:
        """Declare rights and effects, and listen to the journal."""
        from mostik.automation import access, panels, reactions, tasks  # noqa: F401, PLC0415 - after the models are there
