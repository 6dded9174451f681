"""What every letter on its way to one address keeps of itself, whichever room sends it."""

from django.db import models

from mostik.analysis.terms import LetterState


class OnItsWay(models.Model):
    """A letter on its way: how far it is, when that was settled, why it did not go.

    ``turn`` grows where a person sends it again. See ``commands.sendings``.
    """

    state = models.CharField(max_length=8, choices=[(each.value, each.value) for each in LetterState])
    turn = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")

    class Meta:
        abstract = True
