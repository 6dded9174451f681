"""The room's name plate."""

from django.apps import AppConfig


class KitRoom(AppConfig):
    """What salespeople sell with."""

    name = "mostik.kit"
    label = "kit"

    def ready(self) -> None:
        """Declare rights, panels, what is listened to and what robots may do."""
        from mostik.kit import access, panels, reactions, robots  # noqa: F401, PLC0415 - after the models
