"""What can happen to webhooks and robots."""

from mostik.automation.events.robots import (
    RobotChanged,
    RobotMade,
    RobotRemoved,
    RobotRestored,
    RobotSwitchedOff,
    RobotSwitchedOn,
)
from mostik.automation.events.webhooks import WebhookAdded, WebhookEdited, WebhookRemoved, WebhookRestored

__all__ = [
    "RobotChanged",
    "RobotMade",
    "RobotRemoved",
    "RobotRestored",
    "RobotSwitchedOff",
    "RobotSwitchedOn",
    "WebhookAdded",
    "WebhookEdited",
    "WebhookRemoved",
    "WebhookRestored",
]
