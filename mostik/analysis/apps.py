"""The room's name plate and what it hears."""

from django.apps import AppConfig


class AnalysisRoom(AppConfig):
    """Figures that decide."""

    name = "mostik.analysis"
    label = "analysis"

    def ready(self) -> None:
        """Declare rights, register metrics and listen to the journal."""
        from mostik.analysis import access, metrics, panels, reactions  # noqa: F401, PLC0415 - after the models are there
