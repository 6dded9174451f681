"""Departments, teams and the people in them; every move is kept."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from mostik.core.models import Tracked, TrackedRows
from mostik.people.models.roles import Role


class Department(Tracked):
    """A department of the company."""

    title = models.CharField(_("title"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title"], name="one_department_of_a_title", condition=models.Q(archived_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Team(Tracked):
    """A team within a department, led by one of its people."""

    title = models.CharField(_("title"), max_length=120)
    department = models.ForeignKey(Department, models.PROTECT, related_name="teams")
    lead = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "title"],
                name="one_team_of_a_title",
                condition=models.Q(archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title


if TYPE_CHECKING:
    Tracking = BaseUserManager["User"]
else:
    Tracking = BaseUserManager.from_queryset(TrackedRows)


class Users(Tracking):
    """Makes people; Django's sign-in asks for this."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new person with a hashed password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail, in any letter case."""
        return self.get(email=(username or "").lower())


class User(Tracked, AbstractBaseUser):
    """Somebody who works here."""

    email = models.EmailField(_("e-mail"), unique=True)
    last_name = models.CharField(_("last name"), max_length=80)
    first_name = models.CharField(_("first name"), max_length=80)
    middle_name = models.CharField(_("middle name"), max_length=80, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    position = models.CharField(_("position"), max_length=120, blank=True, default="")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name=_("role"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="people", verbose_name=_("department"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("team"))
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    hired_on = models.DateField(_("works since"))
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_active = models.BooleanField(default=True)
    sells = models.BooleanField(_("carries a personal plan"), default=False)
    language = models.CharField(_("language"), max_length=2, default="", blank=True)
    hold_seconds = models.PositiveSmallIntegerField(_("seconds to take a letter back in"), default=10)
    alias = models.CharField(_("name in imported files"), max_length=160, blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.CheckConstraint(
                name="left_after_hired",
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("hired_on")),
            ),
            models.CheckConstraint(name="reports_to_another", condition=~models.Q(reports_to=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def full_name(self) -> str:
        """The name in full, family name first."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def short_name(self) -> str:
        """First and family name, as people are called."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_full_name(self) -> str:
        """Django's name for the full name."""
        return self.full_name


class Move(models.Model):
    """One change of somebody's place in the structure: from when, where to, by whom."""

    person = models.ForeignKey(User, models.CASCADE, related_name="moves")
    from_day = models.DateField(_("since"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    position = models.CharField(max_length=120, default="")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    reports_to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-from_day", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.from_day}"


class Token(models.Model):
    """A key for a program: kept hashed, acts with those rights of its role that were chosen for it, until its day."""

    title = models.CharField(_("title"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    rights = models.JSONField(_("may"), null=True, help_text="Of the role's rights; empty: all of them.")
    tail = models.CharField(max_length=4, default="", help_text="The last letters of the value, to tell keys apart.")
    made_at = models.DateTimeField()
    expires_on = models.DateField(_("works until"), null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
