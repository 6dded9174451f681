"""The room of the shell and the components."""

from django.apps import AppConfig


class WebRoom(AppConfig):
    """What every screen is made of."""

    name = "mostik.web"
    label = "web"
