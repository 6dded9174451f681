"""What can happen to webhooks."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class WebhookEvent(Event):
    """An event of a webhook; its secret is never part of it."""

    webhook: int
    title: str
    url: str = ""

    def about(self) -> Ref:
        """The webhook."""
        return Ref("automation.webhook", self.webhook)


@dataclass(frozen=True, kw_only=True)
class WebhookAdded(WebhookEvent):
    """Another program hears of changes."""

    name = "automation.webhook_added"
    says = N_("added the webhook {title}")


@dataclass(frozen=True, kw_only=True)
class WebhookEdited(WebhookEvent):
    """It hears other things, elsewhere, or is stopped for a while."""

    name = "automation.webhook_edited"
    says = N_("changed the webhook {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class WebhookRemoved(WebhookEvent):
    """It hears nothing any more."""

    name = "automation.webhook_removed"
    says = N_("removed the webhook {title}")


@dataclass(frozen=True, kw_only=True)
class WebhookRestored(WebhookEvent):
    """A removed webhook is back."""

    name = "automation.webhook_restored"
    says = N_("restored the webhook {title}")
