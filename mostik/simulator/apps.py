"""The room's name plate and what it hears."""

from django.apps import AppConfig


class SimulatorRoom(AppConfig):
    """The virtual department."""

    name = "mostik.simulator"
    label = "simulator"
