"""Tables of the room: webhooks and their messages, robots and their runs."""

from mostik.automation.models.robots import Robot, RobotEdition, Run, RunStep
from mostik.automation.models.webhooks import Message, MessageState, Webhook

__all__ = ["Message", "MessageState", "Robot", "RobotEdition", "Run", "RunStep", "Webhook"]
