"""Which text robot answers over which account."""

from django.db import models

from mostik.channels.models.talks import Account


class Answering(models.Model):
    """A text robot answers first over an account."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    dialogue = models.ForeignKey("automation.Dialogue", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.dialogue_id}"
