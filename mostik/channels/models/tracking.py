"""From a click to a deal: our sites, their visitors and visits, numbers that are told apart, touches, money spent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.channels.rules.origins import LONGEST, LONGEST_ADDRESS


class Marked(models.Model):
    """Marks of where somebody came from; the source is empty where it is not known."""

    source = models.CharField(_("source"), max_length=LONGEST, blank=True, default="")
    medium = models.CharField(_("medium"), max_length=LONGEST, blank=True, default="")
    campaign = models.CharField(_("campaign"), max_length=LONGEST, blank=True, default="")
    content = models.CharField(max_length=LONGEST, blank=True, default="")
    term = models.CharField(max_length=LONGEST, blank=True, default="")

    class Meta:
        abstract = True


class Site(models.Model):
    """A site of ours whose visits are counted, by the script it carries; ``key`` is open, ``hosts`` guard it."""

    key = models.CharField(max_length=22, unique=True)
    title = models.CharField(_("title"), max_length=80)
    hosts = models.JSONField(_("hosts"), default=list)
    minutes = models.PositiveSmallIntegerField(
        _("minutes a number is held"), default=30, help_text="How long a visitor keeps a number of the pool."
    )
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Visitor(models.Model):
    """Somebody who let us remember them: a random key kept in their browser, nothing else."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="visitors")
    key = models.CharField(max_length=32)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="one_visitor_a_key")]
        indexes = [models.Index(fields=["last_at"], name="visitors_seen")]

    def __str__(self) -> str:
        return f"{self.site_id}:{self.pk}"


class Visit(Marked):
    """One coming to the site: where from, where to, when, how many pages."""

    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    day = models.DateField()
    last_at = models.DateTimeField()
    pages = models.PositiveIntegerField(default=1)
    landing = models.CharField(max_length=LONGEST_ADDRESS)
    referrer = models.CharField(max_length=LONGEST_ADDRESS, default="")
    click = models.CharField(max_length=LONGEST, default="")

    class Meta:
        indexes = [
            models.Index(fields=["visitor", "-at"], name="visits_of_a_visitor"),
            models.Index(fields=["day", "source", "medium", "campaign"], name="visits_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.source}"


class TrackedNumber(Marked):
    """A telephone number told apart from others: of a site's pool, or of one source for good."""

    e164 = models.CharField(_("phone"), max_length=16, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="numbers")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(site__isnull=False, source="") | models.Q(site__isnull=True) & ~models.Q(source=""),
                name="number_of_a_pool_or_a_source",
            )
        ]

    def __str__(self) -> str:
        return self.e164


class NumberLease(models.Model):
    """A number of a pool as it was shown to one visitor."""

    number = models.ForeignKey(TrackedNumber, models.CASCADE, related_name="leases")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="leases")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number", "-since"], name="leases_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number_id} {self.since:%H:%M}"


class Touch(Marked):
    """What led to a deal: a visit, a form, a call; kept with the deal, so that it outlives the visits themselves."""

    deal = models.ForeignKey("crm.Deal", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5)
    at = models.DateTimeField()
    key = models.CharField(max_length=120, help_text="The same cause touches a deal once.")
    page = models.CharField(max_length=LONGEST_ADDRESS, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "key"], name="a_touch_of_a_deal_once")]
        indexes = [models.Index(fields=["deal", "at"], name="touches_of_a_deal")]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.kind} {self.source}"


class Spend(Marked):
    """What a day of a campaign cost, in minor units of the company's currency, and what its system counted."""

    day = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    clicks = models.BigIntegerField(default=0)
    shows = models.BigIntegerField(default=0)
    origin = models.CharField(max_length=120, default="", help_text="The file or program it came from.")
    by_name = models.CharField(max_length=120)
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "source", "medium", "campaign"], name="one_spend_a_day"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0, clicks__gte=0, shows__gte=0), name="spend_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.source} {self.campaign}"
