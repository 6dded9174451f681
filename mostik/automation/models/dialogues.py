"""Text robots: what each says and asks in numbered editions, its talks, and every line of them with why it was said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.automation.terms import TalkEnd


class Dialogue(models.Model):
    """Who talks with clients by itself: its edition at work, and the draft being changed.

    It acts for its owner: within their rights and reach at that moment, never beyond.
    """

    title = models.CharField(_("title"), max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    draft = models.JSONField(default=dict, help_text="States, intents, language, patience.")
    undo = models.JSONField(default=list, help_text="Drafts before the last changes, the newest last.")
    edition = models.ForeignKey("automation.DialogueEdition", models.PROTECT, null=True, related_name="+")
    works_since = models.DateTimeField(null=True, help_text="Empty: switched off.")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(works_since__isnull=True) | models.Q(edition__isnull=False, removed_at__isnull=True),
                name="dialogue_works_by_an_edition",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def works(self) -> bool:
        """Whether it is switched on."""
        return self.works_since is not None


class DialogueEdition(models.Model):
    """What a text robot says, as it was switched on: never changed, so a talk ends as it began."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dialogue", "number"], name="one_dialogue_edition_a_number")]

    def __str__(self) -> str:
        return f"{self.dialogue_id} v{self.number}"


class DialogueTalk(models.Model):
    """One talk of a text robot with one client: how it stands, and whose turn it is when it is handed over."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="talks")
    edition = models.ForeignKey(DialogueEdition, models.CASCADE, related_name="+")
    mouth = models.CharField(max_length=16, help_text="Where it is held.")
    number = models.BigIntegerField(help_text="Which talk of that place.")
    record = models.BigIntegerField(null=True, help_text="The deal it is about.")
    standing = models.JSONField(default=dict)
    end = models.CharField(max_length=8, choices=[(each, each) for each in TalkEnd], default=TalkEnd.OPEN)
    reason = models.CharField(max_length=20, default="", help_text="Why it was handed over.")
    nudges = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0, help_text="Grows with every line.")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answer_by = models.DateTimeField(null=True, help_text="Until when the person is to answer.")
    answered_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True, help_text="When their head was told.")
    closed_at = models.DateTimeField(null=True, help_text="Since when the robot may begin there anew.")

    class Meta:
        indexes = [
            models.Index(fields=["dialogue", "-id"], name="talks_of_a_dialogue"),
            models.Index(fields=["mouth", "number", "-id"], name="dialogues_of_a_talk"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mouth", "number"], condition=models.Q(end=TalkEnd.OPEN), name="one_dialogue_a_talk_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dialogue_id}: {self.mouth}:{self.number}"


class DialogueLine(models.Model):
    """What was heard and what was said to it, once for each cause."""

    talk = models.ForeignKey(DialogueTalk, models.CASCADE, related_name="lines")
    cause = models.CharField(max_length=80, help_text="The arrival, or the silence.")
    heard = models.TextField(default="")
    said = models.JSONField(default=list)
    why = models.JSONField(default=list)
    place = models.CharField(max_length=40, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause"], name="one_line_a_cause")]

    def __str__(self) -> str:
        return f"{self.talk_id}: {self.cause}"
