"""Tables of the frame: the journal, the outbox, timers, files, notifications, saved views, company settings."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core import clock
from mostik.core.columns import WordsField


class TrackedRows(models.QuerySet[Any]):
    """Rows that know when they last changed, also when many change by one statement."""

    def update(self, **values: Any) -> int:
        """Change the rows, and their moment of change with them."""
        return super().update(**{"updated_at": clock.now(), **values})


class Tracked(models.Model):
    """A row programs ask for by when it last changed: whichever way it is written, the moment is kept."""

    updated_at = models.DateTimeField(default=clock.now, editable=False)

    if not TYPE_CHECKING:  # to the type checker it is the usual manager, which knows each table's own rows
        objects = TrackedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the row, and the moment of it."""
        self.updated_at = clock.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)


class Entry(models.Model):
    """One line of the journal: what happened, to what, by whom. Append-only, also by the database itself.

    People are kept by number and name, without keys: the line outlives whoever it speaks of. Its one change is an
    erasure of personal values, by ``core.privacy``: the salted digests its seal vouches for stay.
    """

    at = models.DateTimeField()
    day = models.DateField()
    recorded_at = models.DateTimeField()
    name = models.CharField(max_length=64)
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    also_kind = models.CharField(max_length=32, default="")
    also_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    payload = models.JSONField()
    address = models.CharField(max_length=45, default="")
    request = models.CharField(max_length=36, default="")
    salt = models.CharField(max_length=32, default="")
    erased = models.JSONField(
        null=True, help_text="What an erasure left: digests of what is gone, salts of what stays."
    )

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "at"], name="entry_about"),
            models.Index(
                fields=["also_kind", "also_id", "at"], name="entry_also", condition=models.Q(also_id__isnull=False)
            ),
            models.Index(fields=["name", "id"], name="entry_name"),
            models.Index(
                fields=["actor_id", "recorded_at"], name="entry_actor", condition=models.Q(actor_kind="person")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.name} {self.about_kind}:{self.about_id}"


class Seal(models.Model):
    """The hash of one journal line chained to the one before: an edited or cut line breaks the chain."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.digest[:12]}"


class EffectState(models.TextChoices):
    """Where an effect stands. ``parked`` waits for a person; ``in doubt`` may have happened."""

    NEW = "new", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    PARKED = "parked", _("parked")
    IN_DOUBT = "in doubt", _("in doubt")


class Effect(models.Model):
    """Work promised by a committed change: born in its transaction, done once, whoever dies meanwhile."""

    key = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=64)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=EffectState.choices, default=EffectState.NEW)
    soon = models.BooleanField(default=False, help_text="Somebody waits for it: it goes before all others.")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0, help_text="How many workers died or froze while they did it.")
    lease = models.PositiveIntegerField(default=0, help_text="Grows with every claim: an older holder is refused.")
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=64, default="")
    error = models.TextField(default="")
    #: Whether a process died that held it, in this claim of it.
    suspected = False

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="effect_waiting", condition=models.Q(state="new")),
            models.Index(fields=["due_at"], name="effect_soon", condition=models.Q(state="new", soon=True)),
            models.Index(fields=["lease_until"], name="effect_leased", condition=models.Q(state="running")),
            models.Index(fields=["-id"], name="effect_stuck", condition=models.Q(state__in=["parked", "in doubt"])),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Timer(models.Model):
    """When a recurring job is next due; claimed like an effect, so that it runs once across machines."""

    name = models.CharField(max_length=64, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    def __str__(self) -> str:
        return self.name


class KeptLine(models.Model):
    """A line kept open to a far side that says when something is new; by a lease, so that one process keeps it."""

    name = models.CharField(max_length=32)
    line = models.BigIntegerField()
    holder = models.CharField(max_length=64, default="")
    since = models.DateTimeField()
    open_until = models.DateTimeField()
    error = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "line"], name="kept_line_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.line}"


class File(models.Model):
    """A stored file: kept under a generated name, shown under the person's own."""

    title = models.CharField(max_length=255)
    stored = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    series = models.BigIntegerField(null=True, help_text="The number of the first version; empty: attached by nobody.")
    version = models.PositiveIntegerField(default=1)
    newest = models.BooleanField(default=True)
    preview = models.CharField(max_length=64, default="", help_text="Where the small picture lies.")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="file_about")]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="one_file_of_a_version"),
            models.UniqueConstraint(
                fields=["series"],
                name="one_newest_version",
                condition=models.Q(newest=True, series__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Notification(models.Model):
    """A line under one person's bell."""

    person_id = models.BigIntegerField()
    text = models.CharField(max_length=300, help_text="An English template, translated where it is shown.")
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, default="")
    kind = models.CharField(max_length=32, default="other")
    names = models.CharField(max_length=300, default="", help_text="What the search looks at: the params in a row.")
    key = models.CharField(max_length=160, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id", "-id"], name="notification_bell")]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A list's filters, order and columns under a name, for oneself or for everybody."""

    person_id = models.BigIntegerField()
    table = models.CharField(max_length=64)
    title = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "table", "title"], name="one_view_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchRow(models.Model):
    """What the search keeps of one record: whose it is, how it is called, the tokens of its words.

    ``words`` is text beside an FTS5 table on SQLite and a tsvector on PostgreSQL: written by ``core.search`` alone.
    """

    kind = models.CharField(max_length=32)
    row_id = models.BigIntegerField()
    opens = models.BigIntegerField(help_text="The record whose card shows this one; mostly itself.")
    owner_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=200, default="")
    words = WordsField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "row_id"], name="one_search_row")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="search_newest"),
            models.Index(fields=["owner_id", "-at", "-id"], name="search_own"),
            models.Index(fields=["team_id", "-at", "-id"], name="search_team"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.row_id}"


class Setting(models.Model):
    """A company's choice that has a default in the code."""

    code = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.code


class Reply(models.Model):
    """What a program was answered under its ``Idempotency-Key``: said again, word for word, for seven days."""

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="Of the request: another one under the same key is refused.")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "key"], name="one_reply_of_a_key")]
        indexes = [models.Index(fields=["made_at"], name="reply_age")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key}"


class Pace(models.Model):
    """How fast somebody may knock: the moment at which their allowance would be whole again, in microseconds."""

    subject = models.CharField(max_length=120, primary_key=True)
    whole_at = models.BigIntegerField()

    def __str__(self) -> str:
        return self.subject


class ArchiveState(models.TextChoices):
    """Where an archive stands."""

    NEW = "new", _("waiting")
    RUNNING = "running", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class Archive(models.Model):
    """An archive of the whole company lying on this machine: who asked for it, why, how far it is."""

    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150, default="")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=ArchiveState.choices, default=ArchiveState.NEW)
    stored = models.CharField(max_length=64, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, default="")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
