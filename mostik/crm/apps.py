"""The room's name plate and what it hears."""

from django.apps import AppConfig


class CrmRoom(AppConfig):
    """Clients and deals."""

    name = "mostik.crm"
    label = "crm"

    def ready(self) -> None:
        """Declare rights and effects, and listen to the journal."""
        from mostik.crm import (  # noqa: F401, PLC0415 - after the models are there
            access,
            panels,
            reactions,
            robots,
            tasks,
        )
        from mostik.crm.pages import robots as editors  # noqa: F401, PLC0415
        from mostik.crm.queries import evidence  # noqa: F401, PLC0415
