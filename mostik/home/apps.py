"""The room's name plate and what it hears."""

from django.apps import AppConfig


class HomeRoom(AppConfig):
    """The bridge and everybody's first screen."""

    name = "mostik.home"
    label = "home"
