"""The room's name plate and what it hears."""

from django.apps import AppConfig


class PlanningRoom(AppConfig):
    """From the owner's wish to today's calls."""

    name = "mostik.planning"
    label = "planning"

    def ready(self) -> None:
        """Declare rights; give reports what is planned."""
        from mostik.analysis import catalog  # noqa: PLC0415 - after the models are there
        from mostik.planning import access  # noqa: F401, PLC0415
        from mostik.planning.queries import planned, schedule  # noqa: F401, PLC0415

        catalog.plans_are(catalog.Plans(planned.METRICS, planned.planned))
