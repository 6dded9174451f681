"""Whom not to write to, and the turn in which sendings to one client are counted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.terms import StopSource


class Stop(models.Model):
    """An address robots and offers do not go to; without a way it stands for every way, with a person for all of them.

    Taken back it stays to be read.
    """

    way = models.CharField(_("way"), max_length=16, blank=True, default="")
    address = models.CharField(_("address"), max_length=254)
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=[(each, each) for each in StopSource])
    why = models.CharField(_("why"), max_length=200, blank=True, default="")
    by_name = models.CharField(max_length=120, default="")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact"], name="stops_of_a_person", condition=Q(removed_at__isnull=True)),
            models.Index(fields=["-made_at", "-id"], name="stops_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "way"], name="one_stop_of_an_address", condition=Q(removed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.address


class ClientTurn(models.Model):
    """Held while it is counted how much a client was sent: two workers never count at once."""

    key = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.key
