"""What can happen to webhooks."""

from mostik.automation.events.webhooks import WebhookAdded, WebhookEdited, WebhookRemoved, WebhookRestored

__all__ = ["WebhookAdded", "WebhookEdited", "WebhookRemoved", "WebhookRestored"]
