"""The room's name plate."""

from django.apps import AppConfig


class OrganisationRoom(AppConfig):
    """The department as a machine."""

    name = "mostik.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Declare rights."""
        from mostik.organisation import access  # noqa: F401, PLC0415 - after the models are there
