"""What can happen to webhooks, robots and text robots."""

from mostik.automation.events.dialogues import (
    DialogueChanged,
    DialogueMade,
    DialogueRemoved,
    DialogueRestored,
    DialogueSwitchedOff,
    DialogueSwitchedOn,
    TalkEnded,
)
from mostik.automation.events.reader import ReaderConnected, ReaderRemoved, ReaderSwitchedOff, ReaderSwitchedOn
from mostik.automation.events.robots import (
    RobotChanged,
    RobotEnrolled,
    RobotMade,
    RobotRemoved,
    RobotRestored,
    RobotSwitchedOff,
    RobotSwitchedOn,
    StepSkipped,
)
from mostik.automation.events.webhooks import WebhookAdded, WebhookEdited, WebhookRemoved, WebhookRestored

__all__ = [
    "DialogueChanged",
    "DialogueMade",
    "DialogueRemoved",
    "DialogueRestored",
    "DialogueSwitchedOff",
    "DialogueSwitchedOn",
    "ReaderConnected",
    "ReaderRemoved",
    "ReaderSwitchedOff",
    "ReaderSwitchedOn",
    "RobotChanged",
    "RobotEnrolled",
    "RobotMade",
    "RobotRemoved",
    "RobotRestored",
    "RobotSwitchedOff",
    "RobotSwitchedOn",
    "StepSkipped",
    "TalkEnded",
    "WebhookAdded",
    "WebhookEdited",
    "WebhookRemoved",
    "WebhookRestored",
]
