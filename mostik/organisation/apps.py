"""The room's name plate."""

from django.apps import AppConfig


class OrganisationRoom(AppConfig):
    """The department as a machine."""

    name = "mostik.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Declare rights, and what the department's schedule is told."""
        from mostik.organisation import access  # noqa: F401, PLC0415 - after the models are there
        from mostik.organisation.queries import standup_times  # noqa: F401, PLC0415
