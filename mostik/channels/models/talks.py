"""Connected ways, the talks that go over them and what clients wrote."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import POLL, Line, Way, way_of
from mostik.channels.terms import TalkState
from mostik.core.models import Tracked
from mostik.core.vault import opened
from mostik.core.versions import Versioned
from mostik.people.access import Team


class Account(Versioned, Tracked):
    """A connected way: a bot, a mailbox, a provider's account. Its secrets lie locked and are never shown."""

    way = models.CharField(max_length=16)
    title = models.CharField(_("name"), max_length=80)
    told = models.JSONField(default=dict, help_text="What was filled in when it was connected, secrets left out.")
    secrets = models.JSONField(default=dict, help_text="Name → the locked secret.")
    door = models.CharField(max_length=48, unique=True, help_text="The last part of the address the far side calls.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    name = models.CharField(max_length=120, default="", help_text="What the far side calls this account.")
    offset = models.BigIntegerField(default=0, help_text="The next update to ask for.")
    heard_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row, since it last answered.")
    rest_until = models.DateTimeField(null=True, help_text="Until when one that does not answer is left alone.")
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title

    @property
    def way_row(self) -> Way:
        """The way it is an account of."""
        return way_of(self.way)

    @property
    def is_asked(self) -> bool:
        """Whether Mostik asks the far side for what is new."""
        return self.way_row.polls and self.told.get("mode", POLL) == POLL

    @property
    def code(self) -> str:
        """What leads from here are marked with: "telegram:7"."""
        return f"{self.way}:{self.pk}"

    @property
    def is_personal(self) -> bool:
        """Whether what comes here is its owner's, and nobody else's."""
        return bool(self.told.get("whose") == "personal")

    @property
    def is_in_use(self) -> bool:
        """Whether it takes and sends."""
        return self.paused_at is None and self.removed_at is None

    def line(self) -> Line:
        """Return the account at work; only for a way that has a line."""
        make = self.way_row.line
        assert make is not None
        return make(self)

    def secret(self, name: str) -> str:
        """Return a secret in the clear, to be used at once; nothing where none is kept."""
        kept = self.secrets.get(name, "")
        return opened(kept) if kept else ""


class Talk(models.Model):
    """A conversation with one outside address over one account."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="talks")
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=120, default="", help_text="What they call themselves there.")
    contact = models.ForeignKey("crm.Contact", models.SET_NULL, null=True, related_name="+")
    company = models.ForeignKey("crm.Company", models.SET_NULL, null=True, related_name="+")
    deal = models.ForeignKey("crm.Deal", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=[(each, each) for each in TalkState], default=TalkState.WAITING)
    unread = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=200, default="")
    last_in = models.BooleanField(default=True, help_text="Whether the client spoke last.")
    gone_at = models.DateTimeField(null=True, help_text="Since when they take no messages from us.")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="talks_newest"),
            models.Index(fields=["owner", "-last_at"], name="talks_of_an_owner"),
            models.Index(fields=["team", "-last_at"], name="talks_of_a_team"),
            models.Index(fields=["deal"], name="talks_of_a_deal"),
            models.Index(fields=["contact"], name="talks_of_a_contact"),
            models.Index(fields=["company"], name="talks_of_a_company"),
        ]
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="one_talk_of_an_address")]

    def __str__(self) -> str:
        return self.name or self.address


class Arrival(models.Model):
    """What a client wrote: once, whatever the far side repeats. Files are attached to it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="arrivals")
    number = models.CharField(max_length=250, help_text="What the far side calls it.")
    subject = models.CharField(max_length=200, default="")
    text = models.TextField(default="")
    html = models.TextField(default="")
    missing = models.CharField(max_length=300, default="", help_text="Files that came with it and could not be kept.")
    at = models.DateTimeField(help_text="When it was written.")
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["talk", "at", "id"], name="arrivals_of_a_talk")]
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="one_arrival_of_a_number")]

    def __str__(self) -> str:
        return self.text[:80]


class Heard(models.Model):
    """What the far side sent, as it came: kept before anything is read from it, worked on by a job, once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    number = models.CharField(max_length=80, help_text="What tells it from another: the far side's own or its digest.")
    body = models.TextField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="heard_age")]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="heard_once"),
            models.CheckConstraint(name="heard_has_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.number}"


class Invitation(models.Model):
    """A link by which one client begins a talk: whoever follows it is joined with them."""

    token = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    contact = models.ForeignKey("crm.Contact", models.CASCADE, null=True, related_name="+")
    company = models.ForeignKey("crm.Company", models.CASCADE, null=True, related_name="+")
    deal = models.ForeignKey("crm.Deal", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.token[:4]}…"
