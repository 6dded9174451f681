"""The language model that reads what text robots do not understand, and what became of each reading."""

from django.db import models

from mostik.automation.models.dialogues import DialogueTalk
from mostik.automation.terms import Outcome


class Reader(models.Model):
    """The one language model a company has connected; off until somebody switches it on."""

    url = models.CharField(max_length=2000, help_text="Where chat completions are asked for.")
    model = models.CharField(max_length=120)
    secret = models.TextField(default="")
    daily = models.PositiveIntegerField(default=300, help_text="Readings a day at most.")
    works_since = models.DateTimeField(null=True, help_text="Empty: switched off.")
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.model


class Reading(models.Model):
    """One message a model was asked about, once for each step of a talk; the words themselves lie with the talk."""

    talk = models.ForeignKey(DialogueTalk, models.CASCADE, related_name="readings")
    turn = models.PositiveIntegerField(help_text="The step of the talk.")
    outcome = models.CharField(max_length=8, choices=[(each, each) for each in Outcome])
    took = models.PositiveIntegerField(help_text="Milliseconds.")
    tokens = models.PositiveIntegerField(default=0, help_text="What the far side counted.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="readings_by_time")]
        constraints = [models.UniqueConstraint(fields=["talk", "turn"], name="one_reading_a_step")]

    def __str__(self) -> str:
        return f"{self.talk_id}:{self.turn}"
