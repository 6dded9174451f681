"""The room of structure, roles, calendar and sign-in."""

from django.apps import AppConfig


class PeopleRoom(AppConfig):
    """Who works here and what they may see."""

    name = "mostik.people"
    label = "people"

    def ready(self) -> None:
        """Declare rights and listen to the journal."""
        from mostik.people import access  # noqa: F401, PLC0415 - after the models are there
