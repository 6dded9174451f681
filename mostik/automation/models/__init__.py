"""Tables of the room: webhooks and their messages, robots and their runs, text robots and their talks."""

from mostik.automation.models.dialogues import Dialogue, DialogueEdition, DialogueLine, DialogueTalk
from mostik.automation.models.reader import Reader, Reading
from mostik.automation.models.robots import Enrolment, Robot, RobotEdition, Run, RunStep
from mostik.automation.models.webhooks import Message, MessageState, Webhook

__all__ = [
    "Dialogue",
    "DialogueEdition",
    "DialogueLine",
    "DialogueTalk",
    "Enrolment",
    "Message",
    "MessageState",
    "Reader",
    "Reading",
    "Robot",
    "RobotEdition",
    "Run",
    "RunStep",
    "Webhook",
]
