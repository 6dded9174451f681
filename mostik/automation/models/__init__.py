"""Tables of the room: webhooks and their messages."""

from mostik.automation.models.webhooks import Message, MessageState, Webhook

__all__ = ["Message", "MessageState", "Webhook"]
