"""The virtual department is built through other rooms' commands, as any company would be."""

from mostik.simulator.commands.building import build_department
from mostik.simulator.commands.cards import fill_cards
from mostik.simulator.commands.robots import put_robots_to_work

__all__ = ["build_department", "fill_cards", "put_robots_to_work"]
